import { setImmediate } from 'node:timers/promises';

/** As long as that, in ms, nobody notices that gorl does nothing else. */
const longestMs = 8;

/** For long work: what it returns is to be awaited now and then, and lets everything else have its turn if it is time. */
export function takeBreaks(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < longestMs) return;
    await setImmediate();
    since = performance.now();
  };
}
