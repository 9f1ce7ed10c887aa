import { createReporter, type ReporterOptions } from '../../../src/report/reporter.ts';
import { plainOptions } from './terminal/screen.ts';

/** A reporter on a clock that only moves by hand. */
export function reporterOnClock(options: Partial<ReporterOptions> = {}) {
  let nowMs = 0;
  let written = '';
  let waiting: { readonly atMs: number; readonly fire: () => void }[] = [];
  const reporter = createReporter({
    ...plainOptions,
    status: 'line',
    write: (text) => {
      written += text;
    },
    now: () => nowMs,
    after(ms, fire) {
      const timer = { atMs: nowMs + ms, fire };
      waiting.push(timer);
      return () => {
        waiting = waiting.filter((other) => other !== timer);
      };
    },
    ...options,
  });
  return {
    reporter,
    pass: (ms: number): void => {
      const untilMs = nowMs + ms;
      for (;;) {
        const next = waiting.toSorted((a, b) => a.atMs - b.atMs).find((timer) => timer.atMs <= untilMs);
        if (next === undefined) break;
        waiting = waiting.filter((timer) => timer !== next);
        nowMs = next.atMs;
        next.fire();
      }
      nowMs = untilMs;
    },
    /** What was written since the last call. */
    text: (): string => {
      const text = written;
      written = '';
      return text;
    },
    timers: () => waiting.length,
  };
}
