import type { ShutdownReason } from '../engine/event.ts';

/**
 * `npm run` passes on a signal that the terminal has sent to the whole group already, so that gorl gets
 * it twice. Nobody presses Ctrl-C twice in so short a time, in ms.
 */
const sameRequestMs = 150;

/** Signals that mean "leave". Each, also a repeated one, is passed on; the machine decides what the second means. */
export function onShutdownSignals(
  request: (reason: ShutdownReason) => void,
  now: () => number = () => performance.now(),
): void {
  let lastMs = -Infinity;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      const isEcho = now() - lastMs < sameRequestMs;
      lastMs = now();
      if (!isEcho) request({ type: 'signal', signal });
    });
  }
}
