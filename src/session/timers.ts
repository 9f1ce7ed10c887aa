import type { Timers } from '../engine/ports.ts';
import type { Clock } from './adapters.ts';

/** The timers of a machine; setting one again replaces it. */
export function createTimers(clock: Pick<Clock, 'after'>): Timers & { clearAll(): void } {
  const pending = new Map<string, () => void>();
  const clear = (id: string): void => {
    pending.get(id)?.();
    pending.delete(id);
  };
  return {
    set(id, ms, fire) {
      clear(id);
      const forget = clock.after(ms, () => {
        pending.delete(id);
        fire();
      });
      pending.set(id, forget);
    },
    clear,
    clearAll() {
      for (const id of [...pending.keys()]) clear(id);
    },
  };
}
