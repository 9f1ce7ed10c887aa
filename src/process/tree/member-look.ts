import type { ProcessRow, ProcessTable } from './process-table.ts';
import { findMembers, type RunIdentity } from './run-members.ts';

/** One look follows those who fork away from it for so long at most, in ms. */
const longestChaseMs = 40;

export interface MemberLook {
  readonly members: readonly ProcessRow[];
  /** Nobody can have been missed: none was in the middle of a fork or an exec that hides it. */
  readonly conclusive: boolean;
}

/**
 * All live processes of a run. A chain of processes, each of which starts the next and ends, passes by a look at the
 * table: one link has ended before it is read, and the next was not there yet when the reading began. So the look goes
 * on with those who were born during it, until there are none.
 *
 * @param seen is called with each as soon as it is found, so that it can be kept from forking away
 */
export function lookForMembers(
  table: ProcessTable,
  run: RunIdentity,
  runId: string,
  seen: (row: ProcessRow) => void,
): MemberLook {
  const found = new Map<number, ProcessRow>();
  /** Whose environment cannot be read right now. */
  let unclear: ProcessRow[] = [];
  /** Who has the leader's pid, since a stranger there makes strangers of its group. */
  let leaders: ProcessRow[] = [];
  const take = (rows: readonly ProcessRow[]): void => {
    const candidates = [...found.values(), ...unclear, ...leaders, ...rows];
    leaders = candidates.filter(({ pid }) => pid === run.leader);
    unclear = [];
    const bears = (row: ProcessRow): boolean => {
      const answer = table.bears(row, runId);
      if (answer === undefined) unclear.push(row);
      return answer === true;
    };
    for (const row of findMembers(candidates, run, bears)) {
      if (found.get(row.pid)?.startTime === row.startTime) continue;
      found.set(row.pid, row);
      seen(row);
    }
  };
  take(table.rows(run.leaderStart ?? 0));
  const followed = follow(table, take, run.leaderStart ?? 0);
  return { members: [...found.values()], conclusive: followed && unclear.length === 0 };
}

/** Says false when it had to give up. */
function follow(table: ProcessTable, take: (rows: readonly ProcessRow[]) => void, since: number): boolean {
  if (table.born === undefined) return true;
  const deadline = performance.now() + longestChaseMs;
  for (let born = table.born(); born === undefined || born.length > 0; born = table.born()) {
    take(born ?? table.rows(since));
    if (performance.now() > deadline) return false;
  }
  return true;
}
