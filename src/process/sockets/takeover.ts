import { fstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { watchReadiness, type ReadinessRequest, type ReadinessWatch } from '../ready/readiness.ts';
import type { HandedSockets } from './held-sockets.ts';

/** From this age on, in ms, an app that does not wait for connections as Go programs do counts as ready. */
const longestMs = 5000;

export interface TakeoverRequest extends ReadinessRequest {
  readonly sockets: HandedSockets;
}

/**
 * Watches a program until it waits for connections on a socket that it was handed: that listens all the time, and says
 * nothing. Where the system does not tell, as for a program that merely lives.
 */
export function watchTakeover({ sockets, ...request }: TakeoverRequest): ReadinessWatch {
  if (process.platform !== 'linux') return watchReadiness(request);
  const startedAt = performance.now();
  const inodes = new Set(sockets.fds.map((fd) => fstatSync(fd).ino));
  let timer: NodeJS.Timeout | undefined;
  const look = (): void => {
    const age = performance.now() - startedAt;
    const waits = [request.leader, ...(age < 100 ? [] : request.members())].some((pid) => waitsOn(pid, inodes));
    if (waits || age > longestMs) request.ready(sockets.ports, { lasting: false, atMs: performance.now() });
    else timer = setTimeout(look, age < 300 ? 2 : 20);
  };
  // Never from within this call: whoever asked is not ready to hear of it.
  timer = setTimeout(look, 0);
  return { stop: () => clearTimeout(timer) };
}

/** One of its epoll instances has one of these sockets. */
function waitsOn(pid: number, inodes: ReadonlySet<number>): boolean {
  try {
    const dir = `/proc/${pid}/fd`;
    return readdirSync(dir).some(
      (fd) => readlinkSync(`${dir}/${fd}`) === 'anon_inode:[eventpoll]' && hasAny(pid, fd, inodes),
    );
  } catch {
    // It has ended, or one of its descriptors has.
    return false;
  }
}

/** `tfd: 7 events: … data: … pos:0 ino:1a2b sdev:8`, in hexadecimal. */
function hasAny(pid: number, fd: string, inodes: ReadonlySet<number>): boolean {
  const text = readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'latin1');
  return [...text.matchAll(/^tfd:.*\bino:([0-9a-f]+)/gm)].some(([, ino = '']) => inodes.has(Number.parseInt(ino, 16)));
}
