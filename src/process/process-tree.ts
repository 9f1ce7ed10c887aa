import type { ProcessRow, ProcessTable } from './process-table.ts';
import { findMembers } from './run-members.ts';
import { sendSignal } from './send-signal.ts';
import type { TreeSweep } from './tree-sweep.ts';

/** After this time in ms what still lives after SIGKILL is given up and called leaked. */
const giveUpMs = 3000;
const slowestPollMs = 50;

/** All processes of one run, to be signaled and waited for as one. */
export interface ProcessTree {
  /** The live members, by a fresh look. */
  members(): ProcessRow[];
  /** To be called as soon as the leader has been reaped: from then on its pid may be a stranger's. */
  leaderEnded(): void;
  /** The stop signal, once to every member that lives now, and SIGCONT. A second call does nothing. */
  terminate(signal: NodeJS.Signals): void;
  /** SIGKILL at once to all that can be found now. */
  strike(): void;
  /** Strikes until no member is left, for 3 s at most; the pids that survived that. */
  kill(): Promise<readonly number[]>;
  /** Resolves when the leader has ended and no member lives. */
  readonly gone: Promise<void>;
}

export interface TreeRoot {
  readonly pid: number;
  readonly runId: string;
}

export function watchTree(root: TreeRoot, table: ProcessTable | undefined, sweep: TreeSweep): ProcessTree {
  const leaderStart = table?.row(root.pid)?.startTime ?? 0;
  const known = new Map<number, number>([[root.pid, leaderStart]]);
  let ended = false;
  let terminated = false;
  let isGone = false;
  let givenUp = false;
  let delayMs = 1;
  let timer: NodeJS.Timeout | undefined;
  let settle: () => void = () => {};
  const gone = new Promise<void>((resolve) => (settle = resolve));

  const members = (): ProcessRow[] => {
    if (table === undefined) return ended ? [] : [leaderRow(root.pid)];
    const run = { leader: root.pid, leaderStart, known };
    const found = findMembers(table.rows(leaderStart), run, (row) => table.bears(row, root.runId));
    for (const row of found) known.set(row.pid, row.startTime);
    return found;
  };

  // Cheap while somebody lives; only when all known are dead the whole table is read.
  const anyLive = (): boolean => {
    for (const [pid, startTime] of known) {
      if (table?.exact !== true) break;
      const row = table.row(pid);
      if (row?.alive === true && row.startTime === startTime) return true;
      if (pid !== root.pid) known.delete(pid);
    }
    return members().length > 0;
  };

  const signalGroup = (signal: NodeJS.Signals): void => {
    if (!ended && !isGone) sendSignal(table === undefined ? root.pid : -root.pid, signal);
  };

  const look = (): void => {
    timer = undefined;
    if (isGone || givenUp || !ended) return;
    if (!anyLive()) {
      isGone = true;
      settle();
      return;
    }
    timer = setTimeout(look, delayMs);
    delayMs = Math.min(delayMs * 2, slowestPollMs);
  };
  const lookSoon = (): void => {
    delayMs = 1;
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = setTimeout(look, delayMs);
  };

  const strike = (): void => {
    if (isGone) return;
    signalGroup('SIGSTOP');
    // Nobody who is stopped can fork away, so a look that finds nobody new has found all.
    const stopped = new Map<number, ProcessRow>();
    for (let round = 0; round < 8; round++) {
      const fresh = members().filter((row) => !stopped.has(row.pid));
      if (fresh.length === 0) break;
      for (const row of fresh) {
        stopped.set(row.pid, row);
        if (table !== undefined) sendSignal(row.pid, 'SIGSTOP');
      }
    }
    signalGroup('SIGKILL');
    for (const row of stopped.values()) sendSignal(row.pid, 'SIGKILL');
    lookSoon();
  };

  return {
    gone,
    members,
    strike,
    leaderEnded() {
      ended = true;
      setImmediate(look); // Whoever waits for the end of the leader alone goes first.
    },
    terminate(signal) {
      if (terminated || isGone) return;
      terminated = true;
      if (table === undefined) {
        // Windows has no signals: the only request that reaches the whole tree is the forced one.
        if (!ended) void sweep.sweep(root.pid, 'SIGKILL');
        return;
      }
      signalGroup(signal);
      const outside = members().filter((row) => ended || row.pgid !== root.pid);
      for (const row of outside) sendSignal(row.pid, signal);
      signalGroup('SIGCONT');
      for (const row of outside) sendSignal(row.pid, 'SIGCONT');
      lookSoon();
    },
    async kill() {
      const deadline = performance.now() + giveUpMs;
      for (let pauseMs = 1; !isGone; pauseMs = Math.min(pauseMs * 2, slowestPollMs)) {
        if (performance.now() > deadline) {
          givenUp = true;
          clearTimeout(timer);
          return members().map((row) => row.pid);
        }
        if (table?.exact !== true && !ended) await sweep.sweep(root.pid, 'SIGKILL');
        strike();
        await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, pauseMs))]);
      }
      return [];
    },
  };
}

function leaderRow(pid: number): ProcessRow {
  return { pid, ppid: process.pid, pgid: pid, sid: pid, alive: true, startTime: 0 };
}
