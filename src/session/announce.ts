import { defined } from '../base/defined.ts';
import { version } from '../base/version.ts';
import type { Reporter } from '../engine/ports.ts';
import type { Adapters } from './adapters.ts';
import type { Project } from './service-plan/project.ts';
import { targetOf, type Subject } from './service-plan/subject.ts';

export interface Announced {
  readonly args: readonly string[];
  readonly adapters: Pick<Adapters, 'pid'>;
  readonly reporting: Reporter;
}

/** What a session says first. */
export function announceSession(
  { reporting, args, adapters }: Announced,
  project: Project,
  services: readonly (Subject & { readonly name: string })[],
): void {
  const goVersion = services.map(({ launch }) => launch.toolchain?.version).find((each) => each !== undefined);
  reporting.report({
    type: 'session-started',
    version,
    ...defined({ go: goVersion }),
    target: targetOf(services),
    ...(services.length === 1
      ? {}
      : { services: services.map(({ name, launch }) => ({ name, target: launch.target })) }),
    root: project.root,
    ...defined({ config: project.file?.shown }),
    ...(args.length === 0 ? {} : { args }),
    pid: adapters.pid,
  });
  if (project.diagnostics.length > 0) reporting.report({ type: 'problems', diagnostics: project.diagnostics });
  if (project.leftToAir !== undefined) {
    const message = `gorl reads ${project.file?.shown}, not ${project.leftToAir}: where there are both, its own comes first`;
    reporting.report({ type: 'notice', level: 'info', message });
  }
  for (const { message } of project.loaded.notes) reporting.report({ type: 'notice', level: 'debug', message });
  if (services.some(({ launch: { build, listed } }) => build.type === 'custom' && listed === undefined))
    reporting.report({
      type: 'notice',
      level: 'debug',
      message:
        'what build.cmd builds is not evident, so the lists of extensions and directories decide what is watched',
    });
  if (adapters.pid === 1)
    reporting.report({
      type: 'notice',
      level: 'info',
      message:
        'gorl is the first process in the container: start the container with --init, so that finished processes are cleaned up',
    });
}
