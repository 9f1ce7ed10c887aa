import type { SocketCount } from './listening-ports.ts';

/** For so many ms after an app was ready, a change of the number of sockets is followed up: many open one more port soon. */
const closeLookMs = 3000;
/** From then on until this age, in ms, only the looks at all sockets are left. */
const lastLookMs = 10_000;
const fullLookMs = 1000;
const pauseMs = 10;
const latePauseMs = 100;
/** Connections come and go as the app is used: between two looks there are so many ms, and so many times their cost. */
const leastBetweenMs = 50;
const costFactor = 20;

export interface FurtherPortsOptions {
  readonly count: Pick<SocketCount, 'changed'>;
  /** Those that the app is known to listen on. */
  readonly known: readonly number[];
  /** The ports that it listens on now. */
  readonly look: () => readonly number[];
  /** `all` in ascending order, `added` those of them that are new. */
  readonly found: (all: readonly number[], added: readonly number[]) => void;
  /** Nobody looks any more. */
  readonly onEnd: () => void;
}

/** Watches an app that listens for further ports. Ends by itself after ten seconds. */
export function watchFurtherPorts({ count, known, look, found, onEnd }: FurtherPortsOptions): { stop(): void } {
  const all = new Set(known);
  const startedAt = performance.now();
  let lookedAt = startedAt;
  let tookMs = 0;
  let hasChanged = false;
  const again = (): void => {
    const now = performance.now();
    const age = now - startedAt;
    const isClose = age < closeLookMs;
    if (isClose) hasChanged = count.changed().length > 0 || hasChanged;
    const between = now - lookedAt;
    const isDue = isClose && hasChanged && between >= Math.max(leastBetweenMs, costFactor * tookMs);
    if (isDue || between >= fullLookMs) {
      hasChanged = false;
      const added = look().filter((port) => !all.has(port));
      lookedAt = performance.now();
      tookMs = lookedAt - now;
      for (const port of added) all.add(port);
      if (added.length > 0)
        found(
          [...all].toSorted((a, b) => a - b),
          added,
        );
    }
    if (age >= lastLookMs) onEnd();
    else timer = setTimeout(again, isClose ? pauseMs : latePauseMs);
  };
  let timer = setTimeout(again, pauseMs);
  return { stop: () => clearTimeout(timer) };
}
