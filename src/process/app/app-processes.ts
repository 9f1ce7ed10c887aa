import type { ChildProcess } from 'node:child_process';
import { defined } from '../../base/defined.ts';
import { errnoOf } from '../../base/errno.ts';
import type { ProcessEvent } from '../../engine/service/event.ts';
import type { Artifact } from '../../protocol/artifact.ts';
import type { Processes } from '../../engine/ports.ts';
import type { Report } from '../../protocol/report.ts';
import type { AppProcessesDeps, AppRunRequest, AppSpec, CrashReader } from './app-spec.ts';
import { superviseRun, type AppRun, type SpawnProblem } from './app-run.ts';
import { appSpawnFailure } from './child-end.ts';
import { holdBack } from '../io/held-stream.ts';
import { createListeningMemory } from '../ready/listening-memory.ts';
import { findPortHolder } from '../ready/port-holder.ts';
import { watchTree } from '../tree/process-tree.ts';
import type { LivePlan } from '../probe/probe.ts';
import { watchProbedReadiness, type ProbedRequest } from '../ready/probed-readiness.ts';
import { watchReadiness, type ReadinessWatch } from '../ready/readiness.ts';
import { watchTakeover } from '../sockets/takeover.ts';
import { spawnApp, type AppOutput, type Spawned } from './spawn-app.ts';
import { findSuccessor } from './successor.ts';
import { createStderrTap } from './stderr-tap.ts';

/** The `Processes` port, with what job control and an abrupt end need besides. */
export interface AppProcesses extends Omit<Processes, 'start'> {
  /** See the `Processes` port. */
  start(request: AppRunRequest, emit: (event: ProcessEvent) => void): void;
  /** Ids of the process groups that live now. */
  groups(): number[];
  /** SIGKILL at once to everything that can be found, without waiting: for a second Ctrl-C, or a crash of gorl. */
  killAllNow(): void;
}

const unread: CrashReader = { push: () => undefined, finish: () => undefined };

type Started = ChildProcess & { readonly pid: number };

const noTerminalNotice: Report = {
  type: 'notice',
  level: 'warning',
  message: 'the app wants a terminal, but gorl runs it in a session without one, so it cannot open /dev/tty',
  hint: 'where gorl runs in a terminal, [app] tty = true gives the app one of its own; gorl doctor says whether it can',
};

