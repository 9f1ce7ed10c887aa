/** How many terminal cells text takes, and where a byte column of Go's lies in it. */

const combining = /^[\p{Mn}\p{Me}\p{Cf}]$/u;
const emoji = /^\p{Emoji_Presentation}$/u;

/** East Asian Wide and Fullwidth blocks (UAX #11), coarse: whole blocks, which is what terminals do too. */
const wide: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];

/** Cells of one code point: 0, 1 or 2. A tab counts as 1: whoever has tabs must keep them. */
export function characterWidth(character: string): 0 | 1 | 2 {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (combining.test(character)) return 0;
  if (wide.some(([from, to]) => code >= from && code <= to) || emoji.test(character)) return 2;
  return 1;
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
