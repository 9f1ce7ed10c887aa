import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { ProcessEvent } from '../engine/event.ts';
import type { ProcessEnd } from '../engine/process-end.ts';
import type { CrashReader } from './app-spec.ts';
import { childEnd } from './child-end.ts';
import { sendSignal } from './send-signal.ts';
import type { ProcessTree } from './process-tree.ts';
import type { StderrTap } from './stderr-tap.ts';
import { drained } from './stream-drain.ts';

/** How long a Go program may take to write its goroutines down after SIGQUIT, in ms. */
const dumpMs = 300;

export interface AppRunParts {
  readonly run: number;
  readonly child: ChildProcess & { readonly pid: number };
  readonly stderr: Readable | null;
  readonly tree: ProcessTree;
  readonly tap: StderrTap;
  readonly crash: CrashReader;
  /** The app ended by itself, and so many of its processes live on; they are ended next. */
  readonly onLeftBehind: (processes: number) => void;
  readonly startedAt: number;
  readonly emit: (event: ProcessEvent) => void;
  /** Gets what SIGQUIT made the app print; absent when it is no Go program or nobody wants to know. */
  readonly onDump?: (text: string) => void;
  /** The run is asked to end, or ends: nobody waits for its readiness any more. */
  readonly onEnding: () => void;
  readonly onGone: () => void;
}

/** One run from its start to the end of its last process. */
export interface AppRun {
  terminate(signal: NodeJS.Signals): void;
  /** @param dumpAfterMs when the stop signal is at least this old, the goroutines are asked for first; 0: never */
  kill(dumpAfterMs: number): void;
  strike(): void;
}

export function superviseRun(parts: AppRunParts): AppRun {
  const { run, child, tree, tap, emit } = parts;
  let stoppedAt: number | undefined;
  let end: ProcessEnd | undefined;
  let forced = false;
  let killing = false;
  let isGone = false;
  let exitSeen: () => void = () => {};
  /** The leader has ended and its stderr is read. */
  const exited = new Promise<void>((resolve) => (exitSeen = resolve));

  // On `exit`, never on `close`: that waits for whoever holds stderr open.
  child.once('exit', (code, signal) => {
    end = childEnd(code, signal);
    const livedMs = performance.now() - parts.startedAt;
    parts.onEnding();
    tree.leaderEnded();
    void drained(parts.stderr === null ? [] : [parts.stderr]).then(async () => {
      const dump = tap.takeDump();
      if (dump !== undefined) parts.onDump?.(dump);
      const diagnostic = await parts.crash.finish(end as ProcessEnd);
      const left = stoppedAt === undefined ? tree.members().length : 0;
      if (left > 0) parts.onLeftBehind(left);
      emit({ type: 'process-exited', run, end: end as ProcessEnd, livedMs, ...(diagnostic ? { diagnostic } : {}) });
      exitSeen();
    });
  });
  void Promise.all([exited, tree.gone]).then(() => finish([]));

  const finish = (leaked: readonly number[]): void => {
    if (isGone) return;
    isGone = true;
    const stopMs = stoppedAt === undefined ? 0 : performance.now() - stoppedAt;
    parts.onGone();
    emit({ type: 'process-gone', run, stopMs, forced, leaked });
  };

  const askForGoroutines = async (): Promise<void> => {
    tap.captureDump();
    if (end === undefined) sendSignal(parts.child.pid, 'SIGQUIT');
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([exited, new Promise((resolve) => (timer = setTimeout(resolve, dumpMs)))]);
    clearTimeout(timer);
  };

  return {
    terminate(signal) {
      if (isGone || killing) return;
      stoppedAt ??= performance.now();
      parts.onEnding();
      tree.terminate(signal);
    },
    kill(dumpAfterMs) {
      if (isGone || killing) return;
      killing = true;
      forced = true;
      parts.onEnding();
      const graceIsOver =
        stoppedAt !== undefined && dumpAfterMs > 0 && performance.now() - stoppedAt >= dumpAfterMs - 1;
      stoppedAt ??= performance.now();
      const dump = graceIsOver && end === undefined && parts.onDump !== undefined;
      void (dump ? askForGoroutines() : Promise.resolve())
        .then(() => tree.kill())
        .then((leaked) => (leaked.length > 0 ? finishLeaking(leaked) : undefined));
    },
    strike() {
      forced = true;
      tree.strike();
    },
  };

  function finishLeaking(leaked: readonly number[]): void {
    // The leader itself may be what survives: then its exit is not coming, and gone must still be last.
    if (end !== undefined) void exited.then(() => finish(leaked));
    else finish(leaked);
  }
}
