/** One process as the system sees it. */
export interface ProcessRow {
  readonly pid: number;
  readonly ppid: number;
  readonly pgid: number;
  /** Session id; 0 where it cannot be told. */
  readonly sid: number;
  /** False for zombies and the dead, whose pid is still taken but who run no code. */
  readonly alive: boolean;
  /**
   * Together with the pid this names a process for good, however often pids are reused. Only compared
   * with others of the same table: clock ticks since boot (/proc), or seconds (ps).
   */
  readonly startTime: number;
}

export interface ProcessTable {
  /** Every process with a start time of at least `since`, zombies included. */
  rows(since: number): ProcessRow[];
  row(pid: number): ProcessRow | undefined;
  /** Whether its environment holds exactly this run id; undefined in the moments in which nobody can tell. */
  bears(row: ProcessRow, runId: string): boolean | undefined;
  /**
   * Who was born since `rows` or this was called last, for next to nothing; undefined when that cannot be told. Who
   * forks away from a look at all is in here after it.
   */
  born?(): ProcessRow[] | undefined;
  /** The exact one, from /proc, needs no sweep by parent links besides. */
  readonly exact: boolean;
}

/** The variable that names a run in the environment of all its processes. */
export const runIdVariable = 'GORL_RUN_ID';
