import { defined } from '../../base/defined.ts';
import { RecentMap } from '../../base/recent-map.ts';
import type { Reporter } from '../../engine/ports.ts';
import type { ConsoleRequest } from '../../gateway/live/page-message.ts';
import type { ReportOf } from '../../protocol/report.ts';

/** The same once in that time, and so many different ones. */
const windowMs = 10_000;
const mostPerWindow = 10;
const longestMessage = 4000;
const mostStackLines = 30;
/** Of the browser's own hurry more is not remembered. */
const mostKnown = 200;

export interface PageErrorsDeps {
  readonly reporter: Reporter;
  /** Unix ms. */
  readonly now: () => number;
}

/** Reports what goes wrong in pages, so that a page in a loop, or ten tabs of it, fills no terminal. */
export class PageErrors {
  readonly #deps: PageErrorsDeps;
  /** When each was told; Unix ms. */
  readonly #toldAtMs = new RecentMap<string, number>(mostKnown);
  #windowFromMs = 0;
  #told = 0;

  constructor(deps: PageErrorsDeps) {
    this.#deps = deps;
  }

  tell(entry: ConsoleRequest): void {
    const nowMs = this.#deps.now();
    const report = pageError(entry);
    const key = JSON.stringify([report.kind, report.message, report.script, report.line, report.column]);
    if (nowMs - (this.#toldAtMs.get(key) ?? -Infinity) < windowMs || !this.#hasRoom(nowMs)) return;
    this.#toldAtMs.set(key, nowMs);
    this.#deps.reporter.report(report);
  }

  /** Another process answers: what is still wrong is said anew. */
  newRun(): void {
    this.#toldAtMs.clear();
    this.#told = 0;
  }

  #hasRoom(nowMs: number): boolean {
    if (nowMs - this.#windowFromMs >= windowMs) [this.#windowFromMs, this.#told] = [nowMs, 0];
    this.#told++;
    if (this.#told === mostPerWindow + 1)
      this.#deps.reporter.report({
        type: 'notice',
        level: 'warning',
        message: `pages report more than ${mostPerWindow} different errors in ${windowMs / 1000} s: the rest is left out`,
        hint: 'proxy.console = false leaves out all of them',
      });
    return this.#told <= mostPerWindow;
  }
}

/** What the browser said, without what every line of it has in common: the page's own origin. */
export function pageError({ kind, message, stack, page }: ConsoleRequest): ReportOf<'page-error'> {
  const origin = /^https?:\/\/[^/]*/.exec(page)?.[0] ?? '';
  const relative = (text: string): string =>
    origin === '' ? text : text.replaceAll(`${origin}/`, '/').replaceAll(origin, '/');
  // Some browsers begin a stack with the message.
  const lines = stack.split('\n').filter((line) => frame.test(line));
  const place = lines.map(placeIn).find((each) => each !== undefined && !each.script.includes('/__gorl/client.js'));
  return {
    type: 'page-error',
    kind,
    message: message.slice(0, longestMessage),
    page: relative(page),
    ...defined({ script: place && relative(place.script), line: place?.line, column: place?.column }),
    stack: lines.slice(0, mostStackLines).map((line) => relative(line.trim())),
  };
}

const frame = /^(?:\s*at\s|.*@|https?:)/;

/** `at later (http://localhost/app.js:3:9)`, `later@http://localhost/app.js:3:9`, or the address alone. */
function placeIn(
  frameLine: string,
): { readonly script: string; readonly line: number; readonly column: number } | undefined {
  const [, script, line, column] = /(https?:\/\/[^\s()]+?):(\d{1,9}):(\d{1,9})\)?\s*$/.exec(frameLine) ?? [];
  if (script === undefined || Number(line) < 1 || Number(column) < 1) return undefined;
  return { script: script.replace(/[?#].*$/, ''), line: Number(line), column: Number(column) };
}
