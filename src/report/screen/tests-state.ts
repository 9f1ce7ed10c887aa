import type { Report } from '../../protocol/report.ts';
import type { Theme } from '../terminal/theme.ts';

/** What the last row says of tests. */
export type ShownTests =
  /** `sinceMs`: Unix ms. */
  | { readonly type: 'running'; readonly sinceMs: number; readonly passed: number; readonly failed: number }
  | { readonly type: 'passed' }
  /** `packages`: how many have tests that fail; 0: none could be run. */
  | { readonly type: 'failed'; readonly packages: number };

/** Follows the reports of tests. */
export class TestsState {
  #running: { readonly sinceMs: number; passed: number; failed: number } | undefined;
  #last: ShownTests | undefined;

  /** Undefined: none have been run. */
  state(): ShownTests | undefined {
    return this.#running === undefined ? this.#last : { type: 'running', ...this.#running };
  }

  /** A figure changes by itself. */
  isMoving(): boolean {
    return this.#running !== undefined;
  }

  note(report: Report, nowMs: number): void {
    switch (report.type) {
      case 'tests-started':
        this.#running = { sinceMs: nowMs, passed: 0, failed: 0 };
        break;
      case 'test-failed':
        this.#count('failed');
        break;
      case 'test-ended':
        if (report.outcome === 'passed') this.#count('passed');
        break;
      case 'tests-cancelled':
        this.#running = undefined;
        break;
      case 'tests-finished': {
        const { length: packages } = report.failing;
        this.#running = undefined;
        this.#last = packages === 0 && report.ok ? { type: 'passed' } : { type: 'failed', packages };
        break;
      }
      default:
    }
  }

  #count(what: 'passed' | 'failed'): void {
    if (this.#running !== undefined) this.#running[what] += 1;
  }
}

/** `tests… 1 failed, 31 passed` */
export function runningTests(
  { passed, failed }: Extract<ShownTests, { readonly type: 'running' }>,
  theme: Theme,
): string {
  const failures = failed === 0 ? '' : `${theme.error(`${failed} failed`)}, `;
  return `tests${theme.glyphs.ellipsis} ${failures}${passed} passed`;
}
