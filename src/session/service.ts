import { createLoop, type Loop, type StampedEvent } from '../engine/loop.ts';
import type { ServiceEnds } from '../engine/interpreter.ts';
import type { Reporter, RunningCommand, Traffic } from '../engine/ports.ts';
import { defined } from '../base/defined.ts';
import type { Options } from '../engine/service/options.ts';
import type { AllErrorsRequest } from '../go/build/all-errors.ts';
import type { BuildPlan } from '../go/build/build-plan.ts';
import type { AllErrorsRun } from '../go/build/builder.ts';
import { requireProject } from '../go/build/required-project.ts';
import type { Sources } from '../go/build/sources.ts';
import { summarizeGoroutines } from '../go/crash/goroutine-dump.ts';
import type { ProgramFiles } from '../go/graph/program-files.ts';
import type { AppProcesses } from '../process/app/app-processes.ts';
import type { AppSpec } from '../process/app/app-spec.ts';
import type { Artifact } from '../protocol/artifact.ts';
import type { FileChange } from '../protocol/change.ts';
import type { Adapters, Env } from './adapters.ts';
import type { AllErrorsWanted, FailedBuildEvent } from './all-errors.ts';
import { AppState } from './app-state.ts';
import { crashReader } from './crash-reader.ts';
import type { CLinkers } from './c-linkers.ts';
import { createEnvironment } from './environment.ts';
import { createExitHooks, exitHooksLimit } from './exit-hooks.ts';
import type { OwnWrites } from './own-writes/own-writes.ts';
import { HeldListeners } from './held-listeners.ts';
import { appSpec } from './service-plan/app-spec.ts';
import { buildPlan } from './service-plan/build-plan.ts';
import { codeContext } from './service-plan/code-context.ts';
import { machineOptions } from './service-plan/machine-options.ts';
import { livePlan, readyPlan } from './service-plan/probes.ts';
import type { Subject } from './service-plan/subject.ts';
import { isTuned } from './service-plan/tuned-build.ts';
import { queuedBuilder, type BuildSlots } from './build-slots.ts';
import { settledBuilder } from './settled-builder.ts';
import { watchShortRuns } from './short-runs.ts';
import { stopPolicy } from '../config/stop-policy.ts';
import { createBuilders } from './service-builders.ts';
import { createTimers } from './timers.ts';

/** The way to the app, as its service sees it. */
export interface ServiceDoor extends Traffic {
  /** Variables for that run of the app that the user has not set. */
  appEnv(run: number): Env;
  /** Variables for commands of the user's: builds, hooks, rules. */
  hookEnv(): Env;
}

export interface ServiceOptions {
  /** In every id of its builds, processes and timers. Letters, digits, `_`, `-` and `.`. */
  readonly name: string;
  readonly subject: () => Subject;
  /** Services that it depends on and that are not ready yet. Default: none. */
  readonly awaited?: readonly string[];
  /** Words of the command line for the app. */
  readonly args: readonly string[];
  readonly once: boolean;
  readonly runTarget: boolean;
  readonly adapters: Adapters;
  /** Others write beside its app. Default: nobody does. */
  readonly isOneOfMany?: () => boolean;
  /** Then, how many of them build at once. Default: all. */
  readonly slots?: BuildSlots;
  /** Of this service. */
  readonly reporter: Reporter;
  readonly ownWrites: OwnWrites;
  /** The files that builds read. */
  readonly sources: Sources;
  /** What the program is made of. Default: nobody knows. */
  readonly program?: () => ProgramFiles | undefined;
  /** Who sends requests to the app. Default: nobody. */
  readonly door?: ServiceDoor;
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
  /** Opens the sockets that the app is to take over, if the config asks for that: who connects early waits. */
  listen(): void;
  /** Nobody waits for anything: what makes builds faster may be looked for. */
  quiet(): void;
  /** Another service builds: what is done while nobody waits is done later. */
  makeWay(): void;
  /** Shows every error of the failed build, or says why not. */
  showAllErrors(): void;
  /** After `tmp_dir` or the program's name changed. */
  replaceBuilder(): void;
  /** Removes what builds and timers left; everything has ended. */
  dispose(): Promise<void>;
}

