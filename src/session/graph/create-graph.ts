import type { Reporter } from '../../engine/ports.ts';
import type { Adapters, Env } from '../adapters.ts';
import type { Subject } from '../service-plan/subject.ts';
import { listedBuild } from '../service-plan/tuned-build.ts';
import { moduleFiles } from '../service-plan/watched.ts';
import { programFileIn } from '../state-file.ts';
import type { GraphMemory } from './graph-memory.ts';
import type { ProgramGraph, ProgramGraphDeps } from './program-graph.ts';

export interface GraphOptions extends Pick<
  ProgramGraphDeps,
  'buildStartedAtMs' | 'isBuilding' | 'onGraph' | 'onKnown' | 'onUnknown'
> {
  readonly reporter: Reporter;
  readonly adapters: Pick<Adapters, 'loadListPackages' | 'commands' | 'files' | 'clock'>;
  readonly subject: () => Subject;
  /** Of the build. */
  readonly env: () => Env;
}

/** What a session has to do with the graph of its program. */
export interface SessionGraph extends Pick<
  ProgramGraph,
  'files' | 'hasAnswered' | 'view' | 'changed' | 'buildEnded' | 'stop'
> {
  /** Takes on what was known in an earlier session; undefined where nothing is kept. Never rejects. */
  recall(): Promise<void> | undefined;
  /** The session is about something else now, which may be another program, or the same of other files. */
  adopted(before: Subject): void;
  /** Somebody needs to know: asks when the first build is over, or goes on for long. */
  askSoon(): void;
}

/** A first build that is over sooner has the machine for itself. */
const patienceMs = 1000;

/**
 * The graph of the program that a session is about; of a command of the user's only what it evidently builds is known.
 * Nobody asks before the first build is over, and until then nothing of it is loaded.
 */
export function createGraph(options: GraphOptions): SessionGraph {
  const { subject, env } = options;
  let graph: ProgramGraph | undefined;
  let loading: Promise<Opened | undefined> | undefined;
  let isOver = false;
  let forgetAsking: (() => void) | undefined;
  const load = async (): Promise<Opened | undefined> => {
    const opened = await openGraph(options);
    if (isOver) return undefined;
    ({ graph } = opened);
    return opened;
  };
  /** If it cannot be loaded, names go on deciding. */
  const loaded = (): Promise<Opened | undefined> => (loading ??= load().catch(() => undefined));
  const recall = async (): Promise<void> => {
    const opened = await loaded();
    const kept = opened?.memory.recall(subject(), env());
    if (kept !== undefined) opened?.graph.recall(kept);
  };
  const buildEnded = (): void => {
    if (graph === undefined) void loaded().then((opened) => opened?.graph.buildEnded());
    else graph.buildEnded();
  };
  return {
    get files() {
      return graph?.files;
    },
    get hasAnswered() {
      return graph?.hasAnswered === true;
    },
    askSoon() {
      if (graph?.files === undefined) forgetAsking ??= options.adapters.clock.after(patienceMs, buildEnded);
    },
    recall: () => (options.adapters.files.exists(programFileIn(subject().project.tmpDir)) ? recall() : undefined),
    view: () => graph?.view(),
    changed: (files) => graph?.changed(files),
    buildEnded,
    adopted(before) {
      const [listed, now] = [before, subject()].map((each) => JSON.stringify(listedBuild(each, env())));
      if (listed !== now) graph?.restart();
    },
    stop() {
      isOver = true;
      forgetAsking?.();
      graph?.stop();
    },
  };
}

interface Opened {
  readonly graph: ProgramGraph;
  readonly memory: GraphMemory;
}

async function openGraph({ adapters, reporter, subject, env, onKnown, ...deps }: GraphOptions): Promise<Opened> {
  const { commands, files, clock } = adapters;
  const [listPackages, { ProgramGraph }, { GraphMemory }, { ProgramNotices }] = await Promise.all([
    adapters.loadListPackages(),
    import('./program-graph.ts'),
    import('./graph-memory.ts'),
    import('./program-notices.ts'),
  ]);
  const memory = new GraphMemory(files);
  const notices = new ProgramNotices(reporter);
  const opened: ProgramGraph = new ProgramGraph({
    list() {
      const { project, launch } = subject();
      const variables = env();
      const listed = listedBuild(subject(), variables);
      if (listed === undefined) return undefined;
      return listPackages({
        build: listed,
        cwd: project.cwd,
        env: { ...variables, ...listed.env },
        commands,
        moduleFiles: moduleFiles(launch),
      });
    },
    root: () => subject().project.root,
    holdsProgram: (directory) => files.holdsProgram(directory),
    readSource: (path) => files.readSource(path),
    writtenAt: (path) => files.writtenAt(path),
    remember: (known) => memory.remember(subject(), env(), known),
    onKnown() {
      if (opened.files !== undefined) notices.tell(subject(), opened.files);
      onKnown();
    },
    soon: (fire) => clock.soon(fire),
    after: (ms, fire) => clock.after(ms, fire),
    now: () => clock.now(),
    ...deps,
  });
  return { graph: opened, memory };
}