/** Starts and ends the app with node's child_process: in a group of its own, in a terminal of its own where it can be had. */
export function createAppProcesses(deps: AppProcessesDeps): AppProcesses {
  const live = new Map<number, AppRun>();
  /** Leaders' pids by run, as long as somebody is in the group. */
  const groups = new Map<number, number>();
  /** Groups of successors, which job control has to reach, by run. */
  const successors = new Map<number, number>();
  let terminalTold = false;
  /** Of the last run that was ready. */
  let lastAddresses: { readonly ports: string; readonly known: KnownAddresses } | undefined;
  const listening = createListeningMemory();

  const tellNoTerminal = (): void => {
    if (!terminalTold) deps.reporter.report(noTerminalNotice);
    terminalTold = true;
  };

  const startRun = (
    { run, artifact, spec, crash = unread }: AppRunRequest,
    emit: (event: ProcessEvent) => void,
  ): void => {
    const runId = `${deps.sessionId}/${deps.service}/run-${run}`;
    let spawned: Spawned;
    deps.guardian.start();
    const startedAt = performance.now();
    try {
      if (spec instanceof Error) throw spec;
      spawned = spawnApp(spec, runId, {
        ...{ service: deps.service, pipes: deps.pipes, ttys: deps.ttys },
        stdin: deps.stdin ?? 'ignore',
        stdout: deps.stdout ?? 'inherit',
      });
    } catch (error) {
      queueMicrotask(() => failed(run, spec, error, emit));
      return;
    }
    const { child, output, failure } = spawned;
    if (!isStarted(child)) {
      output.close();
      child.once('error', (error) => failed(run, spec, error, emit));
      return;
    }
    const { pid } = child;
    child.on('error', () => {});
    deps.guardian.add(pid);
    groups.set(run, pid);
    live.set(run, supervise({ run, artifact, spec, crash, child, output, failure, runId, startedAt, emit }));
    queueMicrotask(() => emit({ type: 'process-started', run, pid }));
  };

  const supervise = (start: {
    run: number;
    artifact: Artifact;
    spec: AppSpec;
    crash: CrashReader;
    child: Started;
    output: AppOutput;
    failure: Promise<Error | undefined>;
    runId: string;
    startedAt: number;
    emit: (event: ProcessEvent) => void;
  }): AppRun => {
    const { run, child, crash, output, emit, startedAt } = start;
    const tree = watchTree({ pid: child.pid, runId: start.runId }, deps.table, deps.sweep);
    const leaveGroup = (): void => {
      if (groups.delete(run)) deps.guardian.remove(child.pid);
    };
    void tree.groupGone.then(leaveGroup);
    let listensOn: ReadonlySet<number> = new Set();
    const tap = createStderrTap({
      screen(chunk) {
        if (deps.writeStderr === undefined) process.stderr.write(chunk);
        else deps.writeStderr(chunk, run, start.spec, output.isTerminal);
      },
      crash(text) {
        crash.push(text);
        readiness.wrote?.(text);
      },
      portInUse: (port) => {
        const holder = findPortHolder(port, deps);
        deps.reporter.report({ type: 'port-in-use', run, port, ...(holder ? { holder } : {}) });
      },
      ...(output.isTerminal ? {} : { noTerminal: tellNoTerminal }),
    });
    output.stream?.on('data', (chunk: Buffer) => tap.push(output.read(chunk)));
    const stdoutText = new TextDecoder();
    output.stdout?.on('data', (chunk: Buffer) => {
      if (deps.writeStdout === undefined) process.stdout.write(chunk);
      else deps.writeStdout(chunk);
      readiness.wrote?.(stdoutText.decode(chunk, { stream: true }));
    });
    const held = [
      ...(output.stream === null ? [] : [holdBack(output.stream, deps.stderrRoom)]),
      ...(output.stdout === undefined ? [] : [holdBack(output.stdout, deps.stdoutRoom)]),
    ];
    const memory = listening.program(start.spec.listening);
    const pids = (): number[] => tree.members().map((row) => row.pid);
    /** One after the other: the first report of a port is the first that is told. */
    let told: Promise<unknown> = Promise.resolve();
    const withAddresses = (ports: readonly number[], tell: (known: KnownAddresses) => void): void => {
      const found = findAddresses(pids(), ports);
      const before = lastAddresses?.ports === String(ports) ? lastAddresses.known : undefined;
      // A save is not kept from going live by a look at what is almost always the same.
      const known = before === undefined ? found : Promise.resolve(before);
      told = Promise.all([known, output.caughtUp(), told]).then(([each]) => (isEnding ? undefined : tell(each)));
      void Promise.all([found, told]).then(([now]) => {
        if (isEnding) return;
        lastAddresses = { ports: String(ports), known: now };
        if (before !== undefined && String(before.addresses) !== String(now.addresses))
          deps.reporter.report({ type: 'process-listening', run, ports, added: ports, ...now });
      });
    };
    const readiness = watchApp(start.spec, {
      leader: child.pid,
      // Behind a proxy it is no use before it listens, so it gets the time for that.
      expect: isServed(start.spec) && memory.expectation !== 'none' ? 'port' : memory.expectation,
      members: pids,
      running: () => deps.reporter.report({ type: 'process-running', run, pid: child.pid }),
      ready: (ports, { lasting, atMs }) => {
        listensOn = new Set(ports);
        memory.learn(ports.length > 0, lasting);
        const isSwitchable = listensAsTold(start.spec, ports);
        // What it said before it listened comes first.
        withAddresses(ports, (known) => {
          const startMs = atMs - startedAt;
          emit({ type: 'process-ready', run, ports, startMs, ...known, ...defined({ isSwitchable }) });
          void watchLife(start.spec.live);
        });
      },
      unready: (reason) => emit({ type: 'process-unready', run, reason }),
      listening: (ports, added) => {
        listensOn = new Set(ports);
        memory.learn(true, true);
        const report = { type: 'process-listening', run, ports, added } as const;
        withAddresses(ports, (known) => deps.reporter.report({ ...report, ...known }));
      },
    });
    let stopAsking: (() => void) | undefined;
    let isEnding = false;
    const watchLife = async (plan: LivePlan | undefined): Promise<void> => {
      if (plan === undefined) return;
      const { watchLiveness } = await import('../probe/liveness.ts');
      const unhealthy = (reason: string): void => emit({ type: 'process-unhealthy', run, reason });
      if (!isEnding) stopAsking = watchLiveness(plan, () => [...listensOn], unhealthy);
    };
    const { goroutineReader } = deps;
    const isGo = start.spec.file === start.spec.binary;
    return superviseRun({
      run,
      child,
      output,
      failure: async () => {
        const error = await start.failure;
        return error === undefined ? undefined : spawnFailureOf(start.spec, error);
      },
      tree,
      tap,
      crash,
      startedAt,
      emit,
      ...(goroutineReader !== undefined && isGo
        ? { onDump: (text) => deps.reporter.report({ type: 'process-dump', run, ...goroutineReader(text) }) }
        : {}),
      onWaiting: (processes) => deps.reporter.report({ type: 'process-waiting', run, processes, unkillable: false }),
      successor() {
        const next = process.platform === 'linux' ? findSuccessor(tree.members(), listensOn) : undefined;
        if (next !== undefined) successors.set(run, next.row.pgid);
        return next;
      },
      onLeftBehind(processes) {
        const message = `the app exited but left ${processes === 1 ? 'a process' : `${processes} processes`} running; gorl stopped ${processes === 1 ? 'it' : 'them'}`;
        deps.reporter.report({ type: 'notice', level: 'info', message });
      },
      onNobodyLeft: () => deps.onNobodyLeft?.(start.spec),
      onEnding() {
        isEnding = true;
        readiness.stop();
        stopAsking?.();
        held.forEach((each) => each.hurry());
      },
      onEnded: () => held.forEach((each) => each.finish()),
      onGone: () => {
        live.delete(run);
        successors.delete(run);
        leaveGroup();
        output.close();
        deps.onNobodyLeft?.(start.spec);
      },
    });
  };

  return {
    start: startRun,
    terminate: (run, signal) => live.get(run)?.terminate(signal as NodeJS.Signals),
    kill: (run, { dump }) => live.get(run)?.kill(dump),
    groups: () => [...new Set([...groups.values(), ...successors.values()])],
    killAllNow: () => live.forEach((run) => run.strike()),
  };
}

