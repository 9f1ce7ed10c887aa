import { type Diagnostic, type Location, type Note, problem } from '../../protocol/diagnostic.ts';
import type { ProcessEnd } from '../../protocol/process-end.ts';
import { LineSplitter } from '../output/line-splitter.ts';
import {
  type CodeContext,
  type Frame,
  type Goroutine,
  goroutineHeader,
  ownLocation,
  parseGoroutines,
} from './stack-trace.ts';

export interface CrashReader {
  /** Any part of the app's stderr, cut anywhere. */
  push(text: string): void;
  /** What the app died of; undefined when nothing in its stderr says so, or when it ended with code 0. */
  finish(end?: ProcessEnd): Diagnostic | undefined;
}

/** How a crash report of the Go runtime begins (runtime/panic.go, signal_unix.go). */
const crashStart =
  /^(?:panic: |fatal error: |runtime: goroutine stack exceeds |unexpected fault address |SIG(?:SEGV|BUS|FPE|ABRT|ILL|TRAP|SYS): )/;
const traceLine =
  /^(?:goroutine |\t|runtime stack:|created by |\[signal |r\w+ +0x|[a-z]\w* +0x[0-9a-f]+$|exit status \d+$|PC=|\S+\(.*\)$|\.\.\.|panic\()/;

/** What is kept of a crash report from its first line on: the message and the goroutine that crashed come first. */
const maxReportLength = 256 * 1024;
/** So much other output after a report means that the app recovered and went on. */
const maxForeignLines = 50;
const maxRecentLines = 8;
const maxMessageLines = 40;
const maxNotes = 8;

interface CrashText {
  readonly lines: string[];
  length: number;
  /** The stacks have begun. */
  traced: boolean;
  /** Lines after the stacks had begun that belong to none. */
  foreign: number;
}

/** Watches the stderr of an app for the report of a Go crash. Memory is bounded by about 300 KiB. */
export function createCrashReader(context: CodeContext): CrashReader {
  let report: CrashText | undefined;
  let recent: string[] = [];

  const begin = (lines: readonly string[]): void => {
    report = { lines: [...lines], length: 0, traced: false, foreign: 0 };
    recent = [];
  };
  const remember = (line: string): void => {
    recent.push(line);
    if (recent.length > maxRecentLines) recent.shift();
  };
  const lines = new LineSplitter((line) => {
    if (crashStart.test(line) && (report === undefined || isNewReport(report, line))) return begin([line]);
    if (report === undefined) {
      if (!goroutineHeader.test(line)) return remember(line);
      // The app was in the middle of a line of its own when the report began.
      const start = recent.findLastIndex((each) => /(?:panic|fatal error): /.test(each));
      if (start < 0) return remember(line);
      begin([(recent[start] as string).replace(/^.*?(?=(?:panic|fatal error): )/, ''), ...recent.slice(start + 1)]);
    }
    if (report === undefined) return;
    if (goroutineHeader.test(line) || line === 'runtime stack:') report.traced = true;
    else if (report.traced && line !== '' && !traceLine.test(line)) report.foreign++;
    if (report.foreign > maxForeignLines || (!report.traced && report.lines.length > maxForeignLines)) {
      report = undefined;
      return;
    }
    if (report.length > maxReportLength) return;
    report.length += line.length + 1;
    report.lines.push(line);
  });

  return {
    push: (text) => lines.push(text),
    finish: (end) => {
      lines.finish();
      if (report === undefined || (end?.type === 'code' && end.code === 0)) return undefined;
      return toDiagnostic(report.lines, context);
    },
  };
}

/** Either the old one was not the end of the app, or it only looked like a report; some begin with two such lines. */
function isNewReport(old: CrashText, line: string): boolean {
  const verdict = /^(?:panic|fatal error): /;
  return old.traced || (verdict.test(line) && old.lines.some((each) => verdict.test(each)));
}

function toDiagnostic(lines: readonly string[], context: CodeContext): Diagnostic {
  const { message, notes } = readHead(lines);
  const goroutines = parseGoroutines(lines);
  const [location, ...others] = ownFrames(goroutines, context, message.startsWith('fatal error: '));
  return problem(message, {
    location: location?.location,
    notes: [...notes, ...others.slice(0, maxNotes)],
    source: 'panic',
  });
}

/** The lines before the first stack: the message itself, and what the runtime says around it. */
function readHead(lines: readonly string[]): { message: string; notes: readonly Note[] } {
  const stack = lines.findIndex((line) => goroutineHeader.test(line) || line === 'runtime stack:');
  // Without a stack (GOTRACEBACK=none) only a blank line tells where the message ends.
  const blank = lines.indexOf('');
  const end = stack >= 0 ? stack : blank >= 0 ? blank : lines.length;
  const message: string[] = [];
  const notes: Note[] = [];
  for (const line of lines.slice(0, Math.min(end, maxMessageLines))) {
    if (/^(?:panic|fatal error): /.test(line) && message.length === 0) message.push(line);
    else if (message.length === 0 || /^(?:\[signal |runtime: |PC=|goroutine )/.test(line))
      notes.push({ message: line });
    else message.push(line);
  }
  if (message.length === 0) message.push(notes.shift()?.message ?? '');
  return { message: message.join('\n').trimEnd(), notes: notes.filter((note) => note.message !== '') };
}

/** Own frames of the goroutine that crashed; where it was started if it has none; for fatal errors, of the next that has some. */
function ownFrames(
  goroutines: readonly Goroutine[],
  context: CodeContext,
  anyGoroutine: boolean,
): readonly (Note & { readonly location: Location })[] {
  for (const goroutine of anyGoroutine ? goroutines : goroutines.slice(0, 1)) {
    const seen = new Set<string>();
    const found = goroutine.frames.flatMap((frame) => {
      const location = ownLocation(frame, context);
      const key = `${frame.func} ${frame.line}`;
      if (location === undefined || seen.has(key)) return [];
      seen.add(key);
      return [{ message: frameName(frame), location }];
    });
    if (found.length > 0) return found;
  }
  return [];
}

function frameName(frame: Frame): string {
  return frame.createdBy ? `created by ${frame.func}` : frame.func;
}
