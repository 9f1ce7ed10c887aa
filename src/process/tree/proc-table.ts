import { closeSync, openSync, readFileSync, readdirSync, readSync } from 'node:fs';
import { runIdVariable, type ProcessRow, type ProcessTable } from './process-table.ts';

/** Kernel threads are looked at again after this time in ms; a pid is not reused within it. */
const kernelThreadMemoryMs = 250;

/** A process without arguments and environment for this time in ms is no program that is just being loaded. */
const longestExecMs = 250;

/** More new ids than this, and a look at all costs less than one at each of them. */
const mostBorn = 500;

/** Linux: `/proc/PID/stat`, see proc(5). About 15 µs per process. */
export function openProcFs(): ProcessTable {
  const buffer = Buffer.allocUnsafe(1024);
  /** Since when a process is seen without arguments and environment. */
  const blank = new Map<number, { readonly startTime: number; readonly sinceMs: number }>();
  let newest = readNewest(buffer);
  let kernelThreads = new Set<string>();
  let forgetAt = 0;

  const read = (pid: number | string): ProcessRow | undefined => {
    const text = readStart(`/proc/${pid}/stat`, buffer);
    return text === undefined ? undefined : parseStat(text);
  };

  return {
    exact: true,
    row: read,
    rows(since) {
      newest = readNewest(buffer);
      const now = performance.now();
      if (now > forgetAt) {
        kernelThreads = new Set();
        forgetAt = now + kernelThreadMemoryMs;
      }
      const rows: ProcessRow[] = [];
      for (const name of readdirSync('/proc')) {
        if (!isNumber(name) || kernelThreads.has(name)) continue;
        const row = read(name);
        if (row === undefined) continue;
        if (row.ppid === 2) kernelThreads.add(name);
        else if (row.startTime >= since) rows.push(row);
      }
      return rows;
    },
    bears(row, runId) {
      const environment = readEnvironment(row.pid);
      if (environment?.length !== 0 || readStart(`/proc/${row.pid}/cmdline`, buffer) !== '') {
        blank.delete(row.pid);
        return environmentHolds(environment, runId);
      }
      // While execve(2) loads a program, the old environment is gone and the new one is not there yet.
      const now = performance.now();
      const before = blank.get(row.pid);
      if (before?.startTime === row.startTime) return now - before.sinceMs < longestExecMs ? undefined : false;
      if (blank.size > mostBorn) blank.clear();
      blank.set(row.pid, { startTime: row.startTime, sinceMs: now });
      return undefined;
    },
    // Where /proc does not say which id is the newest, there is nothing to go by.
    ...(newest === undefined ? {} : { born }),
  };

  function born(): ProcessRow[] | undefined {
    const before = newest;
    newest = readNewest(buffer);
    if (before === undefined || newest === undefined) return undefined;
    // Ids begin again from the start when they have been used up.
    if (newest < before || newest - before > mostBorn) return undefined;
    const rows: ProcessRow[] = [];
    for (let pid = before + 1; pid <= newest; pid++) {
      const text = readStart(`/proc/${pid}/stat`, buffer);
      const row = text === undefined || isThread(text) ? undefined : parseStat(text);
      if (row !== undefined && row.ppid !== 2) rows.push(row);
    }
    return rows;
  }
}

/**
 * One line of `/proc/PID/stat`. The command name in parentheses may hold anything, parentheses and
 * spaces included, so fields are counted from the last `)`.
 */
export function parseStat(text: string): ProcessRow | undefined {
  const open = text.indexOf(' (');
  const close = text.lastIndexOf(')');
  if (open < 1 || close < open) return undefined;
  const fields = text.slice(close + 2).split(' ', 20);
  const [state, ppid, pgid, sid] = fields;
  const threads = fields[17];
  const startTime = fields[19];
  if (state === undefined || threads === undefined || startTime === undefined) return undefined;
  return {
    pid: Number(text.slice(0, open)),
    ppid: Number(ppid),
    pgid: Number(pgid),
    sid: Number(sid),
    // The main thread of a program may have ended while others of it run on: it shows as Z as well.
    alive: state !== 'X' && state !== 'x' && (state !== 'Z' || Number(threads) > 1),
    startTime: Number(startTime),
  };
}

/** Whether a NUL-separated environment has the entry `GORL_RUN_ID=<runId>`, whole and exact. */
export function environmentHolds(environment: Buffer | undefined, runId: string): boolean {
  if (environment === undefined) return false;
  const entry = Buffer.from(`${runIdVariable}=${runId}\0`);
  for (let at = environment.indexOf(entry); at >= 0; at = environment.indexOf(entry, at + 1)) {
    if (at === 0 || environment[at - 1] === 0) return true;
  }
  return false;
}

/** The environment a process was started with; undefined when it is gone or another user's. */
export function readEnvironment(pid: number): Buffer | undefined {
  try {
    return readFileSync(`/proc/${pid}/environ`);
  } catch {
    return undefined;
  }
}

/** Threads have ids of the same kind. Only the first of a program has a signal to send when it ends: field 38. */
function isThread(stat: string): boolean {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ', 36)[35] === '-1';
}

/** The id of the youngest process or thread: the last field of `/proc/loadavg`, see proc(5). */
function readNewest(buffer: Buffer): number | undefined {
  const text = readStart('/proc/loadavg', buffer) ?? '';
  const id = Number(text.slice(text.lastIndexOf(' ') + 1));
  return id > 0 ? id : undefined;
}

function isNumber(name: string): boolean {
  const first = name.charCodeAt(0);
  return first >= 48 && first <= 57;
}

function readStart(path: string, buffer: Buffer): string | undefined {
  let fd: number | undefined;
  try {
    fd = openSync(path, 'r');
    return buffer.toString('latin1', 0, readSync(fd, buffer, 0, buffer.length, 0));
  } catch {
    return undefined; // It ended in the meantime.
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
