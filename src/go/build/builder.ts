import { defined } from '../../base/defined.ts';
import type { BuildEvent } from '../../engine/service/event.ts';
import type { BuildRequest, CommandRunner, Reporter } from '../../engine/ports.ts';
import type { AllErrors, AllErrorsRequest } from './all-errors.ts';
import { createArtifactStore } from './artifacts.ts';
import { BuildAhead } from './build-ahead.ts';
import { BuildCommands } from './build-commands.ts';
import type { BuildPlan } from './build-plan.ts';
import type { FastLaneOptions, LoadFastLane } from './fast-lane.ts';
import { LazyLane } from './lazy-lane.ts';
import type { BuildOutcome } from './build-outcome.ts';
import { BuildRun } from './build-run.ts';
import { atLowPriority } from './low-priority.ts';
import { GeneratorMemory } from './generate/generator-memory.ts';
import { artifactMaker, sweepLeftovers } from './leftovers.ts';
import { stillSources, type Sources } from './sources.ts';

export interface BuilderOptions {
  readonly commands: CommandRunner;
  readonly reporter: Reporter;
  /** Absolute: where binaries and the go command's temporary files go. */
  readonly tmpDir: string;
  /** For the names of the files, so that gorls which share `tmpDir` do not meet. Default: a random one. */
  readonly sessionId?: string;
  /** The service that is built. Default: `app`. */
  readonly service?: string;
  /** Name of the program, for its file. Default: `main`. */
  readonly name?: string;
  /** The files that builds read. Default: files that nobody ever writes to. */
  readonly sources?: Sources;
  /** Default: all builds are the go command's, and begin when they are asked for. */
  readonly lane?: { readonly load: LoadFastLane; readonly after: FastLaneOptions['after'] };
  /** The newest binary is not what the go command makes of the same sources. Default: nobody is told. */
  readonly onUnproven?: () => void;
}

/** What the machine asks for, and all that it takes. */
export interface GoBuildRequest extends BuildRequest {
  readonly plan: BuildPlan;
  /** Generations whose binary a process runs, or is about to: they are kept. */
  readonly inUse?: readonly number[];
}

export interface GoBuilder {
  /** See the `Builder` port. */
  start(request: GoBuildRequest, emit: (event: BuildEvent) => void): void;
  /** See the `Builder` port. */
  cancel(generation: number): void;
  /** Another service builds: what is done while nobody waits is done later. */
  makeWay(): void;
  /** Every error of a build that failed, also where the compiler stopped counting. */
  allErrors(request: AllErrorsRequest): AllErrorsRun;
  /** Where to start the binary of a generation; undefined when this builder has none of it. */
  startFrom(generation: number): string | undefined;
  /** Another one builds from now on: nothing begins here any more but what this one is asked for. Its binaries stay. */
  retire(): void;
  /** Removes what dead gorls left in `tmpDir`. Never rejects. */
  sweep(): Promise<void>;
  /** Cancels what runs and removes all binaries; call it when no process needs them. Never rejects. */
  dispose(): Promise<void>;
}

/** See all-errors.ts. */
export interface AllErrorsRun {
  /** Never rejects. */
  readonly ended: Promise<AllErrors>;
  cancel(): void;
}

/** A session has one for each config that it had, and their files must not meet. */
let builders = 0;

