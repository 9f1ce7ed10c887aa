import { isAtRest } from './at-rest.ts';
import { openSocketCount, readListeners, socketsOf, type Listeners } from './listening-ports.ts';

/** A program that has not listened by then, in ms after its start, is taken for one that never will. */
const noPortMs = 1000;
/** The same for one that never did when it ran before. */
const stillNoPortMs = 100;
/** The same for one that did listen when it ran before in this session. */
const expectedPortMs = 10_000;
/** Where sockets cannot be looked up: ready after this time alive. */
const blindMs = 300;
/** From this age on, in ms, a program that does not listen costs next to nothing. */
const lateMs = 10_000;

/** A program that listens may be about to say so; one that never rests is not waited for longer than this, in ms. */
const longestRestlessMs = 100;

export interface ReadinessWatch {
  /** To be called when the run is asked to end, or ends. */
  stop(): void;
}

export interface ReadinessRequest {
  readonly leader: number;
  /** Going by earlier runs of this session: it listens on some port, on none, or nobody knows yet. */
  readonly expect: 'port' | 'none' | 'anything';
  /** Pids of the run's live processes, by a fresh look. */
  readonly members: () => readonly number[];
  /** Called once. Ports in ascending order; none when it does not listen. `atMs`: when that was seen, as performance.now(). */
  readonly ready: (ports: readonly number[], atMs: number) => void;
  /** Called at most once, and only after `ready([])`. */
  readonly listening: (ports: readonly number[]) => void;
}

/** Watches a program until it listens on a TCP port. */
export function watchReadiness(request: ReadinessRequest, platform = process.platform): ReadinessWatch {
  if (platform !== 'linux') {
    const timer = setTimeout(() => request.ready([], performance.now()), blindMs);
    return { stop: () => clearTimeout(timer) };
  }
  return watchSockets(request);
}

function watchSockets(request: ReadinessRequest): ReadinessWatch {
  const count = openSocketCount();
  const foreign = new Set<number>();
  const startedAt = performance.now();
  const deadlineMs = { port: expectedPortMs, none: stillNoPortMs, anything: noPortMs }[request.expect];
  let calledReady = false;
  const changed = new Set<string>();
  let lookedAt = startedAt;
  /** Keeps it at a third of the time at most while connections come and go all the time. */
  let lookTookMs = 0;
  let timer: NodeJS.Timeout | undefined;

  let stopped = false;

  const close = (): void => {
    clearTimeout(timer);
    timer = undefined;
    count.close();
  };
  const stop = (): void => {
    stopped = true;
    close();
  };
  /** What the program has said by now is in its pipe, which the loop reads before it comes to this. */
  const tell = (report: () => void): void => void setImmediate(() => (stopped ? undefined : report()));
  /** Many programs log that they listen right after they do: they are not interrupted. */
  const tellAtRest = (report: () => void, since: number): void => {
    if (stopped) return;
    if (isAtRest(request.leader) || performance.now() - since >= longestRestlessMs) return tell(report);
    timer = setTimeout(() => tellAtRest(report, since), 1);
  };
  const look = (): void => {
    const now = performance.now();
    const age = now - startedAt;
    for (const table of count.changed()) changed.add(table);
    const lookAtAll = now - lookedAt >= fullLookMs(age);
    if (lookAtAll || (changed.size > 0 && now - lookedAt >= 2 * lookTookMs)) {
      const ports = ownPorts(readListeners(lookAtAll ? undefined : [...changed]), request, foreign);
      changed.clear();
      lookedAt = performance.now();
      lookTookMs = lookedAt - now;
      if (ports.length > 0) {
        close();
        return tellAtRest(() => (calledReady ? request.listening(ports) : request.ready(ports, now)), now);
      }
    }
    timer = setTimeout(look, pauseMs(age));
    if (!calledReady && age > deadlineMs) {
      calledReady = true;
      tell(() => request.ready([], now));
    }
  };
  count.changed();
  timer = setTimeout(look, pauseMs(0));
  return { stop };
}

function pauseMs(ageMs: number): number {
  if (ageMs < 300) return 1;
  if (ageMs < 1000) return 5;
  return ageMs < lateMs ? 10 : 250;
}

/** Between two looks at all sockets that no change of their number asked for: one came as another went. */
function fullLookMs(ageMs: number): number {
  return ageMs < lateMs ? 100 : 5000;
}

/** Ports that a process of the run listens on; sockets of others are remembered as foreign. */
function ownPorts(listeners: Listeners, request: ReadinessRequest, foreign: Set<number>): number[] {
  const unknown = [...listeners.keys()].filter((inode) => !foreign.has(inode));
  if (unknown.length === 0) return [];
  const held = (pid: number): number[] => {
    const sockets = socketsOf(pid);
    return unknown.filter((inode) => sockets.has(inode));
  };
  let own = held(request.leader);
  if (own.length === 0) own = request.members().flatMap(held);
  if (own.length === 0) for (const inode of unknown) foreign.add(inode);
  return [...new Set(own.map((inode) => listeners.get(inode) ?? 0))].toSorted((a, b) => a - b);
}
