import { execFileSync } from 'node:child_process';
import { runIdVariable, type ProcessRow, type ProcessTable } from './process-table.ts';

interface PsRow extends ProcessRow {
  /** Arguments, then (own processes only) the environment. */
  readonly command: string;
}

/** Without /proc (macOS, BSD): one `ps` per look, which shows the environment of one's own processes. */
export function openPsTable(): ProcessTable {
  const look = (): PsRow[] => {
    try {
      const args = ['-axEww', '-o', 'pid=,ppid=,pgid=,stat=,lstart=,command='];
      const text = execFileSync('ps', args, {
        encoding: 'utf8',
        maxBuffer: 64 << 20,
        env: { ...process.env, LC_ALL: 'C' },
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      return parsePs(text);
    } catch {
      return []; // No ps: what is left is the process group, and the leader's own end.
    }
  };
  return {
    exact: false,
    rows: (since) => look().filter((row) => row.startTime >= since),
    row: (pid) => look().find((row) => row.pid === pid),
    bears: (row, runId) => ` ${(row as PsRow).command} `.includes(` ${runIdVariable}=${runId} `),
  };
}

/** Output of `ps -o pid=,ppid=,pgid=,stat=,lstart=,command=` in the C locale. */
export function parsePs(text: string): PsRow[] {
  const rows: PsRow[] = [];
  for (const line of text.split('\n')) {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\w{3} \w{3} +\d+ [\d:]{8} \d{4})\s+(.*)$/.exec(line);
    if (match === null) continue;
    const [, pid, ppid, pgid, state = '', started = '', command = ''] = match;
    rows.push({
      pid: Number(pid),
      ppid: Number(ppid),
      pgid: Number(pgid),
      sid: 0,
      alive: !state.startsWith('Z'),
      startTime: Date.parse(started) / 1000,
      command,
    });
  }
  return rows;
}
