import { lookForMembers } from './member-look.ts';
import type { ProcessRow, ProcessTable } from './process-table.ts';
import { isForeign } from './named-process.ts';
import { sendSignal } from './send-signal.ts';
import type { TreeSweep } from './tree-sweep.ts';

/** After pauses of so many ms in sum what still lives after SIGKILL is struck no more. */
const giveUpMs = 3000;
const slowestPollMs = 50;
/** The same when no signal reaches any of them: nothing will change by trying on. */
const foreignGiveUpMs = 100;

/** All processes of one run, to be signaled and waited for as one. */
export interface ProcessTree {
  /** The live members, by a fresh look. */
  members(): readonly ProcessRow[];
  /** Whether this very process still lives. */
  lives(row: ProcessRow): boolean;
  /** To be called as soon as the leader has been reaped: from then on its pid may be a stranger's. */
  leaderEnded(): void;
  /** The stop signal, once to every member that lives now, and SIGCONT. A second call does nothing. */
  terminate(signal: NodeJS.Signals): void;
  /** SIGKILL at once to all that can be found now. */
  strike(): void;
  /** Strikes until no member is left, for 3 s at most; the pids that survived that. */
  kill(): Promise<readonly number[]>;
  /**
   * Resolves when the leader has ended and nobody is in its process group any more, with `gone` at the latest:
   * from then on the group's number may be a stranger's.
   */
  readonly groupGone: Promise<void>;
  /** Resolves when the leader has ended and no member lives. */
  readonly gone: Promise<void>;
}

export interface TreeRoot {
  readonly pid: number;
  readonly runId: string;
}

export function watchTree(root: TreeRoot, table: ProcessTable | undefined, sweep: TreeSweep): ProcessTree {
  /** Unknown when it could not be read: gorl itself may have no descriptor left. */
  let leaderStart = table?.row(root.pid)?.startTime;
  const known = new Map<number, number>();
  let ended = false;
  let groupEnded = false;
  let terminated = false;
  let isGone = false;
  let delayMs = 1;
  let timer: NodeJS.Timeout | undefined;
  let settle: () => void = () => {};
  const gone = new Promise<void>((resolve) => (settle = resolve));
  let settleGroup: () => void = () => {};
  const groupGone = new Promise<void>((resolve) => (settleGroup = resolve));

  /** The last look at all missed nobody. */
  let conclusive = true;

  /** @param seen is called with each as soon as it is found */
  const members = (seen: (row: ProcessRow) => void = () => {}): readonly ProcessRow[] => {
    if (table === undefined) return ended ? [] : [leaderRow(root.pid)];
    if (!ended) leaderStart ??= table.row(root.pid)?.startTime;
    const look = lookForMembers(table, { leader: root.pid, leaderStart, known }, root.runId, (row) => {
      known.set(row.pid, row.startTime);
      seen(row);
    });
    ({ conclusive } = look);
    return look.members;
  };

  const inGroup = (row: ProcessRow): boolean => row.pgid === root.pid;

  // Cheap while somebody lives, of the group as long as there is one; else the whole table is read.
  const live = (): readonly ProcessRow[] => {
    if (table?.exact !== true) return members();
    for (const [pid, startTime] of known) {
      const row = table.row(pid);
      const lives = row?.alive === true && row.startTime === startTime;
      if (lives && (groupEnded || inGroup(row))) return [row];
      if (!lives) known.delete(pid);
    }
    return members();
  };

  const signalGroup = (signal: NodeJS.Signals): void => {
    if (!ended && !isGone) sendSignal(table === undefined ? root.pid : -root.pid, signal);
  };

  const look = (): void => {
    timer = undefined;
    if (isGone || !ended) return;
    const left = live();
    if (!groupEnded && !left.some(inGroup)) {
      groupEnded = true;
      settleGroup();
    }
    if (left.length === 0 && conclusive) {
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

  /** Whom it hit, or would have. */
  const strike = (): readonly ProcessRow[] => {
    if (isGone) return [];
    signalGroup('SIGSTOP');
    // Nobody who is stopped can fork away, so a look that finds nobody new has found all.
    const stopped = new Map<number, ProcessRow>();
    for (let round = 0; round < 8; round++) {
      let fresh = 0;
      members((row) => {
        if (stopped.get(row.pid)?.startTime === row.startTime) return;
        stopped.set(row.pid, row);
        fresh += 1;
        if (table !== undefined) sendSignal(row.pid, 'SIGSTOP');
      });
      if (fresh === 0) break;
    }
    signalGroup('SIGKILL');
    for (const row of stopped.values()) sendSignal(row.pid, 'SIGKILL');
    lookSoon();
    return [...stopped.values()];
  };

  return {
    gone,
    groupGone,
    members,
    strike: () => void strike(),
    lives({ pid, startTime }) {
      const row = table?.row(pid);
      return row?.alive === true && row.startTime === startTime;
    },
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
      // Counted in pauses, not by the clock: while the event loop stands still nobody is struck.
      let waitedMs = 0;
      for (let pauseMs = 1; !isGone && waitedMs < giveUpMs; pauseMs = Math.min(pauseMs * 2, slowestPollMs)) {
        if (table?.exact !== true && !ended) await sweep.sweep(root.pid, 'SIGKILL');
        const left = strike();
        if (waitedMs > foreignGiveUpMs && left.length > 0 && left.every(({ pid }) => isForeign(pid))) break;
        await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, pauseMs))]);
        waitedMs += pauseMs;
      }
      // With nobody left it is gone, and the next look says so; whoever is left is looked after as before.
      return isGone ? [] : members().map((row) => row.pid);
    },
  };
}

function leaderRow(pid: number): ProcessRow {
  return { pid, ppid: process.pid, pgid: pid, sid: pid, alive: true, startTime: 0 };
}
