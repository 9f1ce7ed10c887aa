import type { Adapters, Env } from '../adapters.ts';
import type { Subject } from '../service-plan/subject.ts';
import { moduleFiles } from '../service-plan/watched.ts';
import { ProgramGraph, type ProgramGraphDeps } from './program-graph.ts';

export interface GraphOptions extends Pick<ProgramGraphDeps, 'buildStartedAtMs' | 'onGraph' | 'onKnown'> {
  readonly adapters: Pick<Adapters, 'commands' | 'files' | 'clock' | 'listPackages'>;
  readonly subject: () => Subject;
  /** Of the build. */
  readonly env: () => Env;
}

/** The graph of the program that a session is about. Of a command of the user's only what it evidently builds is known. */
export function createGraph({ adapters, subject, env, ...deps }: GraphOptions): ProgramGraph {
  const { commands, files, clock } = adapters;
  return new ProgramGraph({
    list() {
      const { project, launch } = subject();
      const { listed } = launch;
      if (listed === undefined) return undefined;
      return adapters.listPackages({
        build: listed,
        cwd: project.cwd,
        env: { ...env(), ...listed.env },
        commands,
        moduleFiles: moduleFiles(launch),
      });
    },
    root: () => subject().project.root,
    holdsProgram: (directory) => files.holdsProgram(directory),
    readHeader: (path) => files.headerOf(path),
    writtenAt: (path) => files.writtenAt(path),
    soon: (fire) => clock.soon(fire),
    now: () => clock.now(),
    ...deps,
  });
}
