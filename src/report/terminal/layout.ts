import { timeCells, verbCells, type Line } from './line.ts';
import type { Theme } from './theme.ts';
import { hangBelow, hangOfText, visibleWidth, wrapWords } from './wrap.ts';

export interface LayoutOptions {
  readonly theme: Theme;
  /** Show the time column. */
  readonly time: boolean;
  /** Rewriting the last line is possible at all. */
  readonly isTTY: boolean;
}

export interface Layout {
  /** `rewritable`: nothing else writes to the screen, so that a repeat may replace the last line. */
  print(
    lines: readonly Line[],
    place: { readonly time: string; readonly columns: number | undefined; readonly rewritable: boolean },
  ): string;
  /** Somebody else wrote; `endsLine` false: the cursor is not at the start of a line. */
  foreignOutput(endsLine: boolean): void;
  /** False while the last line that was written to the screen is not complete. */
  atLineStart(): boolean;
  /** An empty line, also below another. */
  blankLine(): string;
  /** The screen is empty now. */
  cleared(): void;
}

const reset = '\u001b[0m';
const eraseLastLine = '\u001b[1A\r\u001b[2K';

/** Puts lines one below the other: columns, the space between blocks, `(x3)` for repeats. */
export function createLayout(options: LayoutOptions): Layout {
  const { theme } = options;
  let last: Line['kind'] | 'nothing' = 'nothing';
  let midLine = false;
  let foreignColor = false;
  let repeated: { readonly text: string; readonly times: number; readonly cells: number } | undefined;

  function printEntry(line: Extract<Line, { kind: 'entry' }>, time: string, suffix: string): string {
    const clock = options.time ? `${theme.dim(time)}  ` : '';
    return `${clock}${theme.verb[line.tone](line.verb.padEnd(verbCells - 1))} ${line.text}${suffix}`.trimEnd();
  }

  /** Cells before the text of an entry. */
  const textColumn = (options.time ? timeCells : 0) + verbCells;

  function printLine(line: Line, time: string, columns: number | undefined): string {
    const before = openLine();
    const kind = last;
    last = line.kind;
    switch (line.kind) {
      case 'foreign':
        last = kind;
        return foreign(line.text);
      case 'gap':
        return before + (kind === 'gap' || kind === 'nothing' ? '' : '\n');
      case 'title':
      case 'plain':
        return `${before}${wrapWords(line.text, columns, hangOfText(line.text))}\n`;
      case 'more': {
        const column = hangBelow(textColumn, verbCells, columns);
        return `${before}${wrapWords(' '.repeat(column) + line.text, columns, column + 2)}\n`;
      }
      case 'entry':
        if (kind === 'title' && line.verb === 'watch') {
          last = 'title';
          return `${before}${wrapWords(`${theme.verb[line.tone]('watch')}  ${line.text}`, columns, 4)}\n`;
        }
        return `${before}${kind === 'title' ? '\n' : ''}${wrapEntry(printEntry(line, time, ''), line.unbroken === true ? undefined : columns)}\n`;
    }
  }

  function wrapEntry(text: string, columns: number | undefined): string {
    return wrapWords(text, columns, hangBelow(textColumn, verbCells, columns));
  }

  function openLine(): string {
    const text = (foreignColor ? reset : '') + (midLine ? '\n' : '');
    foreignColor = false;
    midLine = false;
    return text;
  }

  function foreign(text: string): string {
    if (text === '') return '';
    foreignColor = text.includes('\u001b[');
    midLine = !text.endsWith('\n');
    last = 'plain';
    repeated = undefined;
    return text;
  }

  return {
    print(lines, { time, columns, rewritable }) {
      const [only] = lines;
      if (lines.length !== 1 || only?.kind !== 'entry') {
        if (lines.length > 0) repeated = undefined;
        return lines.map((line) => printLine(line, time, columns)).join('');
      }
      const text = `${only.verb} ${only.text}`;
      const times = repeated?.text === text ? repeated.times + 1 : 1;
      const suffix = times > 1 ? ` (x${times})` : '';
      const line = printEntry(only, time, theme.dim(suffix));
      const fits = (repeated?.cells ?? 0) < (columns ?? 0) && visibleWidth(line) < (columns ?? 0);
      const replaces = times > 1 && options.isTTY && rewritable && fits;
      repeated = { text, times: replaces || times === 1 ? times : 1, cells: visibleWidth(line) };
      return replaces ? `${eraseLastLine}${line}\n` : printLine(only, time, columns);
    },
    foreignOutput(endsLine) {
      midLine = !endsLine;
      last = 'plain';
      repeated = undefined;
    },
    atLineStart: () => !midLine,
    blankLine() {
      repeated = undefined;
      last = 'gap';
      return `${openLine()}\n`;
    },
    cleared() {
      last = 'nothing';
      midLine = false;
      repeated = undefined;
    },
  };
}
