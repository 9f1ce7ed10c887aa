import type { ChildProcess } from 'node:child_process';
import type { Diagnostic } from '../../protocol/diagnostic.ts';
import type { ProcessEvent } from '../../engine/service/event.ts';
import { type NamedProcess, type ProcessEnd } from '../../protocol/process-end.ts';
import type { CrashReader } from './app-spec.ts';
import { childEnd } from './child-end.ts';
import { nameProcess } from '../tree/named-process.ts';
import { sendSignal } from '../tree/send-signal.ts';
import type { ProcessTree } from '../tree/process-tree.ts';
import type { Successor } from './successor.ts';
import type { StderrTap } from './stderr-tap.ts';
import type { AppOutput } from './spawn-app.ts';

/** What a stop waits for is told after this time in ms, once. */
const silentMs = 1000;

/** Between two looks whether a successor, whose end nobody tells us, still lives, in ms. */
const successorLookMs = 50;

/** How long a Go program may take to write its goroutines down after SIGQUIT, in ms. */
const dumpMs = 300;

export interface AppRunParts {
  readonly run: number;
  readonly child: ChildProcess & { readonly pid: number };
  readonly output: Pick<AppOutput, 'drained'>;
  /** Asked at its end: it never became the program, and why. */
  readonly failure: () => Promise<SpawnProblem | undefined>;
  readonly tree: ProcessTree;
  readonly tap: StderrTap;
  readonly crash: CrashReader;
  /** The app ended by itself, and so many of its processes live on; they are ended next. */
  readonly onLeftBehind: (processes: number) => void;
  /** The app ended by itself, and no process of it lives on. Called before its end is told. */
  readonly onNobodyLeft: () => void;
  /** The stop takes a while; these are left. */
  readonly onWaiting: (processes: readonly NamedProcess[]) => void;
  /** Who carries on now that the app has ended well by itself. */
  readonly successor: () => Successor | undefined;
  readonly startedAt: number;
  readonly emit: (event: ProcessEvent) => void;
  /** Gets what SIGQUIT made the app print; absent when it is no Go program or nobody wants to know. */
  readonly onDump?: (text: string) => void;
  /** The run is asked to end, or ends: nobody waits for its readiness any more. */
  readonly onEnding: () => void;
  /** The app has ended, and nobody carries on for it: its last words are all that is left to read. */
  readonly onEnded: () => void;
  readonly onGone: () => void;
}

/** Why there is no program, and more about it than the system says. */
export interface SpawnProblem {
  readonly end: ProcessEnd;
  readonly diagnostic?: Diagnostic;
}

/** One run from its start to the end of its last process. */
export interface AppRun {
  terminate(signal: NodeJS.Signals): void;
  /** @param dump the goroutines are asked for first, if it can have any */
  kill(dump: boolean): void;
  strike(): void;
}

export function superviseRun(parts: AppRunParts): AppRun {
  const { run, child, tree, tap, emit } = parts;
  let stoppedAt: number | undefined;
  /** The app's process: the one that was started, or its successor. */
  let leader = child.pid;
  let end: ProcessEnd | undefined;
  let forced = false;
  let killing = false;
  let isGone = false;
  let told: NodeJS.Timeout | undefined;
  let exitSeen: () => void = () => {};
  /** The leader has ended and its stderr is read. */
  const exited = new Promise<void>((resolve) => (exitSeen = resolve));

  // On `exit`, never on `close`: that waits for whoever holds stderr open.
  child.once('exit', (code, signal) => {
    tree.leaderEnded();
    const successor = code === 0 ? findNext() : undefined;
    if (successor === undefined) ended(childEnd(code, signal));
    else handOver(successor);
  });

  const findNext = (): Successor | undefined => (stoppedAt === undefined ? parts.successor() : undefined);

  const handOver = ({ row, ports }: Successor): void => {
    leader = row.pid;
    emit({ type: 'process-handed-over', run, pid: row.pid, ports });
    let timer: NodeJS.Timeout | undefined;
    const look = (): void => {
      clearTimeout(timer);
      if (end !== undefined || isGone || leader !== row.pid) return;
      if (tree.lives(row)) timer = setTimeout(look, successorLookMs);
      else {
        const next = findNext();
        if (next === undefined) ended({ type: 'unseen' });
        else handOver(next);
      }
    };
    timer = setTimeout(look, successorLookMs);
    void tree.gone.then(look);
  };

  const ended = (seen: ProcessEnd): void => {
    end = seen;
    tellLater();
    const livedMs = performance.now() - parts.startedAt;
    parts.onEnding();
    parts.onEnded();
    void Promise.all([parts.failure(), parts.output.drained()]).then(async ([problem]) => {
      const dump = tap.takeDump();
      if (dump !== undefined) parts.onDump?.(dump);
      const how = problem?.end ?? seen;
      const diagnostic = problem === undefined ? await parts.crash.finish(how) : problem.diagnostic;
      const left = stoppedAt === undefined ? tree.members().length : 0;
      if (left > 0) parts.onLeftBehind(left);
      else if (stoppedAt === undefined) parts.onNobodyLeft();
      emit({ type: 'process-exited', run, end: how, livedMs, ...(diagnostic ? { diagnostic } : {}) });
      exitSeen();
    });
  };
  void Promise.all([exited, tree.gone]).then(() => finish());

  const tellLater = (): void => {
    told ??= setTimeout(() => {
      const left = isGone ? [] : tree.members();
      if (left.length > 0) parts.onWaiting(left.map(({ pid }) => nameProcess(pid)));
    }, silentMs);
  };

  const finish = (): void => {
    if (isGone) return;
    isGone = true;
    clearTimeout(told);
    const stopMs = stoppedAt === undefined ? 0 : performance.now() - stoppedAt;
    parts.onGone();
    emit({ type: 'process-gone', run, stopMs, forced });
  };

  const askForGoroutines = async (): Promise<void> => {
    tap.captureDump();
    if (end === undefined) sendSignal(leader, 'SIGQUIT');
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([exited, new Promise((resolve) => (timer = setTimeout(resolve, dumpMs)))]);
    clearTimeout(timer);
  };

  return {
    terminate(signal) {
      if (isGone || killing) return;
      stoppedAt ??= performance.now();
      tellLater();
      parts.onEnding();
      tree.terminate(signal);
    },
    kill(dump) {
      if (isGone || killing) return;
      killing = true;
      tellLater();
      forced = true;
      parts.onEnding();
      stoppedAt ??= performance.now();
      const asks = dump && end === undefined && parts.onDump !== undefined;
      void (asks ? askForGoroutines() : Promise.resolve())
        .then(() => tree.kill())
        .then((left) => {
          if (left.length === 0 || isGone) return;
          clearTimeout(told);
          emit({ type: 'process-remained', run, processes: left.map(nameProcess) });
        });
    },
    strike() {
      forced = true;
      tree.strike();
    },
  };
}
