import { createLoop, type Loop, type StampedEvent } from '../engine/loop.ts';
import type { ServiceEnds } from '../engine/interpreter.ts';
import type { Reporter } from '../engine/ports.ts';
import type { Options } from '../engine/service/options.ts';
import type { GoBuilder } from '../go/build/builder.ts';
import { requireProject } from '../go/build/required-project.ts';
import type { Sources } from '../go/build/sources.ts';
import { summarizeGoroutines } from '../go/crash/goroutine-dump.ts';
import type { AppProcesses } from '../process/app/app-processes.ts';
import type { AppSpec } from '../process/app/app-spec.ts';
import type { Artifact } from '../protocol/artifact.ts';
import type { FileChange } from '../protocol/change.ts';
import type { Adapters, Env } from './adapters.ts';
import { AppState } from './app-state.ts';
import { tellBackground } from './background-hooks.ts';
import { crashReader } from './crash-reader.ts';
import { createEnvironment } from './environment.ts';
import { createExitHooks, exitHooksLimit } from './exit-hooks.ts';
import { withOwnWrites, type OwnWrites } from './own-writes/own-writes.ts';
import { appSpec } from './service-plan/app-spec.ts';
import { buildPlan } from './service-plan/build-plan.ts';
import { codeContext } from './service-plan/code-context.ts';
import { machineOptions } from './service-plan/machine-options.ts';
import type { Subject } from './service-plan/subject.ts';
import { settledBuilder } from './settled-builder.ts';
import { stopPolicy } from '../config/stop-policy.ts';
import { createTimers } from './timers.ts';

export interface ServiceOptions {
  /** In every id of its builds, processes and timers. Letters, digits, `_`, `-` and `.`. */
  readonly name: string;
  readonly subject: () => Subject;
  /** Words of the command line for the app. */
  readonly args: readonly string[];
  readonly once: boolean;
  readonly runTarget: boolean;
  readonly adapters: Adapters;
  /** Of this service. */
  readonly reporter: Reporter;
  readonly ownWrites: OwnWrites;
  /** The files that builds read. */
  readonly sources: Sources;
  /** Variables for the app that the user has not set. */
  readonly appEnv?: () => Env;
  /** Variables for commands of the user's: builds, hooks, rules. */
  readonly hookEnv?: () => Env;
  /** A build begins. */
  readonly buildStarted: () => void;
  /** A build may not have read these, which were written while it ran. */
  readonly buildOnceMore: (files: readonly FileChange[]) => void;
  readonly ends: ServiceEnds;
  readonly onInternalError: (error: unknown, history: readonly StampedEvent[]) => void;
}

export interface Service {
  readonly name: string;
  readonly loop: Loop;
  readonly processes: AppProcesses;
  /** The machine's options as the config says now. */
  options(): Options;
  /** The environment of commands, env files read anew. */
  env(): Env;
  /** After `tmp_dir` or the program's name changed. */
  replaceBuilder(): void;
  /** Removes what builds and timers left; everything has ended. */
  dispose(): Promise<void>;
}

/** One machine on its ports. What a config decides is looked up when it is needed, so that a change of it takes effect. */
export function createService(options: ServiceOptions): Service {
  const { name, adapters, reporter, subject } = options;
  const { clock, files } = adapters;
  const environment = createEnvironment(subject, adapters.env, reporter);
  const commandEnv = (): Env => ({ ...environment.read(), ...options.hookEnv?.() });
  const tmpDir = (): string => subject().project.tmpDir;
  const state = new AppState({ files, tmpDir, sessionId: adapters.sessionId, service: name });
  const timers = createTimers(clock);
  const builders = createBuilders(options);
  const processes = adapters.processes({
    service: name,
    reporter,
    goroutineReader: (text) => summarizeGoroutines(text, codeContext(subject())),
  });
  const exitHooks = createExitHooks({
    service: name,
    clock,
    commands: adapters.commands,
    reporter,
    lines: () => subject().project.loaded.settings['build.post_cmd'],
    cwd: subject().project.cwd,
    env: commandEnv,
    limitMs: () => exitHooksLimit(stopPolicy(subject().project.loaded).graceMs),
  });
  const planRun = (artifact: Artifact): AppSpec | Error => {
    try {
      const { cwd, root } = subject().project;
      requireProject([cwd, root], (directory) => files.identityOf(directory));
      return appSpec(subject(), { ...options, colors: adapters.colors }, builders.placed(artifact), {
        ...options.appEnv?.(),
        ...environment.read(),
        ...state.env(),
      });
    } catch (error) {
      return error as Error;
    }
  };
  const machine = (): Options => machineOptions(subject().project, options.once);
  const loop = createLoop({
    service: name,
    options: machine(),
    ports: {
      builder: settledBuilder(
        {
          start(request, emit) {
            options.buildStarted();
            const plan = buildPlan(subject(), commandEnv());
            builders.start({ ...request, plan, inUse: generationsInUse(loop) }, emit);
          },
          cancel: (generation) => builders.cancel(generation),
        },
        options.ownWrites,
        options.buildOnceMore,
      ),
      processes: {
        ...processes,
        start: ({ run, artifact }, emit) =>
          processes.start({ run, artifact, spec: planRun(artifact), crash: crashReader(codeContext(subject())) }, emit),
      },
      exitHooks,
      timers,
      reporter,
    },
    now: () => clock.now(),
    ends: options.ends,
    onInternalError: options.onInternalError,
  });
  return {
    name,
    loop,
    processes,
    options: machine,
    env: commandEnv,
    replaceBuilder: () => builders.replace(),
    async dispose() {
      timers.clearAll();
      await builders.dispose();
      await state.remove();
    },
  };
}

interface Builders extends Pick<GoBuilder, 'start' | 'cancel'> {
  /** What a custom build made is run from where that put it. */
  placed(artifact: Artifact): Artifact;
  replace(): void;
  dispose(): Promise<void>;
}

/** The builder of now, and those of earlier configs, whose builds may still run. */
function createBuilders(options: ServiceOptions): Builders {
  const { name, adapters, reporter, subject } = options;
  const commands = withOwnWrites(tellBackground(adapters.commands, reporter), options.ownWrites, adapters.clock.now);
  const all: GoBuilder[] = [];
  const make = (): GoBuilder => {
    const builder = adapters.builder({
      service: name,
      commands,
      reporter,
      tmpDir: subject().project.tmpDir,
      name: subject().launch.name,
      sources: options.sources,
    });
    all.push(builder);
    void builder.sweep();
    return builder;
  };
  let current = make();
  return {
    start: (request, emit) => current.start(request, emit),
    cancel: (generation) => all.forEach((each) => each.cancel(generation)),
    placed(artifact) {
      if (artifact.path === undefined) return artifact;
      const path = all.map((each) => each.startFrom(artifact.generation)).find((each) => each !== undefined);
      return path === undefined ? artifact : { ...artifact, path };
    },
    replace: () => void (current = make()),
    dispose: async () => void (await Promise.all(all.map((each) => each.dispose()))),
  };
}

function generationsInUse(loop: Loop): number[] {
  const { artifact, current, candidate } = loop.state();
  return [artifact, current?.artifact, candidate?.artifact]
    .filter((each) => each !== undefined)
    .map(({ generation }) => generation);
}
