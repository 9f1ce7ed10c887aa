import { closeSync, openSync, readSync, readlinkSync } from 'node:fs';
import { namesIn } from '../../base/what-is-there.ts';

/** TCP sockets in state LISTEN: port by inode. */
export type Listeners = ReadonlyMap<number, number>;

/** A page with more room than this, in bytes, was the last one. */
const longestRow = 256;

/** The kernel's tables of TCP sockets, and where it counts the sockets in each. */
const tables = [
  { table: '/proc/self/net/tcp', count: '/proc/self/net/sockstat', pattern: /TCP: inuse (\d+)/ },
  { table: '/proc/self/net/tcp6', count: '/proc/self/net/sockstat6', pattern: /TCP6: inuse (\d+)/ },
] as const;

const everyTable: readonly string[] = tables.map(({ table }) => table);

/**
 * The listening TCP sockets of this network namespace; none where there is no /proc. Takes about 2.5 ms
 * per table, however few sockets there are: the kernel walks its hash of connections.
 */
export function readListeners(files = everyTable): Listeners {
  const listeners = new Map<number, number>();
  for (const file of files) {
    try {
      parseListeners(readListening(file), listeners);
    } catch {
      // No IPv6, or no /proc.
    }
  }
  return listeners;
}

/**
 * The start of a table, with all its listening rows. The kernel hands out a page at a time, and looks
 * through its whole hash of connections again when it is asked for more after the last row.
 */
function readListening(file: string): string {
  const fd = openSync(file, 'r');
  try {
    const page = Buffer.allocUnsafe(4096);
    let text = '';
    for (;;) {
      const length = readSync(fd, page, 0, page.length, null);
      text += page.toString('latin1', 0, length);
      const last = text.slice(text.lastIndexOf('\n', text.length - 2) + 1);
      const isListening = last.trim().split(/\s+/, 4)[3] === '0A';
      if (length < page.length - longestRow || !isListening) return text;
    }
  } finally {
    closeSync(fd);
  }
}

/** `/proc/net/tcp` and `tcp6`: the kernel lists listening sockets (state 0A) first. */
export function parseListeners(text: string, into: Map<number, number> = new Map()): Map<number, number> {
  for (const { inode, port } of listeningRows(text)) into.set(inode, port);
  return into;
}

export interface ListeningRow {
  readonly inode: number;
  readonly port: number;
  /** The local address in the kernel's own notation: words in hexadecimal, each in the order of the machine. */
  readonly words: string;
}

/** All of a listening socket that its row says; as `readListeners`. */
export function readListeningRows(): ListeningRow[] {
  return everyTable.flatMap((file) => {
    try {
      return listeningRows(readListening(file));
    } catch {
      return [];
    }
  });
}

function listeningRows(text: string): ListeningRow[] {
  const rows: ListeningRow[] = [];
  let end = text.indexOf('\n');
  while (end >= 0) {
    const start = end + 1;
    end = text.indexOf('\n', start);
    const fields = text
      .slice(start, end < 0 ? undefined : end)
      .trim()
      .split(/\s+/, 10);
    const [, local, , state] = fields;
    if (local === undefined || state !== '0A') break;
    const colon = local.lastIndexOf(':');
    rows.push({
      inode: Number(fields[9]),
      port: Number.parseInt(local.slice(colon + 1), 16),
      words: local.slice(0, colon),
    });
  }
  return rows;
}

/** Inodes of the sockets that a process holds; empty when it is gone or another user's. */
export function socketsOf(pid: number): Set<number> {
  const inodes = new Set<number>();
  for (const name of namesIn(`/proc/${pid}/fd`)) {
    try {
      const target = readlinkSync(`/proc/${pid}/fd/${name}`);
      if (target.startsWith('socket:[')) inodes.add(Number(target.slice(8, -1)));
    } catch {
      // Closed in the meantime.
    }
  }
  return inodes;
}

/** Tells for 0.01 ms in which tables the number of sockets has changed, which saves most reads of a table. */
export interface SocketCount {
  /** The tables to read: those whose count differs from the last call's, or was never known. */
  changed(): readonly string[];
  close(): void;
}

export function openSocketCount(): SocketCount {
  const buffer = Buffer.allocUnsafe(1024);
  const counters = tables.flatMap(({ table, count, pattern }) => {
    try {
      return [{ table, pattern, fd: openSync(count, 'r'), last: '' }];
    } catch {
      return [];
    }
  });
  return {
    changed() {
      const files: string[] = [];
      for (const counter of counters) {
        const text = buffer.toString('latin1', 0, readSync(counter.fd, buffer, 0, buffer.length, 0));
        const now = counter.pattern.exec(text)?.[1] ?? '';
        if (now !== counter.last) files.push(counter.table);
        counter.last = now;
      }
      return files;
    },
    close: () => counters.splice(0).forEach(({ fd }) => closeSync(fd)),
  };
}
