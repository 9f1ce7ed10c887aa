import type { Diagnostic, Excerpt, Location, Note } from '../../protocol/diagnostic.ts';
import { characterWidth, indexOfByteColumn, textWidth, truncateEnd } from './display-width.ts';
import { paintDiff } from './diff-lines.ts';
import { neutralLine, neutralLines, neutralWord } from './neutral-text.ts';
import { tokenLength } from './source-token.ts';
import type { Theme } from './theme.ts';

export interface FrameView {
  readonly theme: Theme;
  /** Cells per line; undefined when the output is no terminal, and lines may be as long as they are. */
  readonly columns: number | undefined;
}

/** Lines of source shown around the one that is meant. */
const context = 1;
/** Where there is no terminal, a line of minified or generated code is still cut somewhere. */
const longestLine = 400;
/** A tab may take this many cells. */
const tabCells = 8;

/**
 * A problem in full: `file:line:col: message` at the start of a line (terminals and editors make a link
 * of it), the source with the token underlined, related places as lines of their own, what to do.
 */
export function fullDiagnostic(diagnostic: Diagnostic, view: FrameView): string[] {
  const { location } = diagnostic;
  return [
    ...headline(diagnostic, view.theme),
    ...(location?.excerpt === undefined ? [] : codeFrame(location, location.excerpt, languageOf(diagnostic), view)),
    ...diagnostic.notes.flatMap((note) => noteLines(note, view.theme)),
    ...hintLines(diagnostic, view.theme),
  ];
}

/** The same without source, notes and advice: where, and what the finder said; on a terminal as much as fits a row. */
export function shortDiagnostic(diagnostic: Diagnostic, { theme, columns }: FrameView): string[] {
  if (columns === undefined) return headline(diagnostic, theme);
  const [message = ''] = neutralLines(diagnostic.message, theme.unicode);
  const { location, severity } = diagnostic;
  const where = location === undefined ? 0 : textWidth(position(location, theme.unicode)) + 2;
  const room = columns - where - (severity === 'warning' ? 9 : where === 0 ? 7 : 0);
  return headline({ ...diagnostic, message: truncateEnd(message, Math.max(8, room), theme.glyphs.ellipsis) }, theme);
}

/** `main.go:13:11`; without a column when the finder named none. */
export function position(location: Location, unicode: boolean): string {
  const column = location.column === undefined ? '' : `:${location.column}`;
  return `${neutralWord(location.file, unicode)}:${location.line}${column}`;
}

function headline(diagnostic: Diagnostic, theme: Theme): string[] {
  const lines = neutralLines(diagnostic.message, theme.unicode);
  const [first = '', ...rest] = diagnostic.source === 'test' ? paintDiff(lines, theme) : lines;
  const where =
    diagnostic.location === undefined ? '' : `${theme.accent(position(diagnostic.location, theme.unicode))}: `;
  // Go marks no errors as such; a problem without a place would look like any other line.
  const severity =
    diagnostic.severity === 'warning' ? theme.warning('warning: ') : where === '' ? theme.error('error: ') : '';
  return [where + severity + theme.strong(first), ...rest.map((line) => `    ${line}`)];
}

function noteLines(note: Note, theme: Theme): string[] {
  const [first = '', ...rest] = neutralLines(note.message, theme.unicode);
  const where = note.location === undefined ? '    ' : `${theme.accent(position(note.location, theme.unicode))}: `;
  return [where + first.trimStart(), ...rest.map((line) => `    ${line}`)];
}

function hintLines(diagnostic: Diagnostic, theme: Theme): string[] {
  return diagnostic.hint === undefined
    ? []
    : [`    ${theme.good(theme.glyphs.arrow)} ${neutralWord(diagnostic.hint, theme.unicode)}`];
}

function languageOf(diagnostic: Diagnostic): 'go' | 'toml' {
  return diagnostic.source === 'config' || diagnostic.source === 'env-file' ? 'toml' : 'go';
}

function codeFrame(location: Location, excerpt: Excerpt, language: 'go' | 'toml', view: FrameView): string[] {
  const { theme } = view;
  const at = location.line - excerpt.firstLine;
  const meant = excerpt.lines[at];
  if (meant === undefined) return [];
  const from = Math.max(0, at - context);
  const shown = excerpt.lines
    .slice(from, at + context + 1)
    .map((text, index) => ({ text, number: excerpt.firstLine + from + index }));
  while (isBlank(shown[0]) && shown[0]?.number !== location.line) shown.shift();
  while (isBlank(shown.at(-1)) && shown.at(-1)?.number !== location.line) shown.pop();

  const gutter = Math.max(5, String(shown.at(-1)?.number ?? 0).length + 1);
  const room = view.columns === undefined ? longestLine : Math.max(20, view.columns - gutter - 4);
  return shown.flatMap(({ text, number }) => {
    const line = text.replace(/\r$/, '');
    const mark =
      number === location.line && location.column !== undefined ? markOf(line, location.column, language) : undefined;
    const cut = cropped(neutralLine(line, theme.unicode), mark, room, theme.glyphs.ellipsis);
    const bar = theme.dim(theme.glyphs.bar);
    const source =
      `${theme.dim(String(number).padStart(gutter))} ${bar} ${number === location.line ? cut.text : theme.dim(cut.text)}`.trimEnd();
    if (cut.mark === undefined) return [source];
    const paint = theme.verb.error;
    return [
      source,
      `${' '.repeat(gutter)} ${bar} ${blankLike(cut.text.slice(0, cut.mark.start))}${paint('^'.repeat(markWidth(cut.text, cut.mark)))}`,
    ];
  });
}

interface Mark {
  readonly start: number;
  readonly length: number;
}

function markOf(line: string, column: number, language: 'go' | 'toml'): Mark {
  const start = indexOfByteColumn(line, column);
  return { start, length: tokenLength(line, start, language) };
}

function markWidth(text: string, mark: Mark): number {
  return Math.max(1, textWidth(text.slice(mark.start, mark.start + mark.length)));
}

/** As wide as `text` on any terminal: tabs stay tabs. */
function blankLike(text: string): string {
  return [...text].map((character) => (character === '\t' ? '\t' : ' '.repeat(characterWidth(character)))).join('');
}

/** A line that is wider than the room loses its ends, not the place that is meant. */
function cropped(
  text: string,
  mark: Mark | undefined,
  room: number,
  ellipsis: string,
): { text: string; mark: Mark | undefined } {
  const cells = [...text].map((character) => (character === '\t' ? tabCells : characterWidth(character)));
  if (cells.reduce((sum: number, width) => sum + width, 0) <= room) return { text, mark };
  const characters = [...text];
  const markAt = mark === undefined ? 0 : [...text.slice(0, mark.start)].length;
  let from = markAt;
  for (let before = 0; from > 0; from -= 1) {
    before += cells[from - 1] ?? 0;
    if (before > room / 2) break;
  }
  const head = from > 0 ? ellipsis : '';
  let left = room - textWidth(head) - textWidth(ellipsis);
  let to = from;
  while (to < characters.length && left >= (cells[to] ?? 0)) left -= cells[to++] ?? 0;
  const body = characters.slice(from, to).join('');
  const cutText = head + body + (to < characters.length ? ellipsis : '');
  if (mark === undefined) return { text: cutText, mark };
  const start = head.length + characters.slice(from, markAt).join('').length;
  return {
    text: cutText,
    mark: { start, length: Math.max(1, Math.min(mark.length, head.length + body.length - start)) },
  };
}

function isBlank(line: { readonly text: string } | undefined): boolean {
  return line !== undefined && line.text.trim() === '';
}
