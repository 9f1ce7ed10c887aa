import type { Clock } from './adapters.ts';

/** The machine's own. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, fire) {
    const timer = setTimeout(fire, ms);
    return () => clearTimeout(timer);
  },
  soon: (fire) => void setImmediate(fire),
};
