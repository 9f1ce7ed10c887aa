import type { Env } from '../../base/env.ts';
import type { Routing } from '../../config/read/routes.ts';
import type { ProgramFiles } from '../../go/graph/program-files.ts';
import { onlyService, type Consumer } from '../../watch/scope/consumer.ts';
import type { Launch } from './launch.ts';
import type { Project } from './project.ts';

/** What a service is about right now; a changed config replaces it. */
export interface Subject {
  /** The config as it holds for this service, and where that is. */
  readonly project: Project;
  readonly launch: Launch;
  /** Variables that its table sets. Default: none. */
  readonly env?: Env;
}

/** One of the services of a session. */
export interface NamedSubject extends Subject {
  readonly name: string;
  /** Those of the session that have to be ready before it starts. */
  readonly dependsOn: readonly string[];
  readonly restartWith: boolean;
}

/** What files are watched for. */
export interface WatchedSubject extends Subject {
  /** Whose its files are. */
  readonly consumer: Consumer;
  /** What it is made of, as far as the go command has told. */
  readonly program: () => ProgramFiles | undefined;
}

/** What a session is about right now. */
export interface Subjects {
  /** The config itself. */
  readonly project: Project;
  /** At least one. */
  readonly services: readonly NamedSubject[];
  /** What `[proxy]` leads to, also those that are not run here; absent for one program. */
  readonly routing?: Routing;
}

/** A session of one program. */
export function onlySubject(subject: Subject): Subjects {
  return { project: subject.project, services: [{ ...subject, name: onlyService, dependsOn: [], restartWith: false }] };
}

/** What is run, for people. */
export function targetOf(services: readonly (Subject & { readonly name: string })[]): string {
  const [first, ...others] = services;
  if (first === undefined || others.length === 0) return first?.launch.target ?? '';
  return services.map(({ name }) => name).join(', ');
}

/** Absolute: where a session writes. */
export function tmpDirsOf({ project, services }: Subjects): readonly string[] {
  return [...new Set([project, ...services.map((service) => service.project)].map(({ tmpDir }) => tmpDir))];
}
