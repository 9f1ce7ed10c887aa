import type { ProcessRow } from './process-table.ts';

/** What is known of a run when its processes are looked for. */
export interface RunIdentity {
  /** Pid of the first process; also the id of its group and session. */
  readonly leader: number;
  /** Start time of the leader, in the table's own measure; undefined when it could not be read. */
  readonly leaderStart: number | undefined;
  /** Start times by pid of processes that were found to belong to the run before. */
  readonly known: ReadonlyMap<number, number>;
}

/**
 * The live processes of a run: its process group, its session, all descendants of these, and whoever
 * bears its run id. Never pid 1, never gorl itself.
 *
 * @param rows all processes that are not older than the leader
 */
export function findMembers(
  rows: readonly ProcessRow[],
  run: RunIdentity,
  bears: (row: ProcessRow) => boolean,
): ProcessRow[] {
  // When another process has the leader's pid, then the group was empty and its number is a stranger's.
  const reused =
    run.leaderStart !== undefined && rows.some((row) => row.pid === run.leader && row.startTime !== run.leaderStart);
  const members = new Map<number, ProcessRow>();
  let rest: ProcessRow[] = [];
  for (const row of rows) {
    if (!row.alive || row.pid <= 1 || row.pid === process.pid) continue;
    const grouped = !reused && (row.pgid === run.leader || row.sid === run.leader);
    if (grouped || run.known.get(row.pid) === row.startTime) members.set(row.pid, row);
    else rest.push(row);
  }
  rest = rest.filter((row) => {
    if (!bears(row)) return true;
    members.set(row.pid, row);
    return false;
  });
  for (let found = true; found;) {
    found = false;
    rest = rest.filter((row) => {
      if (!members.has(row.ppid)) return true;
      members.set(row.pid, row);
      found = true;
      return false;
    });
  }
  return [...members.values()];
}
