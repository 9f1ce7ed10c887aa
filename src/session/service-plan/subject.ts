import type { Launch } from './launch.ts';
import type { Project } from './project.ts';

/** What the session is about right now; a changed config replaces it. */
export interface Subject {
  readonly project: Project;
  readonly launch: Launch;
}
