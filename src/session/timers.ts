import type { Timers } from '../engine/ports.ts';

/** The machine's timers on node's; setting one again replaces it. */
export function createTimers(): Timers & { clearAll(): void } {
  const pending = new Map<string, NodeJS.Timeout>();
  const clear = (id: string): void => {
    clearTimeout(pending.get(id));
    pending.delete(id);
  };
  return {
    set(id, ms, fire) {
      clear(id);
      pending.set(
        id,
        setTimeout(() => {
          pending.delete(id);
          fire();
        }, ms),
      );
    },
    clear,
    clearAll() {
      for (const id of [...pending.keys()]) clear(id);
    },
  };
}
