import { isCutOff, type Diagnostic } from '../../protocol/diagnostic.ts';
import { fullDiagnostic, shortDiagnostic } from './code-frame.ts';
import { gap, plain, timeCells, verbCells, type Line, type View } from './line.ts';
import { hangBelow, hangOfText, visibleWidth, wrapWords } from './wrap.ts';

/** Shown in full where there are no rows to count. */
export const fullOffTerminal = 5;

/** A tab takes no more cells. */
const widestTab = ' '.repeat(8);

export interface Fitted {
  readonly lines: Line[];
  /** How many are shown in full. */
  readonly full: number;
}

/** Lines of a block of problems besides the problems. */
export interface Around {
  readonly above: readonly Line[];
  readonly below: readonly Line[];
}

/**
 * Problems between other lines, on one screen: the first in full whatever it takes, as many more as fit, the next in a
 * line each, the rest as a number. Where even the first takes the whole screen, the gaps go, then the last line.
 */
export function fittedProblems(diagnostics: readonly Diagnostic[], { above, below }: Around, view: View): Fitted {
  const { rows } = view;
  if (rows === undefined) return unlimited(diagnostics, { above, below }, view);
  const around = rowsOf([...above, ...below], view);
  const most = fullThatFit(diagnostics, rows - around, view);
  for (let full = most; full > 0; full -= 1) {
    const start = spaced(diagnostics.slice(0, full), view);
    const end = tail(diagnostics, full, diagnostics.length - full, view);
    const room = rows - around - rowsOf(start, view) - rowsOf(end, view);
    if (room < 0) continue;
    return { lines: [...above, ...start, ...rest(diagnostics, full, room, view), ...below], full };
  }
  return { lines: tight(diagnostics, { above, below }, view), full: Math.min(1, diagnostics.length) };
}

function unlimited(diagnostics: readonly Diagnostic[], { above, below }: Around, view: View): Fitted {
  const full = Math.min(fullOffTerminal, diagnostics.length);
  const start = spaced(diagnostics.slice(0, full), view);
  return { lines: [...above, ...start, ...rest(diagnostics, full, Infinity, view), ...below], full };
}

/** Nothing is left out: as many in full as fit, but few where there are more, and all others in a line each. */
export function allProblems(diagnostics: readonly Diagnostic[], { above, below }: Around, view: View): Line[] {
  const fit = fullThatFit(diagnostics, (view.rows ?? Infinity) - rowsOf([...above, ...below], view), view);
  const full = fit === diagnostics.length ? fit : Math.max(1, Math.min(fit, fullOffTerminal));
  const start = spaced(diagnostics.slice(0, full), view);
  return [...above, ...start, ...rest(diagnostics, full, Infinity, { ...view, keys: false }), ...below];
}

/** The first, and no row for air. */
function tight(diagnostics: readonly Diagnostic[], { above, below }: Around, view: View): Line[] {
  const rows = view.rows ?? Infinity;
  const isText = ({ kind }: Line): boolean => kind !== 'gap';
  const lines = [...above, ...spaced(diagnostics.slice(0, 1), view), ...below].filter(isText);
  const end = tail(diagnostics, 1, diagnostics.length - 1, view).filter(isText);
  return rowsOf(lines, view) + rowsOf(end, view) <= rows ? [...lines, ...end] : lines;
}

/** Those that are not in full: in a line each as long as the room lasts, and a number for the others. */
function rest(diagnostics: readonly Diagnostic[], full: number, room: number, view: View): Line[] {
  const lines: Line[] = [];
  let short = 0;
  let left = room;
  for (const one of diagnostics.slice(full)) {
    const next = shortDiagnostic(one, view).map(plain);
    left -= rowsOf(next, view);
    if (left < 0) break;
    lines.push(...next);
    short += 1;
  }
  const hidden = diagnostics.slice(full + short);
  const end = tail(diagnostics, full, hidden.length, view);
  const last = hidden.flatMap((one) => (hidden.length === 1 ? shortDiagnostic(one, view).map(plain) : []));
  // The last one takes no more room than to say that there is one.
  if (last.length > 0 && !isCutOff(diagnostics) && rowsOf(last, view) === 1) return [gap, ...lines, ...last];
  // The gap above the last line, which was counted, is above the short ones then.
  return short === 0 ? end : [gap, ...lines, ...end.filter(({ kind }) => kind !== 'gap')];
}

