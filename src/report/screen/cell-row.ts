import { characterWidth } from '../terminal/display-width.ts';

export interface Cell {
  /** With its accents; '' is the second half of a wide character. */
  readonly text: string;
  /** Its colors, as a sequence. */
  readonly look: string;
  /** The URL and its parameters, as in OSC 8. */
  readonly link: string;
}

/** More accents on one character are left out, in UTF-16 units. */
const mostMarks = 16;
const reset = '\u001b[0m';
const space: Cell = { text: ' ', look: '', link: '' };

/** One row of a terminal: characters with their colors and links. */
export class CellRow {
  /** Undefined: nothing was written there. */
  #cells: (Cell | undefined)[] = [];

  get isEmpty(): boolean {
    return this.#cells.length === 0;
  }

  /** Without what was erased at its end. */
  get length(): number {
    let { length } = this.#cells;
    while (length > 0 && this.#cells[length - 1] === undefined) length -= 1;
    return length;
  }

  clear(): void {
    this.#cells = [];
  }

  put(at: number, cell: Cell, width: 1 | 2): void {
    const cells = this.#cells;
    const end = at + width;
    // Half of a wide character is nothing.
    if (cells[at]?.text === '') cells[at - 1] = space;
    if (cells[end]?.text === '') cells[end] = space;
    while (cells.length < at) cells.push(undefined);
    cells[at] = cell;
    if (width === 2) cells[at + 1] = { ...cell, text: '' };
  }

  /** An accent for the character there. */
  mark(at: number, accent: string): void {
    const of = this.#cells[at]?.text === '' ? at - 1 : at;
    const cell = this.#cells[of];
    if (cell !== undefined && cell.text.length < mostMarks) this.#cells[of] = { ...cell, text: cell.text + accent };
  }

  /** @param to default: all that follows */
  blank(from: number, to = this.#cells.length): void {
    if (to < this.#cells.length) this.#cells.fill(undefined, from, to);
    else this.#cells.length = Math.min(from, this.#cells.length);
    this.#mend();
  }

  /** What follows moves there. */
  remove(at: number, count: number): void {
    this.#cells.splice(at, count);
    this.#mend();
  }

  /** What is there moves on. */
  insert(at: number, count: number): void {
    if (at < this.#cells.length) this.#cells.splice(at, 0, ...Array.from({ length: count }, () => space));
    this.#mend();
  }

  /** With colors and links, which end with it. */
  text(from: number, to: number): string {
    let text = '';
    let look = '';
    let link = '';
    for (const cell of this.#cells.slice(from, Math.min(to, this.length))) {
      const next = cell ?? space;
      if (next.link !== link) text += hyperlink((link = next.link));
      if (next.look !== look) text += (look === '' ? '' : reset) + (look = next.look);
      text += next.text;
    }
    return text + (link === '' ? '' : hyperlink('')) + (look === '' ? '' : reset);
  }

  /** A wide character of which only a half is left. */
  #mend(): void {
    const cells = this.#cells;
    for (const [at, cell] of cells.entries()) {
      if (cell === undefined) continue;
      const isWide = isWideCell(cell);
      const isHalf = isWide ? cells[at + 1]?.text !== '' : cell.text === '' && !isWideCell(cells[at - 1]);
      if (isHalf) cells[at] = space;
    }
  }
}

function isWideCell(cell: Cell | undefined): boolean {
  return cell !== undefined && cell.text !== '' && characterWidth(cell.text) === 2;
}

function hyperlink(link: string): string {
  return `\u001b]8;${link === '' ? ';' : link}\u001b\\`;
}
