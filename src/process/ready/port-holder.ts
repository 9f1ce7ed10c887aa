import { readFileSync, readdirSync } from 'node:fs';
import type { PortHolder } from '../../protocol/report.ts';
import { readListeners, socketsOf } from './listening-ports.ts';
import { readEnvironment } from '../tree/proc-table.ts';
import { runIdVariable } from '../tree/process-table.ts';

export interface Asker {
  readonly sessionId: string;
  /** Whose app could not listen. */
  readonly service: string;
}

/**
 * Which process listens on a TCP port. Undefined when none does, when it is another user's, and where
 * there is no /proc.
 */
export function findPortHolder(port: number, { sessionId, service }: Asker): PortHolder | undefined {
  const inodes = [...readListeners()].filter(([, at]) => at === port).map(([inode]) => inode);
  if (inodes.length === 0) return undefined;
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  // The youngest first: a left-over of ours is younger than the system's services.
  for (const pid of pids.map(Number).toSorted((a, b) => b - a)) {
    const sockets = socketsOf(pid);
    if (!inodes.some((inode) => sockets.has(inode))) continue;
    return { pid, command: commandLine(pid), ...whose(pid, sessionId, service) };
  }
  return undefined;
}

export function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

/** A session id begins with the pid of its gorl. */
function whose(pid: number, sessionId: string, service: string): Pick<PortHolder, 'gorl' | 'gorlPid' | 'service'> {
  const environment = readEnvironment(pid)?.toString('latin1').split('\0') ?? [];
  const entry = environment.find((line) => line.startsWith(`${runIdVariable}=`))?.slice(runIdVariable.length + 1);
  if (entry === undefined) return {};
  if (entry.startsWith(`${sessionId}/`)) {
    const [, holder = service] = entry.split('/');
    return holder === service ? { gorl: 'this' } : { gorl: 'this', service: holder };
  }
  const gorlPid = Number(/^(\d+)-/.exec(entry)?.[1]);
  return gorlPid > 1 && commandLine(gorlPid).includes('gorl') ? { gorl: 'other', gorlPid } : { gorl: 'other' };
}

/**
 * The port in Go's error for an address in use (package net: `listen tcp :8080: bind: address already
 * in use`; on Windows `bind: Only one usage of each socket address …`).
 */
export function portInUse(text: string): number | undefined {
  const match = /:(\d{1,5}): bind: (?:address already in use|Only one usage of each socket address)/.exec(text);
  return match === null ? undefined : Number(match[1]);
}
