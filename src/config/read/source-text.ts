import type { Excerpt, Location } from '../../protocol/diagnostic.ts';

/** A text that problems are found in, and the name it is shown under. */
export interface SourceText {
  readonly shown: string;
  readonly text: string;
  /** The place of a character, with the lines around it. Never throws; offsets beyond the text mean its end. */
  locate(offset: number): Location;
  /** The same for a 1-based line and a 1-based column in UTF-16 units. */
  locateLine(line: number, column: number): Location;
}

/** Longer lines are not shown: such a file was not written by hand. */
const longestShownLine = 400;
const linesAround = 2;

export function createSourceText(shown: string, text: string): SourceText {
  const starts = lineStarts(text);
  const lineOf = (index: number): string =>
    text.slice(starts[index] ?? text.length, starts[index + 1] ?? text.length).replace(/\r?\n$/, '');

  const at = (index: number, column: number): Location => {
    const line = lineOf(index);
    return {
      file: shown,
      line: index + 1,
      column: Buffer.byteLength(line.slice(0, Math.max(0, column - 1))) + 1,
      ...excerptAround(index, starts.length, lineOf),
    };
  };

  return {
    shown,
    text,
    locate(offset) {
      const clamped = Math.min(Math.max(0, offset), text.length);
      const index = lineIndex(starts, clamped);
      return at(index, clamped - (starts[index] ?? 0) + 1);
    },
    locateLine(line, column) {
      return at(Math.min(Math.max(1, line), starts.length) - 1, Math.max(1, column));
    },
  };
}

function excerptAround(index: number, count: number, lineOf: (index: number) => string): { excerpt?: Excerpt } {
  const first = Math.max(0, index - linesAround);
  const lines: string[] = [];
  for (let i = first; i <= Math.min(count - 1, index + linesAround); i += 1) lines.push(lineOf(i));
  // The empty "line" behind the last newline is none.
  if (lines.length > index - first + 1 && lines.at(-1) === '' && first + lines.length === count) lines.pop();
  return lines.some((line) => line.length > longestShownLine) ? {} : { excerpt: { firstLine: first + 1, lines } };
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The last line that starts at or before the offset. */
function lineIndex(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
