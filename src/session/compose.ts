import { isatty } from 'node:tty';
import { stopPolicy } from '../config/stop-policy.ts';
import type { ShutdownReason } from '../protocol/shutdown-reason.ts';
import type { Artifact } from '../protocol/artifact.ts';
import { createLoop, type Loop, type StampedEvent } from '../engine/loop.ts';
import type { Builder } from '../engine/ports.ts';
import type { Options } from '../engine/service/options.ts';
import { createBuilder, type GoBuilder } from '../go/build/builder.ts';
import type { Sources } from '../go/build/sources.ts';
import { summarizeGoroutines } from '../go/crash/goroutine-dump.ts';
import { createAppProcesses, type AppProcesses } from '../process/app/app-processes.ts';
import { createListeningMemory } from '../process/ready/listening-memory.ts';
import { appWords } from './service-plan/app-command.ts';
import { tellBackground } from './background-hooks.ts';
import { crashReader } from './crash-reader.ts';
import { createEnvironment } from './environment.ts';
import { appFileInput, appSpec } from './service-plan/app-spec.ts';
import { buildPlan } from './service-plan/build-plan.ts';
import { codeContext } from './service-plan/code-context.ts';
import { machineOptions } from './service-plan/machine-options.ts';
import type { Subject } from './service-plan/subject.ts';
import { createExitHooks, exitHooksLimit } from './exit-hooks.ts';
import { withOwnWrites, type OwnWrites } from './own-writes/own-writes.ts';
import type { ProcessHost } from './process-host.ts';
import { requireProject } from './project-directory.ts';
import type { Reporting } from './reporting.ts';
import { stateFileIn } from './state-file.ts';
import { createTimers } from './timers.ts';
import { makeTmpDir, unusableTmpDir } from './tmp-dir.ts';

export interface ComposeOptions {
  readonly subject: () => Subject;
  /** Words of the command line for the app. */
  readonly args: readonly string[];
  readonly once: boolean;
  readonly runTarget: boolean;
  readonly host: ProcessHost;
  readonly reporting: Reporting;
  /** Gets to know when the build's own commands run. */
  readonly ownWrites: OwnWrites;
  /** The files that builds read. */
  readonly sources: Sources;
  readonly endSession: (reason: ShutdownReason, forced: boolean) => void;
  readonly onInternalError: (error: unknown, history: readonly StampedEvent[]) => void;
}

export interface Service {
  readonly loop: Loop;
  readonly processes: AppProcesses;
  /** The machine's options as the config says now. */
  options(): Options;
  /** The environment of commands, env files read anew. */
  env(): Readonly<Record<string, string>>;
  /** After `tmp_dir` or the program's name changed. */
  replaceBuilder(): void;
  /** Removes what builds and timers left; everything has ended. */
  dispose(): Promise<void>;
}

/**
 * The composition root: the machine and its ports, made of the adapters. Read this first. Everything
 * here is asked for anew when it is needed, so that a changed config counts from the next build on.
 */
export function composeService(options: ComposeOptions): Service {
  const { host, reporting, subject } = options;
  const environment = createEnvironment(subject, process.env, reporting);
  const timers = createTimers();
  const hookCommands = tellBackground(host.commands, reporting);
  const builders: GoBuilder[] = [];
  const makeBuilder = (): GoBuilder => {
    const builder = createBuilder({
      commands: withOwnWrites(hookCommands, options.ownWrites),
      reporter: reporting,
      plan() {
        requireProject(subject().project);
        return buildPlan(subject(), environment.read);
      },
      tmpDir: subject().project.tmpDir,
      makeTmpDir,
      explainTmpDir: unusableTmpDir,
      sessionId: host.sessionId,
      name: subject().launch.name,
      sources: options.sources,
      inUse: () => generationsInUse(loop),
    });
    builders.push(builder);
    void builder.sweep();
    return builder;
  };
  let builder = makeBuilder();
  const builderPort: Builder = {
    start: (request, emit) => builder.start(request, emit),
    cancel: (generation) => builders.forEach((each) => each.cancel(generation)),
  };
  /** What a custom build made is run from where that put it. */
  const placed = (artifact: Artifact): Artifact => {
    if (artifact.path === undefined) return artifact;
    const path = builders.map((each) => each.startFrom(artifact.generation)).find((each) => each !== undefined);
    return path === undefined ? artifact : { ...artifact, path };
  };
  const processes = createAppProcesses({
    spec: (_run, artifact) => {
      requireProject(subject().project);
      return appSpec(subject(), { ...options, colors: isatty(1) && isatty(2) }, placed(artifact), environment.read());
    },
    stopSignal: () => stopPolicy(subject().project.loaded).signal,
    graceMs: () => stopPolicy(subject().project.loaded).graceMs,
    sessionId: host.sessionId,
    guardian: host.guardian,
    reporter: reporting,
    crashReader: () => crashReader(codeContext(subject())),
    goroutineReader: (text) => summarizeGoroutines(text, codeContext(subject())),
    writeStderr: (chunk) => reporting.passOn(chunk),
    stderrRoom: reporting.appRoom,
    onNobodyLeft: () => reporting.runIsOver(),
    listening: createListeningMemory(() => ({
      file: stateFileIn(subject().project.tmpDir),
      target: subject().launch.target,
      args: appWords({ ...appFileInput(subject(), options.runTarget), args: options.args }),
    })),
    table: host.table,
    sweep: host.sweep,
    pipes: host.pipes,
  });
  const exitHooks = createExitHooks({
    commands: host.commands,
    reporter: reporting,
    lines: () => subject().project.loaded.settings['build.post_cmd'],
    cwd: subject().project.cwd,
    env: () => environment.read(),
    limitMs: () => exitHooksLimit(stopPolicy(subject().project.loaded).graceMs),
  });
  const loop = createLoop({
    options: machineOptions(subject().project, options.once),
    ports: { builder: builderPort, processes, exitHooks, timers, reporter: reporting },
    now: () => Date.now(),
    endSession: options.endSession,
    onInternalError: options.onInternalError,
  });
  return {
    loop,
    processes,
    options: () => machineOptions(subject().project, options.once),
    env: () => environment.read(),
    replaceBuilder() {
      builder = makeBuilder();
    },
    async dispose() {
      timers.clearAll();
      await Promise.all(builders.map((each) => each.dispose()));
    },
  };
}

function generationsInUse(loop: Loop): number[] {
  const { artifact, current, candidate } = loop.state();
  return [artifact, current?.artifact, candidate?.artifact]
    .filter((each) => each !== undefined)
    .map(({ generation }) => generation);
}