/** The builder of the machine: pre_cmd hooks, generators, then go build or the user's own command, one build at a time. */
export function createBuilder(options: BuilderOptions): GoBuilder {
  const { service = 'app', sources = stillSources } = options;
  const number = (builders += 1);
  const binaries = { dir: options.tmpDir, name: options.name ?? 'main', maker: artifactMaker(options.sessionId) };
  const artifacts = createArtifactStore({ ...binaries, service });
  const rewrites = new Set<string>();
  const generators = new GeneratorMemory();
  const running = new Map<number, { readonly run: BuildRun; readonly ended: Promise<void> }>();
  let newest: number | undefined;
  let previous: number | undefined;
  let asked: AllErrorsRun | undefined;
  let isRetired = false;
  const idleCommands = (): BuildCommands =>
    new BuildCommands({ ...options, sources, rewrites, commands: atLowPriority(options.commands) });
  const makeDir = (): string => artifacts.makeLaneDir(number);
  const lane =
    options.lane &&
    new LazyLane(options.lane.load, {
      ...{ onUnproven: () => undefined, ...options, service, sources, idleCommands, makeDir },
      after: options.lane.after,
    });

  const ahead =
    options.lane &&
    new BuildAhead({
      ...{ sources, label: `${service}/build-ahead-${number}`, after: options.lane.after },
      artifacts: createArtifactStore({ ...binaries, service: `${service}-ahead-${number}` }),
      commands: () => new BuildCommands({ ...options, sources, rewrites }),
      isForGo: (path) => lane?.leaves(path) ?? true,
    });

  const perform = async (
    { generation, plan, inUse = [] }: GoBuildRequest,
    run: BuildRun,
    startedMs: number,
    emit: (event: BuildEvent) => void,
  ): Promise<void> => {
    await ahead?.settled();
    const outcome = await run.outcome();
    if (outcome.type !== 'succeeded' || run.cancelled) await artifacts.clean(generation, false);
    running.delete(generation);
    if (running.size === 0 && !isRetired) ahead?.expect(plan);
    if (outcome.type === 'cancelled' || run.cancelled) return emit({ type: 'build-cancelled', generation });
    emit(toEvent(generation, outcome, Math.round(performance.now() - startedMs)));
    if (outcome.type === 'succeeded') await dropReplaced(generation, inUse);
  };

  const dropReplaced = async (generation: number, inUse: readonly number[]): Promise<void> => {
    // The one before may be about to be started; only those before it are surely replaced.
    previous = newest;
    newest = generation;
    const kept = [newest, previous, ...inUse];
    await artifacts.keepOnly(new Set(kept.filter((each) => each !== undefined)));
  };

  return {
    start: (request, emit) => {
      const { generation, steady = false, plan } = request;
      const startedMs = performance.now();
      if (request.batch.cause.type === 'request') generators.forgetDone();
      lane?.interrupt();
      const begun = ahead?.take(plan, steady);
      const own = { service, sources, rewrites, generators, artifacts, lane };
      const run = new BuildRun({ generation, steady, plan, begun }, { ...options, ...own });
      const ended = Promise.resolve().then(() => perform(request, run, startedMs, emit));
      running.set(generation, { run, ended });
    },
    cancel: (generation) => running.get(generation)?.run.cancel(),
    makeWay: () => lane?.makeWay(),
    allErrors(request) {
      // Few ask.
      const module = import('./all-errors.ts');
      const commands = idleCommands();
      const ended = module.then(({ findAllErrors }) => findAllErrors(request, { commands, artifacts, service }));
      asked = { ended, cancel: () => commands.cancel() };
      return asked;
    },
    startFrom: (generation) => artifacts.startFrom(generation),
    retire() {
      isRetired = true;
      void lane?.close();
      void ahead?.close();
    },
    sweep: () => sweepLeftovers(options.tmpDir),
    dispose: async () => {
      for (const { run } of running.values()) run.cancel();
      asked?.cancel();
      await lane?.close();
      await Promise.allSettled([ahead?.close(), asked?.ended, ...[...running.values()].map(({ ended }) => ended)]);
      await artifacts.removeAll();
    },
  };
}

function toEvent(
  generation: number,
  outcome: Exclude<BuildOutcome, { readonly type: 'cancelled' }>,
  durationMs: number,
): BuildEvent {
  if (outcome.type === 'succeeded') {
    return { type: 'build-succeeded', generation, artifact: outcome.artifact, durationMs };
  }
  const { diagnostics, output, end, generator } = outcome;
  return { type: 'build-failed', generation, diagnostics, output, end, durationMs, ...defined({ generator }) };
}
