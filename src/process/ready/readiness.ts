import { isAtRest } from '../app/at-rest.ts';
import { canListen } from './can-listen.ts';
import { watchFurtherPorts } from './further-ports.ts';
import type { Expectation } from './listening-memory.ts';
import { openSocketCount } from './listening-ports.ts';
import { OwnPorts, type RunProcesses } from './own-ports.ts';
import { ownsUnixListener } from './unix-sockets.ts';

/**
 * What has not listened by then, in ms after its start, and cannot or did not before, is taken for one that never will;
 * one that may is told to run.
 */
const noPortMs = 1000;
/** The same for one that did not when it ran before in this session. */
const stillNoPortMs = 100;
/** The same for one that could, and was not seen to in this session. */
const lastingMs = 10_000;
/** Where sockets cannot be looked up: ready after this time alive. */
const blindMs = 300;
/** From this age on, in ms, a program that does not listen costs next to nothing. */
const lateMs = 10_000;

/** A program that listens may be about to say so; one that never rests is not waited for longer than this, in ms. */
const longestRestlessMs = 100;

export interface ReadinessWatch {
  /** The program has written something: many say that they listen. */
  wrote?(text: string): void;
  /** To be called when the run is asked to end, or ends. */
  stop(): void;
}

export interface Seen {
  /** It was given a long time for that. */
  readonly lasting: boolean;
  /** When, as performance.now(). */
  readonly atMs: number;
}

export interface ReadinessRequest extends RunProcesses {
  readonly expect: Expectation;
  /** Called once. Ports in ascending order, all that are open by then; none when it does not listen. */
  readonly ready: (ports: readonly number[], seen: Seen) => void;
  /** Called at most once, before `ready`: it is to listen, or may, and has not yet. */
  readonly running: () => void;
  /** After `ready`: it listens on further ports. `ports` are all of them, `added` those that are new. */
  readonly listening: (ports: readonly number[], added: readonly number[]) => void;
}

/** Watches a program until it listens on a TCP port, and then for a while for further ports. */
export function watchReadiness(request: ReadinessRequest, platform = process.platform): ReadinessWatch {
  if (platform !== 'linux') {
    const timer = setTimeout(() => request.ready([], { lasting: false, atMs: performance.now() }), blindMs);
    return { stop: () => clearTimeout(timer) };
  }
  return watchSockets(request);
}

function watchSockets(request: ReadinessRequest): ReadinessWatch {
  const count = openSocketCount();
  const own = new OwnPorts(request);
  const startedAt = performance.now();
  let calledReady = false;
  let stopped = false;
  /** When it counts as ready without a port. */
  let deadlineMs = { port: Infinity, none: stillNoPortMs, 'none-before': noPortMs, anything: Infinity }[request.expect];
  /** When it is told that it runs, and found out whether it can listen at all. */
  let askMs = request.expect === 'port' || request.expect === 'anything' ? noPortMs : Infinity;
  const changed = new Set<string>();
  let lookedAt = startedAt;
  /** When it was last seen to do something. */
  let signAt = startedAt;
  /** Keeps it at a third of the time at most while connections come and go all the time. */
  let lookTookMs = 0;
  let timer: NodeJS.Timeout | undefined;
  let further: { stop(): void } | undefined;
  /** It was seen to listen, and that is about to be told. */
  let isSeen = false;

  const close = (): void => {
    clearTimeout(timer);
    timer = undefined;
    further?.stop();
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
  /** A main and an admin port are often opened one right after the other. */
  const listens = (ports: readonly number[], seenAt: number): void => {
    const tables = count.changed();
    const all = tables.length === 0 ? ports : union(ports, own.read(tables));
    further = watchFurtherPorts({
      count,
      known: all,
      look: () => own.read(),
      found: (now, added) => tell(() => request.listening(now, added)),
      onEnd: close,
    });
    if (calledReady) request.listening(all, all);
    else request.ready(all, { lasting: true, atMs: seenAt });
  };
  const look = (): void => {
    const now = performance.now();
    const age = now - startedAt;
    for (const table of count.changed()) changed.add(table);
    const lookAtAll = now - lookedAt >= fullLookMs(age);
    if (lookAtAll || (changed.size > 0 && now - lookedAt >= 2 * lookTookMs)) {
      const ports = own.read(lookAtAll ? undefined : [...changed]);
      changed.clear();
      lookedAt = performance.now();
      lookTookMs = lookedAt - now;
      if (ports.length > 0) {
        isSeen = true;
        return tellAtRest(() => listens(ports, now), now);
      }
    }
    timer = setTimeout(look, calledReady ? restMs(age, now - signAt) : pauseMs(age));
    if (!calledReady && age > deadlineMs) {
      calledReady = true;
      tell(() => request.ready([], { lasting: age > lastingMs, atMs: now }));
    } else if (age > askMs) {
      askMs = Infinity;
      void ask();
    }
  };
  const ask = async (): Promise<void> => {
    const can = await canListen(request.members());
    if (stopped) return;
    const [mayListen, waits] = request.expect === 'port' ? [can !== 'no', can === 'yes'] : [can === 'yes', false];
    // A port that is to come is not worth ten seconds to somebody who has a socket to connect to.
    const isReached = request.expect === 'anything' && ownsUnixListener(request.members());
    deadlineMs = waits ? Infinity : mayListen && !isReached ? lastingMs : noPortMs;
    if (mayListen && !isReached) request.running();
  };
  /** One that did not listen for a long time, and seemed to be at rest, is at something. */
  const wrote = (): void => {
    const now = performance.now();
    const isRare = now - signAt > lateStepMs;
    signAt = now;
    if (!isRare || stopped || isSeen || now - startedAt < lateMs) return;
    clearTimeout(timer);
    timer = setTimeout(look, lateStepMs);
  };
  count.changed();
  timer = setTimeout(look, pauseMs(0));
  return { stop, wrote };
}

/** Until somebody is told that it is ready. */
function pauseMs(ageMs: number): number {
  if (ageMs < 300) return 1;
  if (ageMs < 1000) return 5;
  return ageMs < lateMs ? 10 : together(Math.min(ageMs / 100, longestWaitMs));
}

/** Of one that is ready without a port, nobody waits for the very moment at which it opens one. */
function restMs(ageMs: number, silentMs: number): number {
  return ageMs < lateMs ? shortRestMs : together(Math.min(silentMs / 8, longestRestMs));
}

const longestWaitMs = 5000;
const shortRestMs = 50;
const longestRestMs = 60_000;
const lateStepMs = 250;

/** Several programs are looked at in one go: a process that sleeps long is slow to wake. */
function together(ms: number): number {
  const atLeastMs = Math.max(ms, lateStepMs);
  // Of programs that are about as old, the same.
  const stepMs = lateStepMs * 2 ** Math.max(0, Math.floor(Math.log2(atLeastMs / lateStepMs / 2)));
  return atLeastMs + stepMs - ((performance.now() + atLeastMs) % stepMs);
}

/** Between two looks at all sockets that no change of their number asked for: one came as another went. */
function fullLookMs(ageMs: number): number {
  return ageMs < lateMs ? 100 : 5000;
}

function union(ports: readonly number[], more: readonly number[]): readonly number[] {
  return [...new Set([...ports, ...more])].toSorted((a, b) => a - b);
}
