import { resolve } from 'node:path';
import { isatty } from 'node:tty';
import { Environment } from '../config/env/environment.ts';
import { stopPolicy } from '../config/describe/stop-policy.ts';
import type { Artifact, ShutdownReason } from '../engine/service/event.ts';
import { createLoop, type Loop, type StampedEvent } from '../engine/loop.ts';
import type { Builder } from '../engine/ports.ts';
import type { Options } from '../engine/service/options.ts';
import type { BuildPlan } from '../go/build/build-plan.ts';
import { createBuilder, type GoBuilder } from '../go/build/builder.ts';
import { attachExcerpts } from '../go/output/excerpt.ts';
import { ownModules } from '../go/packages/module-files.ts';
import type { Sources } from '../go/build/sources.ts';
import { summarizeGoroutines } from '../go/crash/goroutine-dump.ts';
import { createCrashReader } from '../go/crash/panic.ts';
import type { CodeContext } from '../go/crash/stack-trace.ts';
import { createAppProcesses, type AppProcesses } from '../process/app/app-processes.ts';
import type { AppSpec, CrashReader } from '../process/app/app-spec.ts';
import { createListeningMemory } from '../process/ready/listening-memory.ts';
import { appCommand, appWords } from './service-plan/app-command.ts';
import type { AppFileInput } from './service-plan/app-file.ts';
import { tellBackground } from './background-hooks.ts';
import { explainFailure } from './service-plan/app-problems.ts';
import { createExitHooks, exitHooksLimit } from './exit-hooks.ts';
import type { Launch } from './service-plan/launch.ts';
import { withOwnWrites, type OwnWrites } from './own-writes/own-writes.ts';
import type { ProcessHost } from './process-host.ts';
import { requireProject } from './project-directory.ts';
import type { Project } from './service-plan/project.ts';
import type { Reporting } from '../cli/reporting.ts';
import { stateFileIn } from './state-file.ts';
import { createTimers } from './timers.ts';
import { stderr } from '../cli/stderr.ts';
import { makeTmpDir, unusableTmpDir } from './tmp-dir.ts';
import { envFilesOf } from './watching.ts';

