import { textWidth } from './display-width.ts';

// oxlint-disable-next-line no-control-regex
const unseen = /\u001b\[[0-9;:]*m|\u001b\]8;[^\u001b]*\u001b\\/g;

/** Without colors and links. */
export function bareText(text: string): string {
  return text.replace(unseen, '');
}

/** Cells of text that has colors and links in it. */
export function visibleWidth(text: string): number {
  return textWidth(bareText(text));
}

/** Less room than this makes a column of single words: then the text begins further left. */
const leastRoom = 28;

/**
 * One line as several that fit, broken between words: a terminal would break within them. A word that is
 * wider than the line (a path) stays whole, so that it can be clicked and copied.
 *
 * @param hang cells in front of the second line and those after it
 */
export function wrapWords(text: string, columns: number | undefined, hang: number): string {
  if (columns === undefined || visibleWidth(text) <= columns) return text;
  const [start = ''] = /^\s*/.exec(text) ?? [];
  const indent = ' '.repeat(hang);
  const lines: string[] = [];
  let line = start;
  let width = visibleWidth(start);
  let isEmpty = true;
  for (const [, space = '', word = ''] of text.slice(start.length).matchAll(/(\s*)(\S+)/g)) {
    const cells = visibleWidth(word);
    if (!isEmpty && width + space.length + cells > columns) {
      lines.push(line);
      line = indent + word;
      width = hang + cells;
    } else {
      line += space + word;
      width += space.length + cells;
    }
    isEmpty = false;
  }
  return [...lines, line].join('\n');
}

/** Where the second line begins: below the text that begins at `column`, or further left where that leaves no room. */
export function hangBelow(column: number, otherwise: number, columns: number | undefined): number {
  return columns === undefined || columns - column >= leastRoom ? column : otherwise;
}

/** Where the second line of a text begins that stands in no column. */
export function hangOfText(text: string): number {
  return Math.max(4, text.length - text.trimStart().length);
}

/** A page, line by line; a line of two columns goes on below its second. */
export function wrapPage(text: string, columns: number | undefined): string {
  return text
    .split('\n')
    .map((line) => {
      const [table] = /^\s+\S.*?\s{2,}(?=\S)/.exec(line) ?? [];
      const [indent = ''] = /^\s*/.exec(line) ?? [];
      const plain = indent.length === 0 ? 0 : indent.length + 2;
      return wrapWords(line, columns, table === undefined ? plain : hangBelow(table.length, plain + 2, columns));
    })
    .join('\n');
}
