import type { Diagnostic } from '../../protocol/diagnostic.ts';
import type { ProcessEnd } from '../../protocol/process-end.ts';
import { crashDiagnostic } from './crash-diagnostic.ts';
import { type CodeContext, isStackHeader, isStackLine } from './stack-trace.ts';

/** How a crash report of the Go runtime begins (runtime/panic.go, signal_unix.go). */
const crashStart =
  /^(?:panic: |fatal error: |runtime: goroutine stack exceeds |unexpected fault address |SIG(?:SEGV|BUS|FPE|ABRT|ILL|TRAP|SYS): )/;
const verdict = /^(?:panic|fatal error): /;
const anyVerdict = /(?:panic|fatal error): /;

/** What is kept of a crash report from its first line on: the message and the goroutine that crashed come first. */
const maxReportLength = 256 * 1024;
/** So much other output in a row means that the report is over. */
const maxForeignLines = 50;
/** Before a fatal error the runtime stops no other goroutine: they may print that much until its stacks begin. */
const maxHeadLines = 1000;
/** An app that lives on for so long, in ms, and has much to say, has recovered. */
const lastWordsMs = 2000;

interface CrashText {
  readonly lines: string[];
  length: number;
  /** The stacks have begun. */
  traced: boolean;
  /** It began in the middle of a line: only stacks make it a report. */
  readonly late: boolean;
  /** Lines in a row, up to the last one, that belong to none of the stacks. */
  foreign: number;
  /** When its last line came, in ms. */
  atMs: number;
}

/** Watches the lines of an app for the report of a Go crash. Memory is bounded by about 300 KiB. */
export class PanicReader {
  readonly #context: CodeContext;
  readonly #now: () => number;
  #report: CrashText | undefined;
  /** A report that is over, and may have been the last words. */
  #ended: CrashText | undefined;

  constructor(context: CodeContext, now: () => number) {
    this.#context = context;
    this.#now = now;
  }

  /** Only the first words of a report matter to it now. */
  get isIdle(): boolean {
    return this.#report === undefined;
  }

  line(line: string): void {
    const old = this.#report;
    if (crashStart.test(line) && (old === undefined || isNewReport(old, line))) return this.#begin(line, false);
    if (old === undefined || (old.late && !old.traced)) {
      const late = lateVerdict(line);
      if (late !== undefined) return this.#begin(late, true);
    }
    if (old === undefined) return;
    if (isStackHeader(line)) old.traced = true;
    if (old.traced && isStackLine(line)) {
      old.foreign = 0;
      old.atMs = this.#now();
    } else if (old.traced && line !== '') old.foreign += 1;
    keep(old, line);
    const most = old.late ? maxForeignLines : maxHeadLines;
    if (old.foreign > maxForeignLines || (!old.traced && old.lines.length > most)) this.#over(old);
  }

  /** What the app died of; undefined when nothing says so, or when it ended with code 0. */
  finish(end: ProcessEnd | undefined): Diagnostic | undefined {
    const report = this.#report !== undefined && isReport(this.#report) ? this.#report : this.#lastWords();
    if (report === undefined || (end?.type === 'code' && end.code === 0)) return undefined;
    return crashDiagnostic(report.lines, this.#context);
  }

  #begin(line: string, late: boolean): void {
    this.#report = { lines: [line], length: 0, traced: false, late, foreign: 0, atMs: this.#now() };
  }

  #over(report: CrashText): void {
    if (isReport(report)) this.#ended = report;
    this.#report = undefined;
  }

  /** What else runs in the terminal may print a lot after the report, before the end of the app is known. */
  #lastWords(): CrashText | undefined {
    return this.#ended !== undefined && this.#now() - this.#ended.atMs <= lastWordsMs ? this.#ended : undefined;
  }
}

/** The app was in the middle of a line of its own when the report began. What is indented continues a message. */
function lateVerdict(line: string): string | undefined {
  const at = line.search(anyVerdict);
  return at > 0 && line.slice(0, at).trim() !== '' ? line.slice(at) : undefined;
}

/** Either the old one was not the end of the app, or it only looked like a report; some begin with two such lines. */
function isNewReport(old: CrashText, line: string): boolean {
  return old.traced || old.late || (verdict.test(line) && old.lines.some((each) => verdict.test(each)));
}

function isReport({ late, traced }: CrashText): boolean {
  return traced || !late;
}

function keep(report: CrashText, line: string): void {
  if (report.length > maxReportLength) return;
  report.length += line.length + 1;
  report.lines.push(line);
}
