import type { Reporter } from '../engine/ports.ts';
import type { ProjectFiles } from './project-files.ts';
import type { Project } from './service-plan/project.ts';

/** Whether the directory that a project lives in is there: it may be moved away, removed, or put back. */
export class ProjectDirectory {
  readonly #files: ProjectFiles;
  readonly #reporter: Reporter;
  #identity: string | undefined;
  #isGone = false;

  constructor(files: ProjectFiles, reporter: Reporter) {
    this.#files = files;
    this.#reporter = reporter;
  }

  /** Looks, and reports when it went or came back. Where it is another directory now, gorl goes there. */
  isThere({ cwd, root }: Pick<Project, 'cwd' | 'root'>): boolean {
    const identity = this.#files.identityOf(cwd);
    if (identity === undefined || this.#files.identityOf(root) === undefined) {
      if (!this.#isGone) this.#report('warning', 'the project directory is gone; waiting for it', root);
      this.#isGone = true;
      return false;
    }
    if (this.#isGone) this.#report('info', 'the project directory is back', root);
    this.#isGone = false;
    if (this.#identity !== undefined && this.#identity !== identity) this.#files.enter(cwd);
    this.#identity = identity;
    return true;
  }

  #report(level: 'info' | 'warning', message: string, root: string): void {
    this.#reporter.report({ type: 'notice', level, message: `${message}: ${root}` });
  }
}