interface KnownAddresses {
  readonly addresses?: readonly string[];
}

/** Of a run that listens where the last one did, nobody waits for it. Never rejects. */
async function findAddresses(pids: readonly number[], ports: readonly number[]): Promise<KnownAddresses> {
  if (process.platform !== 'linux') return {};
  const { addressesOf } = await import('../addresses/addresses.ts');
  const addresses = await addressesOf({ pids, ports });
  return addresses.length === 0 ? {} : { addresses };
}

/** What shows that it is ready: what somebody named, that it takes over its sockets, or that it listens. */
function watchApp(spec: AppSpec, request: Omit<ProbedRequest, 'plan' | 'isServed'>): ReadinessWatch {
  const { ready: plan, sockets } = spec;
  if (plan !== undefined) return watchProbedReadiness({ ...request, plan, isServed: isServed(spec) });
  if (sockets !== undefined) return watchTakeover({ ...request, sockets });
  return watchReadiness(request);
}

/** Somebody sends requests to it. */
function isServed({ handedPort }: AppSpec): boolean {
  return handedPort !== undefined;
}

/** Undefined where it was not told anything. */
function listensAsTold({ sockets, handedPort }: AppSpec, ports: readonly number[]): boolean | undefined {
  if (sockets !== undefined) return true;
  return handedPort === undefined ? undefined : ports.includes(handedPort);
}

function isStarted(child: ChildProcess): child is Started {
  return child.pid !== undefined;
}

function failed(run: number, planned: AppSpec | Error, error: unknown, emit: (event: ProcessEvent) => void): void {
  const { end, diagnostic } =
    planned instanceof Error ? { end: appSpawnFailure(error, '', '.') } : spawnFailureOf(planned, error);
  emit({ type: 'process-exited', run, end, livedMs: 0, ...defined({ diagnostic }) });
  emit({ type: 'process-gone', run, stopMs: 0, forced: false });
}

function spawnFailureOf(spec: AppSpec, error: unknown): SpawnProblem {
  const file = fileOf(spec, error);
  return {
    end: appSpawnFailure(error, file, spec.cwd),
    ...defined({ diagnostic: spec.explain?.(file, errnoOf(error)) }),
  };
}

function fileOf(spec: AppSpec, error: unknown): string {
  const { path } = error as NodeJS.ErrnoException;
  return path ?? spec.file;
}
