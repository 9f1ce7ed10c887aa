/** Time as the window sees it; tests turn it by hand. */
export interface WindowClock {
  /** Milliseconds that only go forward. */
  now(): number;
  /** Calls `fire` once after `ms`; the answer cancels it. */
  after(ms: number, fire: () => void): () => void;
}

export interface QuietWindowOptions {
  readonly clock: WindowClock;
  /** How long nothing may happen before changes are delivered, in ms. Asked when a window opens. */
  readonly quietMs: () => number;
  /** Upper bound in ms of how long changes that keep coming are held back; never less than the quiet time. */
  readonly longestMs: number;
  /**
   * While true, nothing is delivered: git is at work. `openMs`: since the first event, `quietMs`: since the last.
   * Asked every 5 ms, for at most 10 s.
   */
  readonly held: (openMs: number, quietMs: number) => boolean;
  /** `late`: the event loop stood still for more than 500 ms, so events may have been lost. */
  readonly onQuiet: (late: boolean) => void;
}

export interface QuietWindow {
  /** Something happened. */
  touch(): void;
  /** Something happened and was not delivered yet. */
  isOpen(): boolean;
  /** Forget what happened. */
  cancel(): void;
}

const gatePollMs = 5;
const longestGateMs = 10_000;
const blockedLoopMs = 500;
/** Timers fire up to a millisecond early by the monotonic clock. */
const timerToleranceMs = 1;

/** Takes changes that come together as one: a trailing window of quiet, bounded, then the git gate. */
export function createQuietWindow(options: QuietWindowOptions): QuietWindow {
  const { clock } = options;
  let opened: { readonly atMs: number; readonly quietMs: number } | undefined;
  let lastMs = 0;
  let gateSinceMs: number | undefined;
  let late = false;
  let stopTimer = (): void => undefined;

  function arm(ms: number): void {
    const dueMs = clock.now() + ms;
    stopTimer = clock.after(ms, () => {
      if (clock.now() - dueMs > blockedLoopMs) late = true;
      look();
    });
  }

  function look(): void {
    if (opened === undefined) return;
    const now = clock.now();
    const dueMs = Math.min(lastMs + opened.quietMs, opened.atMs + Math.max(options.longestMs, opened.quietMs));
    if (dueMs - now > timerToleranceMs) {
      arm(dueMs - now);
      return;
    }
    if (options.held(now - opened.atMs, now - lastMs)) {
      gateSinceMs ??= now;
      if (now - gateSinceMs < longestGateMs) {
        arm(gatePollMs);
        return;
      }
    }
    const wasLate = late;
    reset();
    options.onQuiet(wasLate);
  }

  function reset(): void {
    stopTimer();
    opened = undefined;
    gateSinceMs = undefined;
    late = false;
  }

  return {
    touch() {
      lastMs = clock.now();
      if (opened !== undefined) return;
      opened = { atMs: lastMs, quietMs: options.quietMs() };
      arm(opened.quietMs);
    },
    isOpen: () => opened !== undefined,
    cancel: reset,
  };
}