/** What the session is about right now; a changed config replaces it. */
export interface Subject {
  readonly project: Project;
  readonly launch: Launch;
}

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
  const environment = createEnvironment(subject, reporting);
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
      return appSpec(options, placed(artifact), environment.read());
    },
    stopSignal: () => stopPolicy(subject().project.loaded).signal,
    graceMs: () => stopPolicy(subject().project.loaded).graceMs,
    sessionId: host.sessionId,
    guardian: host.guardian,
    reporter: reporting,
    crashReader: () => crashReader(codeContext(subject())),
    goroutineReader: (text) => summarizeGoroutines(text, codeContext(subject())),
    writeStderr(chunk) {
      reporting.terminal().beforeForeignOutput(chunk);
      stderr().passOn(chunk);
    },
    stderrRoom: stderr().appRoom,
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
    options: machineOptions(options),
    ports: { builder: builderPort, processes, exitHooks, timers, reporter: reporting },
    now: () => Date.now(),
    endSession: options.endSession,
    onInternalError: options.onInternalError,
  });
  return {
    loop,
    processes,
    options: () => machineOptions(options),
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

function machineOptions({ subject, once }: ComposeOptions): Options {
  const { loaded } = subject().project;
  const { settings } = loaded;
  const { signal, graceMs } = stopPolicy(loaded);
  return {
    order: 'stop-first',
    stopOnError: settings['build.stop_on_error'],
    graceMs,
    rerun: settings['build.rerun'],
    rerunDelayMs: settings['build.rerun_delay'],
    patienceMs: Math.max(settings['build.delay'], 1000),
    once,
    stopSignal: signal,
    exitHooks: settings['build.post_cmd'].length > 0,
  };
}

function buildPlan({ project, launch }: Subject, env: () => Readonly<Record<string, string>>): BuildPlan {
  const { settings } = project.loaded;
  const log = settings['build.log'];
  return {
    preCmd: settings['build.pre_cmd'],
    stopOnError: settings['build.stop_on_error'],
    build: launch.build,
    runsOutput: settings['build.full_bin'] !== '',
    cwd: project.cwd,
    env,
    roots: codeRoots({ project, launch }),
    modules: () => ownModules(launch.module),
    ...(log === '' ? {} : { log: resolve(project.tmpDir, log) }),
  };
}

function appSpec(
  { subject, args, runTarget }: ComposeOptions,
  artifact: Artifact,
  env: Readonly<Record<string, string>>,
): AppSpec {
  const { project, launch } = subject();
  const command = appCommand({ ...appFileInput({ project, launch }, runTarget), args }, artifact, env);
  const customLine = launch.build.type === 'custom' ? launch.build.line : undefined;
  const binary = artifact.path === undefined ? {} : { binary: artifact.path };
  return {
    ...command,
    ...binary,
    cwd: project.cwd,
    env: withColors(env),
    explain: (file, code) => explainFailure(project.loaded, customLine, file, code),
  };
}

export function appFileInput({ project, launch }: Subject, runTarget: boolean): AppFileInput {
  const { output, writes } = launch;
  const { loaded: config, cwd, root } = project;
  return { config, cwd, root, output, ...(writes === undefined ? {} : { writes }), runTarget };
}

/**
 * The app's stderr is a pipe, so that a panic in it can be told; programs that ask whether it is a
 * terminal would lose their colors. Where both streams end at one, they are told to keep them.
 */
function withColors(env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const chosen =
    env['NO_COLOR'] !== undefined || env['FORCE_COLOR'] !== undefined || env['CLICOLOR_FORCE'] !== undefined;
  if (chosen || !isatty(1) || !isatty(2) || env['TERM'] === 'dumb') return env;
  return { ...env, CLICOLOR_FORCE: '1', FORCE_COLOR: '1' };
}

function codeRoots({ project, launch }: Subject): string[] {
  const { module } = launch;
  const found = module.type === 'found' ? [module.module?.dir, ...(module.workspace?.uses ?? [])] : [];
  return [...new Set([project.root, project.cwd, ...found.filter((dir) => dir !== undefined)])];
}

function codeContext({ project, launch }: Subject): CodeContext {
  const { module, toolchain } = launch;
  const own = module.type === 'found' ? module.module : undefined;
  return {
    base: project.cwd,
    roots: codeRoots({ project, launch }),
    ...(own === undefined ? {} : { module: { path: own.path, dir: own.dir } }),
    ...(toolchain?.goroot === undefined ? {} : { goroot: toolchain.goroot }),
  };
}

/** A crash report of the app as a problem with its place in the source. */
function crashReader(context: CodeContext): CrashReader {
  const reader = createCrashReader(context);
  return {
    push: (text) => reader.push(text),
    async finish(end) {
      const diagnostic = reader.finish(end);
      return diagnostic === undefined ? undefined : (await attachExcerpts([diagnostic], context))[0];
    },
  };
}

/** The env files are read before each build and each start; a problem in them is told once, until it changes. */
function createEnvironment(subject: () => Subject, reporting: Reporting): { read(): Readonly<Record<string, string>> } {
  let environment: { readonly root: string; readonly reader: Environment } | undefined;
  let told = '';
  return {
    read() {
      const { project } = subject();
      if (environment?.root !== project.root) {
        const reader = new Environment({ base: process.env, root: project.root, cwd: project.cwd });
        environment = { root: project.root, reader };
      }
      const { env, diagnostics, notes } = environment.reader.read(envFilesOf(project));
      const text = JSON.stringify([diagnostics, notes]);
      if (text !== told) {
        if (diagnostics.length > 0) reporting.report({ type: 'problems', diagnostics });
        for (const message of notes) reporting.report({ type: 'notice', level: 'debug', message });
      }
      told = text;
      return env;
    },
  };
}
