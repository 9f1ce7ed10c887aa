import type { Diagnostic } from '../../protocol/diagnostic.ts';
import type { ProcessEnd } from '../../protocol/process-end.ts';
import { PanicReader } from './panic-reader.ts';
import { type FoundRace, RaceReader } from './race-reader.ts';
import { ReportGate } from './report-gate.ts';
import type { CodeContext } from './stack-trace.ts';

export interface CrashReader {
  /** Any part of what the app prints, cut anywhere. */
  push(text: string): void;
  /** What the app died of; undefined when nothing that it printed says so, or when it ended with code 0. */
  finish(end?: ProcessEnd): Diagnostic | undefined;
}

export interface CrashReaderOptions {
  /** As soon as a race was reported that this run has not shown before. */
  readonly onRace?: (race: FoundRace) => void;
  /** In ms. */
  readonly now?: () => number;
}

/** A line longer than this is cut into several, so that output without line ends cannot fill the memory. */
const maxLineLength = 64 * 1024;

/** Reads what an app prints for panics, fatal errors, and data races; line by line only where one may be. */
export function createCrashReader(context: CodeContext, options: CrashReaderOptions = {}): CrashReader {
  const { onRace = () => undefined, now = () => performance.now() } = options;
  const gate = new ReportGate();
  const panics = new PanicReader(context, now);
  const races = new RaceReader(context, onRace);
  let isAwake = false;
  /** The line that is not finished yet, while awake. */
  let partial = '';

  const read = (line: string): void => {
    const text = withoutReturns(line);
    races.line(text);
    panics.line(text);
  };
  /** The rest of the text once nothing is waited for any more. */
  const readLines = (text: string): string => {
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      read(partial + text.slice(start, end));
      partial = '';
      start = end + 1;
      if (panics.isIdle && races.isIdle) {
        isAwake = false;
        return text.slice(start);
      }
    }
    partial += text.slice(start);
    while (partial.length > maxLineLength) {
      read(partial.slice(0, maxLineLength));
      partial = partial.slice(maxLineLength);
    }
    return '';
  };

  return {
    push(text) {
      let rest: string | undefined = text;
      while (rest !== undefined && rest !== '') {
        if (!isAwake) {
          rest = gate.look(rest);
          isAwake = rest !== undefined;
        }
        if (rest !== undefined) rest = readLines(rest);
      }
    },
    finish(end) {
      if (partial !== '') read(partial);
      partial = '';
      return panics.finish(end) ?? races.finish(end);
    },
  };
}

/** A terminal adds \r to what may have one already. */
function withoutReturns(line: string): string {
  let end = line.length;
  while (line[end - 1] === '\r') end -= 1;
  return line.slice(0, end);
}
