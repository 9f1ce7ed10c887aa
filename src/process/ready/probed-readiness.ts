import type { ReadyPlan } from '../probe/probe.ts';
import { untilReady } from '../probe/until-ready.ts';
import { watchReadiness, type ReadinessRequest, type ReadinessWatch } from './readiness.ts';

export interface ProbedRequest extends ReadinessRequest {
  readonly plan: ReadyPlan;
  /** Somebody sends requests to it: before it listens, or is known not to, it is not ready, whatever else shows. */
  readonly isServed: boolean;
  readonly unready: (reason: string) => void;
}

export interface ProbedWatch extends ReadinessWatch {
  /** What the app has written to its stderr. */
  wrote(text: string): void;
}

/** As `watchReadiness`, but what somebody named shows that it is ready, and not that it listens. */
export function watchProbedReadiness({ plan, isServed, unready, ...request }: ProbedRequest): ProbedWatch {
  let isReady = false;
  let isShown = false;
  let isSettled = !isServed;
  let known: readonly number[] = [];
  let isLasting = false;
  const probing = untilReady({
    plan,
    ports: () => known,
    ready() {
      isShown = true;
      tell();
    },
    unready,
  });
  const tell = (): void => {
    if (isReady || !isShown || !isSettled) return;
    isReady = true;
    request.ready(known, { lasting: isLasting, atMs: performance.now() });
  };
  const seen = (ports: readonly number[]): void => {
    known = ports;
    isSettled = true;
    if (ports.length > 0) probing.hurry();
    tell();
  };
  const sockets = watchReadiness({
    ...request,
    running: () => undefined,
    ready(ports, { lasting }) {
      isLasting = lasting;
      if (!isReady) seen(ports);
      else if (ports.length > 0) request.listening(ports, ports);
    },
    listening(ports, added) {
      if (isReady) request.listening(ports, added);
      else seen(ports);
    },
  });
  return {
    wrote(text) {
      probing.wrote(text);
      sockets.wrote?.(text);
    },
    stop() {
      probing.stop();
      sockets.stop();
    },
  };
}
