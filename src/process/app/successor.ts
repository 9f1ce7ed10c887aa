import { readListeners, socketsOf } from '../ready/listening-ports.ts';
import type { ProcessRow } from '../tree/process-table.ts';

export interface Successor {
  readonly row: ProcessRow;
  /** Where it listens, in ascending order. */
  readonly ports: readonly number[];
}

/**
 * Who carries on for a program that ended well: the oldest of the run's processes that listens where the program did.
 * Servers that upgrade themselves start the new program, hand their listener over and leave; supervisors and programs
 * that make a daemon of themselves leave, too. What listens on other ports only, or on none, is left behind.
 *
 * @param ports where the program is known to have listened; empty when it ended before anybody looked
 */
export function findSuccessor(
  members: readonly ProcessRow[],
  ports: ReadonlySet<number>,
  sockets: { readonly listeners: typeof readListeners; readonly of: typeof socketsOf } = {
    listeners: readListeners,
    of: socketsOf,
  },
): Successor | undefined {
  if (members.length === 0) return undefined;
  const listeners = sockets.listeners();
  const byAge = members.toSorted((a, b) => a.startTime - b.startTime || a.pid - b.pid);
  for (const row of byAge) {
    const held = [...sockets.of(row.pid)].flatMap((inode) => listeners.get(inode) ?? []);
    if (held.length === 0 || (ports.size > 0 && !held.some((port) => ports.has(port)))) continue;
    return { row, ports: [...new Set(held)].toSorted((a, b) => a - b) };
  }
  return undefined;
}
