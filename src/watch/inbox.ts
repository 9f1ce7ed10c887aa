import { availableParallelism, loadavg } from 'node:os';
import type { Consumer } from './scope/consumer.ts';
import type { GitGate } from './quiet/git-gate.ts';
import { createQuietWindow } from './quiet/quiet-window.ts';
import type { SourceWrites } from './quiet/source-writes.ts';
import { mergeDifferences, type Difference } from './table/difference.ts';

const quietMs = 15;
const quietUnderLoadMs = 20;

export interface InboxOptions {
  readonly consumer: Consumer;
  /** Upper bound in ms of how long its changes are held back while more keep coming. */
  readonly delayMs: number;
  readonly held: GitGate;
  readonly writes?: SourceWrites;
  /** `late`: events may have been lost. */
  readonly onQuiet: (late: boolean) => void;
}

/** Changes that wait for their consumer. */
export interface Waiting {
  readonly difference: Difference;
  /** Unix ms, when the first of them was heard of. */
  readonly noticedMs: number;
}

/** One consumer's changes, from the comparison that found them until it is quiet and they are delivered. */
export interface Inbox {
  readonly consumer: Consumer;
  /** Something happened. */
  touch(): void;
  add(waiting: Waiting): void;
  /** Takes out what waits. */
  take(): Waiting | undefined;
  /** Something waits, and nothing will deliver it. */
  isStuck(): boolean;
  /** Its changes are on their way by other means. */
  cancel(): void;
  /** Call after a delivery. */
  delivered(): void;
  close(): void;
}

export function openInbox({ consumer, delayMs, held, writes, onQuiet }: InboxOptions): Inbox {
  let waiting: Waiting | undefined;
  const window = createQuietWindow({
    clock: {
      now: () => performance.now(),
      after(ms, fire) {
        const timer = setTimeout(fire, ms);
        return () => clearTimeout(timer);
      },
    },
    quietMs: () => ((loadavg()[0] ?? 0) > availableParallelism() ? quietUnderLoadMs : quietMs),
    longestMs: delayMs,
    held,
    onQuiet,
  });
  return {
    consumer,
    touch() {
      writes?.windowOpened(window);
      window.touch();
    },
    add({ difference, noticedMs }) {
      waiting = {
        difference: waiting === undefined ? difference : mergeDifferences(waiting.difference, difference),
        noticedMs: Math.min(waiting?.noticedMs ?? noticedMs, noticedMs),
      };
    },
    take() {
      const taken = waiting;
      waiting = undefined;
      return taken;
    },
    isStuck: () => waiting !== undefined && !window.isOpen(),
    cancel: () => window.cancel(),
    delivered() {
      // What was touched again meanwhile is not quiet yet.
      if (!window.isOpen()) writes?.windowClosed(window);
    },
    close() {
      window.cancel();
      writes?.windowClosed(window);
    },
  };
}
