import { eastAsianWidth } from 'get-east-asian-width';

/** How many terminal cells text takes, and where a byte column of Go's lies in it. */

const combining = /^[\p{Mn}\p{Me}\p{Cf}]$/u;

/** Cells of one code point: 0, 1 or 2. A tab counts as 1: whoever has tabs must keep them. */
export function characterWidth(character: string): 0 | 1 | 2 {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (combining.test(character)) return 0;
  return eastAsianWidth(code);
}

export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** Index in `line` (UTF-16) of the character at a 1-based byte column; the end of the line if it lies beyond. */
export function indexOfByteColumn(line: string, column: number): number {
  let bytes = 1;
  let index = 0;
  for (const character of line) {
    const size = utf8Length(character);
    if (column < bytes + size) return index;
    bytes += size;
    index += character.length;
  }
  return index;
}

function utf8Length(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}

/** Shortens in the middle, where a path says least: `internal/…/store.go`. Never below 8 cells. */
export function truncateMiddle(text: string, cells: number, ellipsis: string): string {
  if (textWidth(text) <= cells) return text;
  const room = Math.max(cells, 8) - textWidth(ellipsis);
  const characters = [...text];
  // The end (the file's name) gets the larger part.
  const tail = takeCells(characters.toReversed(), Math.ceil((room * 2) / 3)).toReversed();
  const head = takeCells(characters, room - textWidth(tail.join('')));
  return head.length + tail.length >= characters.length ? text : head.join('') + ellipsis + tail.join('');
}

/** Shortens at the end. */
export function truncateEnd(text: string, cells: number, ellipsis: string): string {
  return textWidth(text) <= cells ? text : takeCells([...text], cells - textWidth(ellipsis)).join('') + ellipsis;
}

function takeCells(characters: readonly string[], cells: number): string[] {
  const taken: string[] = [];
  let width = 0;
  for (const character of characters) {
    width += characterWidth(character);
    if (width > cells) break;
    taken.push(character);
  }
  return taken;
}
