import type { Reporter } from '../engine/ports.ts';
import type { Report } from '../engine/report.ts';
import { activityAfter, idle } from './activity.ts';
import { createEventRenderer } from './ndjson.ts';
import type { Shortcut } from './shortcuts-help.ts';
import type { Sink } from './sink.ts';
import { createStatusLine, statusIndent, type StatusLine } from './status-line.ts';
import { createTerminal, type TerminalOptions } from './terminal.ts';

export interface ReporterOptions extends TerminalOptions {
  /** To gorl's stderr. */
  readonly write: (text: string) => void;
  /** Unix ms. */
  readonly now: () => number;
  /** Calls `fire` once after `ms` without keeping the process alive; the result takes it back. */
  readonly after: (ms: number, fire: () => void) => () => void;
  /** Draw a status line. Wanted on a terminal that is neither dumb nor a CI's. */
  readonly status: boolean;
  /**
   * All that the app prints is announced by `beforeForeignOutput`. When it is not (its stdout is the
   * terminal itself), the status line is drawn only while no app lives, or it would garble what the app says.
   */
  readonly appOutputAnnounced?: boolean;
  /** The event stream of `--events`. */
  readonly events?: Sink | undefined;
}

/** All that gorl says goes through here: lines for people, the event stream for programs. */
export interface TerminalReporter extends Reporter {
  /** Key `e`: the next problems of the last failure, in full. */
  nextError(): void;
  /** Key `h`. */
  help(shortcuts: readonly Shortcut[]): void;
  /** Key `c`; nothing happens off a terminal. */
  clear(): void;
  /** Call before text that is not gorl's goes to the same screen; with the text, so that a line left open is closed first. */
  beforeForeignOutput(text?: string): void;
  /** Takes the status line off and waits, half a second at most, until the event stream is out. */
  close(): Promise<void>;
}

export function createReporter(options: ReporterOptions): TerminalReporter {
  const terminal = createTerminal(options);
  const renderEvent = createEventRenderer();
  const status: StatusLine | undefined =
    options.status && options.isTTY && !options.silent
      ? createStatusLine({ ...options, mayDraw: () => terminal.atLineStart(), indent: statusIndent(options.time) })
      : undefined;
  let activity = idle;

  function show(text: string): void {
    if (text === '') return;
    status?.erase();
    options.write(text);
  }

  function followActivity(report: Report, nowMs: number): void {
    activity = activityAfter(activity, report, nowMs);
    const drawable = options.appOutputAnnounced === true || terminal.memory.alive.size === 0;
    if (activity.doing === undefined || !drawable) status?.end();
    else status?.begin(activity.doing, activity.sinceMs);
  }

  return {
    report(report) {
      const nowMs = options.now();
      options.events?.write(renderEvent(report, nowMs));
      show(terminal.render(report, nowMs));
      followActivity(report, nowMs);
    },
    nextError: () => show(terminal.nextError(options.now())),
    help: (shortcuts) => show(terminal.help(shortcuts, options.now())),
    clear: () => show(terminal.clear()),
    beforeForeignOutput(text = '') {
      status?.erase();
      terminal.foreignOutput(text);
    },
    async close() {
      status?.end();
      await options.events?.close();
    },
  };
}