/** One machine on its ports. What a config decides is looked up when it is needed, so that a change of it takes effect. */
export function createService(options: ServiceOptions): Service {
  const {
    name,
    adapters,
    reporter,
    subject,
    door = nobody,
    program = () => undefined,
    isOneOfMany = () => false,
  } = options;
  const { clock, files } = adapters;
  const ofMany = withoutPort(adapters.env);
  const environment = createEnvironment(subject, () => (isOneOfMany() ? ofMany : adapters.env), reporter);
  const commandEnv = (): Env => ({ ...environment.read(), ...door.hookEnv() });
  const tmpDir = (): string => subject().project.tmpDir;
  const state = new AppState({ files, tmpDir, sessionId: adapters.sessionId, service: name });
  const timers = createTimers(clock);
  const builders = createBuilders(options, () =>
    loop.dispatch({ type: 'files-changed', batch: { action: 'rebuild', cause: { type: 'unproven' } } }),
  );
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
    cwd: () => subject().project.cwd,
    env: commandEnv,
    limitMs: () => exitHooksLimit(stopPolicy(subject().project.loaded).graceMs),
  });
  const sockets = new HeldListeners(() => subject().project.loaded.settings.listen, adapters.openSockets);
  const planRun = (run: number, artifact: Artifact): AppSpec | Error => {
    try {
      const { cwd, root, loaded } = subject().project;
      requireProject([cwd, root], (directory) => files.identityOf(directory));
      const given = door.appEnv(run);
      const env = { ...given, ...environment.read(), ...state.env() };
      const start = (line: string): RunningCommand =>
        adapters.commands.start({ command: { type: 'shell', line }, cwd, env, label: `${name}/probe` });
      const more = defined({
        ready: readyPlan(loaded.settings, start),
        live: livePlan(loaded.settings, start),
        handedPort: given['PORT'] !== undefined && env['PORT'] === given['PORT'] ? Number(given['PORT']) : undefined,
        sockets: sockets.take(),
        tty: wantsTty(),
        lines: isOneOfMany() ? (true as const) : undefined,
      });
      return appSpec(
        subject(),
        { ...options, colors: adapters.colors && !(wantsTty() && adapters.ttys?.reason === undefined) },
        builders.placed(artifact),
        env,
        more,
      );
    } catch (error) {
      return error as Error;
    }
  };
  let cLinkers: CLinkers | undefined;
  const plan = (): BuildPlan => {
    const planned = buildPlan(subject(), commandEnv(), adapters.env);
    return cLinkers?.applied(planned) ?? planned;
  };
  const learnCLinker = async (): Promise<void> => {
    const module = await import('./c-linkers.ts');
    cLinkers ??= new module.CLinkers(adapters, reporter, () => subject().launch.toolchain?.goroot);
    await cLinkers.learn(buildPlan(subject(), commandEnv()));
  };
  const wantsTty = (): boolean => adapters.ttys !== undefined && subject().project.loaded.settings['app.tty'];
  const machine = (): Options => machineOptions(subject().project, options.once);
  const loop = createLoop({
    service: name,
    options: machine(),
    ...defined({ awaited: options.awaited }),
    ports: {
      builder: settledBuilder(
        queuedBuilder(
          {
            start(request, emit) {
              options.buildStarted();
              builders.start({ ...request, plan: plan(), inUse: generationsInUse(loop) }, (event) => {
                // What gives the app its terminal is built by the same go command, right after what it is for.
                if (event.type === 'build-succeeded' && wantsTty()) adapters.ttys?.prepared(() => emit(event));
                else emit(event);
              });
            },
            cancel: (generation) => builders.cancel(generation),
          },
          () => (isOneOfMany() && subject().launch.build.type === 'owned' ? options.slots : undefined),
        ),
        options.ownWrites,
        options.buildOnceMore,
      ),
      processes: {
        ...processes,
        start: ({ run, artifact }, emit) =>
          processes.start(
            {
              ...{ run, artifact, spec: planRun(run, artifact) },
              crash: crashReader(codeContext(subject()), (race) =>
                reporter.report({ type: 'data-race', run, ...race }),
              ),
            },
            emit,
          ),
      },
      traffic: door,
      exitHooks,
      timers,
      reporter,
    },
    now: () => clock.now(),
    ends: options.ends,
    onInternalError: options.onInternalError,
  });
  let failure: FailedBuildEvent | undefined;
  loop.subscribe((event) => {
    if (event.type === 'build-failed') failure = event;
    if (event.type === 'build-succeeded') failure = undefined;
  });
  if (!options.once) watchShortRuns({ loop, reporter, adapters, subject, program });
  let allErrors: Promise<AllErrorsWanted> | undefined;
  /** Few sessions need it. */
  const loadAllErrors = async (): Promise<AllErrorsWanted> => {
    const module = await import('./all-errors.ts');
    const find = (request: AllErrorsRequest): AllErrorsRun => builders.allErrors(request);
    return new module.AllErrorsWanted({ loop, reporter, clock, plan, find, failure: () => failure });
  };
  return {
    name,
    loop,
    processes,
    options: machine,
    env: commandEnv,
    listen() {
      try {
        sockets.take();
      } catch (error) {
        reporter.report({ type: 'notice', level: 'error', message: (error as Error).message });
      }
    },
    quiet() {
      // Few programs contain C.
      if (program()?.graph.linksC === true && isTuned(subject())) void learnCLinker().catch(() => undefined);
    },
    makeWay: () => builders.makeWay(),
    showAllErrors: () => void (allErrors ??= loadAllErrors()).then((wanted) => wanted.ask()),
    replaceBuilder: () => builders.replace(),
    async dispose() {
      timers.clearAll();
      sockets.close();
      await builders.dispose();
      await state.remove();
    },
  };
}

/** It names one thing, and no two of several can have it. */
function withoutPort(env: Env): Env {
  return Object.fromEntries(Object.entries(env).filter(([name]) => name !== 'PORT'));
}

const nobody: ServiceDoor = { drain: (_run, done) => done(), appEnv: () => ({}), hookEnv: () => ({}) };

function generationsInUse(loop: Loop): number[] {
  const { artifact, current, candidate } = loop.state();
  return [artifact, current?.artifact, candidate?.artifact]
    .filter((each) => each !== undefined)
    .map(({ generation }) => generation);
}
