import type { Adapters, Env } from '../adapters.ts';
import type { Subject } from '../service-plan/subject.ts';
import { moduleFiles } from '../service-plan/watched.ts';
import type { ProgramGraph, ProgramGraphDeps } from './program-graph.ts';

export interface GraphOptions extends Pick<ProgramGraphDeps, 'buildStartedAtMs' | 'onGraph' | 'onKnown'> {
  readonly adapters: Pick<Adapters, 'loadListPackages' | 'commands' | 'files' | 'clock'>;
  readonly subject: () => Subject;
  /** Of the build. */
  readonly env: () => Env;
}

/** What a session has to do with the graph of its program. */
export type SessionGraph = Pick<ProgramGraph, 'files' | 'view' | 'changed' | 'buildEnded' | 'restart' | 'stop'>;

/**
 * The graph of the program that a session is about; of a command of the user's only what it evidently builds is known.
 * Nobody asks before the first build is over, and until then nothing of it is loaded.
 */
export function createGraph(options: GraphOptions): SessionGraph {
  let graph: ProgramGraph | undefined;
  let loading: Promise<void> | undefined;
  let isOver = false;
  const load = async (): Promise<void> => {
    const loaded = await openGraph(options);
    if (isOver) return;
    graph = loaded;
    graph.buildEnded();
  };
  return {
    get files() {
      return graph?.files;
    },
    view: () => graph?.view(),
    changed: (files) => graph?.changed(files),
    buildEnded() {
      // If it cannot be loaded, names go on deciding.
      if (graph === undefined) loading ??= load().catch(() => undefined);
      else graph.buildEnded();
    },
    restart: () => graph?.restart(),
    stop() {
      isOver = true;
      graph?.stop();
    },
  };
}

async function openGraph({ adapters, subject, env, ...deps }: GraphOptions): Promise<ProgramGraph> {
  const { commands, files, clock } = adapters;
  const [listPackages, { ProgramGraph }] = await Promise.all([
    adapters.loadListPackages(),
    import('./program-graph.ts'),
  ]);
  return new ProgramGraph({
    list() {
      const { project, launch } = subject();
      const { listed } = launch;
      if (listed === undefined) return undefined;
      return listPackages({
        build: listed,
        cwd: project.cwd,
        env: { ...env(), ...listed.env },
        commands,
        moduleFiles: moduleFiles(launch),
      });
    },
    root: () => subject().project.root,
    holdsProgram: (directory) => files.holdsProgram(directory),
    readSource: (path) => files.readSource(path),
    writtenAt: (path) => files.writtenAt(path),
    soon: (fire) => clock.soon(fire),
    now: () => clock.now(),
    ...deps,
  });
}
