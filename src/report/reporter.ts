import type { Reporter } from '../engine/ports.ts';
import type { Location } from '../protocol/diagnostic.ts';
import type { Report } from '../protocol/report.ts';
import type { AskBuildStage } from './terminal/building-text.ts';
import type { Shortcut } from './terminal/shortcuts-help.ts';
import { runningTests, TestsState } from './screen/tests-state.ts';
import { createStatusLine, statusIndent, type StatusLine } from './terminal/status-line.ts';
import { createStillBuilding, type StillBuilding } from './terminal/still-building.ts';
import { typedText, type TypedWords } from './terminal/typed-words.ts';
import { createTerminal, type TerminalOptions } from './terminal/terminal.ts';

export interface ReporterOptions extends TerminalOptions {
  /** To gorl's stderr. */
  readonly write: (text: string) => void;
  /** Unix ms. */
  readonly now: () => number;
  /** Calls `fire` once after `ms` without keeping the process alive; the result takes it back. */
  readonly after: (ms: number, fire: () => void) => () => void;
  /**
   * How it is told that a build goes on: in a line that is rewritten, on a terminal that is neither dumb nor a CI's; in
   * a new line now and then; or elsewhere.
   */
  readonly status: 'line' | 'lines' | 'elsewhere';
  /** For the line that is rewritten. Default: nobody knows. */
  readonly buildStage?: AskBuildStage;
}

/** All that gorl says to people. */
export interface TerminalReporter extends Reporter {
  /** Takes note of what is not shown. */
  note(report: Report, service?: string): void;
  /** Key `e`: the next problems of the last failure, in full. */
  nextError(): void;
  /** Key `E`: those before. */
  previousError(): void;
  /** Key `o`: the place to open; where there is none, that is said. */
  placeToOpen(): Location | undefined;
  /** Key Enter: a line to tell by where the new begins. */
  blankLine(): void;
  /** A key that does nothing was pressed. */
  unknownKey(): void;
  /** A line that is typed for gorl, where there is no last row for it; undefined: no more. */
  typing(line: TypedWords | undefined): void;
  /** Key `h`. */
  help(shortcuts: readonly Shortcut[]): void;
  /** Key `c`; nothing happens off a terminal. */
  clear(): void;
  /** Call before text that is not gorl's goes to the same screen; with the text, so that a line left open is closed first. */
  beforeForeignOutput(text?: string | Uint8Array): void;
  /** False while the last line on the screen is not complete, as far as gorl knows. */
  atLineStart(): boolean;
  /** Takes the status line off. */
  close(): void;
}

/** A stop that takes longer is told before it is over. */
const longStopMs = 300;

export function createReporter(options: ReporterOptions): TerminalReporter {
  const terminal = createTerminal(options);
  const status: StatusLine | undefined =
    options.status === 'line' && options.isTTY && !options.silent
      ? createStatusLine({
          buildStage: () => undefined,
          ...options,
          mayDraw: () => terminal.atLineStart(),
          indent: statusIndent(options.time),
        })
      : undefined;

  const tests = new TestsState();
  const still: StillBuilding | undefined =
    options.status === 'lines'
      ? createStillBuilding({ ...options, say: (ms) => show(terminal.stillBuilding(ms, options.now())) })
      : undefined;

  function show(text: string): void {
    if (text === '') return;
    status?.erase();
    options.write(text);
  }

  function followBuild(): void {
    const { alive, buildingSinceMs, stoppingSinceMs } = terminal.memory();
    // The app's stdout is the terminal itself, and nobody announces what it says: it would be garbled.
    if (alive.size > 0) status?.end();
    else if (buildingSinceMs !== undefined) status?.begin(buildingSinceMs);
    else followTests();
    if (buildingSinceMs === undefined || stoppingSinceMs !== undefined) still?.end();
    else still?.begin(buildingSinceMs);
  }

  function followTests(): void {
    const running = tests.state();
    if (running?.type !== 'running') return status?.end();
    const text = (): string => {
      const now = tests.state();
      return now?.type === 'running' ? runningTests(now, options.theme) : '';
    };
    status?.begin(running.sinceMs, text);
  }

  /** A stop that is over in no time needs one line, that of its end. */
  let stopIsLong = (): void => {};

  function tell(report: Report, service?: string): void {
    const now = options.now();
    tests.note(report, now);
    if (report.type === 'session-stopping') {
      stopIsLong();
      still?.end();
      if (report.forced || options.debug) return show(terminal.render(report, now, service));
      terminal.note(report, now, service);
      // The line at the bottom counts.
      if (options.status !== 'elsewhere')
        stopIsLong = options.after(longStopMs, () => show(terminal.render(report, options.now(), service)));
      return;
    }
    if (report.type === 'session-ended') stopIsLong();
    show(terminal.render(report, now, service));
    followBuild();
  }

  return {
    report: tell,
    note(report, service) {
      terminal.note(report, options.now(), service);
      followBuild();
    },
    nextError: () => show(terminal.nextError(options.now())),
    previousError: () => show(terminal.previousError(options.now())),
    placeToOpen() {
      const place = terminal.shownPlace();
      if (place === undefined) show(terminal.noPlace(options.now()));
      return place;
    },
    blankLine: () => show(terminal.blankLine()),
    typing: (line) => status?.typing(line && typedText(line, options.theme, (options.columns() || 80) - 1)),
    unknownKey: () => show(terminal.unknownKey(options.now())),
    help: (shortcuts) => show(terminal.help(shortcuts, options.now())),
    clear: () => show(terminal.clear()),
    beforeForeignOutput(text = '') {
      status?.erase();
      terminal.foreignOutput(text);
    },
    atLineStart: () => terminal.atLineStart(),
    close() {
      stopIsLong();
      status?.end();
      still?.end();
    },
  };
}