/** What is not to be seen, and by which key it is; in fewer words where those do not fit a row. */
function tail(diagnostics: readonly Diagnostic[], full: number, hidden: number, view: View): Line[] {
  const { theme, keys, columns = Infinity } = view;
  const others = diagnostics.length - full;
  const more = hidden > 0 ? `${theme.glyphs.ellipsis} and ${hidden} more` : '';
  const next = hidden > 0 ? 'e shows the next' : `e shows ${others === 1 ? 'the last' : `the other ${others}`} in full`;
  const isCut = isCutOff(diagnostics) && keys;
  const line = (e: string, all: string): string =>
    [more, others > 0 && keys ? e : '', isCut ? all : ''].filter((part) => part !== '').join(` ${theme.glyphs.dot} `);
  const long = line(next, 'A shows all');
  const text = visibleWidth(long) <= columns ? long : line('e next', 'A all');
  return text === '' ? [] : [gap, plain(theme.dim(text))];
}

/** How many of the first fit in full into so many rows. */
function fullThatFit(diagnostics: readonly Diagnostic[], rows: number, view: View): number {
  let used = 0;
  let wasFrame = false;
  for (const [index, one] of diagnostics.entries()) {
    const block = fullDiagnostic(one, view);
    const isFrame = block.length > 1;
    used += rowsOf(block.map(plain), view) + (index > 0 && (isFrame || wasFrame) ? 1 : 0);
    wasFrame = isFrame;
    if (used > rows) return index;
  }
  return diagnostics.length;
}

/** One group of problems after the other, each as many as fit below `above`, at least one: where they begin. */
export function groupStarts(diagnostics: readonly Diagnostic[], above: readonly Line[], view: View): number[] {
  const starts: number[] = [];
  for (let from = 0; from < diagnostics.length; from += groupSize(diagnostics.slice(from), above, view))
    starts.push(from);
  return starts;
}

/** How many of the first fit in full below `above`, and at least one. */
export function groupSize(diagnostics: readonly Diagnostic[], above: readonly Line[], view: View): number {
  if (view.rows === undefined) return Math.min(fullOffTerminal, diagnostics.length);
  // Below them comes a gap.
  return Math.max(1, fullThatFit(diagnostics, view.rows - rowsOf(above, view) - 1, view));
}

/** In full, one below the other. */
export function spaced(diagnostics: readonly Diagnostic[], view: View): Line[] {
  const blocks = diagnostics.map((one) => fullDiagnostic(one, view));
  // One-line problems stay together; a frame needs air around it.
  return blocks.flatMap((block, index) => {
    const before = index > 0 && (block.length > 1 || (blocks[index - 1]?.length ?? 0) > 1);
    return before ? [gap, ...block.map(plain)] : block.map(plain);
  });
}

/** Rows of the screen that these lines take, as the layout breaks them. */
export function rowsOf(lines: readonly Line[], { columns }: Pick<View, 'columns'>): number {
  if (columns === undefined) return lines.length;
  const rowsOfText = (text: string, hang: number): number =>
    wrapWords(text, columns, hang)
      .split('\n')
      .reduce((sum, row) => sum + Math.max(1, Math.ceil(visibleWidth(row.replaceAll('\t', widestTab)) / columns)), 0);
  return lines.reduce((sum, line) => {
    const column = timeCells + verbCells;
    switch (line.kind) {
      case 'gap':
        return sum + 1;
      case 'title':
      case 'plain':
        return sum + rowsOfText(line.text, hangOfText(line.text));
      case 'more':
        return sum + rowsOfText(' '.repeat(column) + line.text, column + 2);
      case 'entry':
        return sum + rowsOfText(' '.repeat(column) + line.text, hangBelow(column, verbCells, columns));
      case 'foreign':
        return sum + line.text.split('\n').length;
    }
  }, 0);
}
