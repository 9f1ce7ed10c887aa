import { characterWidth } from '../terminal/display-width.ts';
import { sequenceEnd, unfinishedCharacter } from './control-sequences.ts';
import { GraphicRendition } from './graphic-rendition.ts';

/** What a program does that is more than a line. */
export interface BeyondLine {
  /** The cursor goes so many rows down, or up. */
  readonly moved: (rows: number) => void;
  /** A full-screen program takes the other screen. */
  readonly tookScreen: () => void;
  /** The program asks its terminal something, and waits for this. */
  readonly asked: (answer: string) => void;
}

interface Cell {
  readonly text: string;
  /** Its colors, as a sequence. */
  readonly look: string;
  /** The URL and its parameters, as in OSC 8. */
  readonly link: string;
}

/** More accents on one character are left out, in UTF-16 units. */
const mostMarks = 16;
// oxlint-disable-next-line no-control-regex
const control = /[\u0000-\u001f\u007f-\u009f]/g;
const reset = '\u001b[0m';
const escape = 0x1b;
const none = Buffer.alloc(0);

/**
 * One row of a terminal: what it shows after a program has written, gone back, written over, and erased. Colors and
 * hyperlinks stay; whatever concerns more than the row, such as its title, its modes, or the rest of the screen, has no effect.
 */
export class DrawnLine {
  readonly rendition = new GraphicRendition();
  /** Of the terminal that the program knows. */
  columns = 80;
  readonly #beyond: BeyondLine;
  #cells: (Cell | undefined)[] = [];
  #column = 0;
  #saved = 0;
  #look = '';
  #link = '';
  #isAlternate = false;
  #hasRung = false;

  constructor(beyond: BeyondLine) {
    this.#beyond = beyond;
  }

  /** It is empty, and the next line can be taken as it is: nothing but colors goes on. */
  get isFresh(): boolean {
    return this.#cells.length === 0 && this.#column === 0 && this.#link === '' && !this.#isAlternate;
  }

  /** In cells, without what was erased at its end. */
  get length(): number {
    let { length } = this.#cells;
    while (length > 0 && this.#cells[length - 1] === undefined) length -= 1;
    return length;
  }

  /** The bell has rung in it. */
  get hasRung(): boolean {
    return this.#hasRung;
  }

  get column(): number {
    return this.#column;
  }

  /** @returns the beginning of something whose end has not come */
  feed(data: Buffer): Buffer {
    // Somebody else may have read colors.
    this.#look = this.rendition.text();
    for (let at = 0; at < data.length;) {
      const next = data.indexOf(escape, at);
      if (next !== at) {
        const end = next === -1 ? data.length - unfinishedCharacter(data) : next;
        this.#plain(data.toString('utf8', at, end));
        if (next === -1) return data.subarray(end);
      }
      at = sequenceEnd(data, next);
      if (at === -1) return data.subarray(next);
      this.#sequence(data.toString('utf8', next, at));
    }
    return none;
  }

  /** The cursor is in another row, which is empty: in the same column, or in the first. */
  clear(column = 0): void {
    this.#cells = [];
    this.#column = column;
    this.#hasRung = false;
  }

  /** What shows between these columns. */
  text(from = 0, to = this.length): string {
    let text = '';
    let look = '';
    let link = '';
    for (const cell of this.#cells.slice(from, Math.min(to, this.length))) {
      const next = cell ?? blank;
      if (next.link !== link) text += hyperlink((link = next.link));
      if (next.look !== look) text += (look === '' ? '' : reset) + (look = next.look);
      text += next.text;
    }
    return text + (link === '' ? '' : hyperlink('')) + (look === '' ? '' : reset);
  }

  #plain(text: string): void {
    if (this.#isAlternate) return;
    let from = 0;
    for (const { 0: character, index } of text.matchAll(control)) {
      this.#write(text.slice(from, index));
      this.#control(character);
      from = index + 1;
    }
    this.#write(text.slice(from));
  }

  #write(text: string): void {
    for (const character of text) {
      const width = characterWidth(character);
      if (width === 0) {
        this.#mark(character);
        continue;
      }
      this.#put({ text: character, look: this.#look, link: this.#link });
      if (width === 2) this.#put({ text: '', look: this.#look, link: this.#link });
    }
  }

  /** An accent for the character before. */
  #mark(character: string): void {
    const cells = this.#cells;
    const at = this.#column - (cells[this.#column - 1]?.text === '' ? 2 : 1);
    const cell = cells[at];
    if (cell !== undefined && cell.text.length < mostMarks) cells[at] = { ...cell, text: cell.text + character };
  }

  #put(cell: Cell): void {
    const cells = this.#cells;
    const at = this.#column;
    // Half of a wide character is nothing.
    if (cell.text !== '' && cells[at]?.text === '') cells[at - 1] = blank;
    if (cells[at + 1]?.text === '') cells[at + 1] = blank;
    while (cells.length < at) cells.push(undefined);
    cells[at] = cell;
    this.#column = at + 1;
  }

  #control(character: string): void {
    switch (character) {
      case '\r':
        return this.#to(0);
      case '\b':
        return this.#to(this.#column - 1);
      case '\t':
        return this.#to(this.#column - (this.#column % 8) + 8);
      case '\u0007':
        return void (this.#hasRung = true);
      case '\v':
      case '\f':
        return this.#beyond.moved(1);
      default:
        return undefined;
    }
  }

  /** It may be beyond the end of a row that was wrapped, but is not led there. */
  #to(column: number): void {
    this.#column = Math.max(0, Math.min(column, Math.max(this.#column, this.columns - 1)));
  }

  #sequence(text: string): void {
    const [, prefix = '', parameters = '', between = '', final] =
      // oxlint-disable-next-line no-control-regex
      /^\u001b\[([<=>?]?)([\d;:]*)([ -/]*)([@-~])$/.exec(text) ?? [];
    if (final === undefined) return this.#other(text);
    if (prefix === '?' && (final === 'h' || final === 'l')) return this.#modes(parameters.split(';'), final === 'h');
    if (prefix !== '' || between !== '') return undefined;
    if (final === 'm') return this.#color(parameters);
    if (final === 'n' || final === 'c') return this.#answer(final, parameters);
    return this.#isAlternate ? undefined : this.#edit(final, parameters);
  }

  #color(parameters: string): void {
    if (parameters === '' || parameters === '0') this.rendition.reset();
    else this.rendition.apply(parameters);
    this.#look = this.rendition.text();
  }

  #answer(final: string, parameters: string): void {
    if (final === 'c' && Number(parameters) === 0) this.#beyond.asked('\u001b[?1;2c');
    if (final === 'n' && parameters === '5') this.#beyond.asked('\u001b[0n');
    if (final === 'n' && parameters === '6') this.#beyond.asked(`\u001b[1;${this.#column + 1}R`);
  }

  #edit(final: string, parameters: string): void {
    const [first = '', second = ''] = parameters.split(';');
    const count = Math.min(Number(first) || 1, this.columns);
    const at = this.#column;
    switch (final) {
      case 'C':
        return this.#to(at + count);
      case 'D':
        return this.#to(at - count);
      case 'G':
      case '`':
        return this.#to(count - 1);
      case 'A':
        return this.#beyond.moved(-count);
      case 'B':
        return this.#beyond.moved(count);
      case 'E':
      case 'F':
        this.#beyond.moved(final === 'E' ? count : -count);
        return this.#to(0);
      case 'H':
      case 'f':
        // Where that is, only a whole screen would tell: it is another row.
        this.#beyond.moved(0);
        return this.#to((Number(second) || 1) - 1);
      case 'd':
        return this.#beyond.moved(0);
      case 'K':
      case 'J':
        return this.#erase(Number(first), final);
      case 'X':
        return this.#fill(at, Math.min(at + count, this.#cells.length));
      case 'P':
        return void this.#cells.splice(at, count);
      case '@':
        if (at < this.#cells.length) this.#cells.splice(at, 0, ...Array.from({ length: count }, () => blank));
        return undefined;
      case 's':
        return void (this.#saved = at);
      case 'u':
        return this.#to(this.#saved);
      default:
        return undefined;
    }
  }

  /** The end, the beginning, or all; of the rest of the screen nothing. */
  #erase(which: number, final: string): void {
    // A screen that is cleared is one to be read on: nothing of it is taken back.
    if (final === 'J' && which > 0) return this.#beyond.moved(0);
    if (which === 0) this.#cells.length = Math.min(this.#cells.length, this.#column);
    else if (which === 1) this.#fill(0, Math.min(this.#column + 1, this.#cells.length));
    else if (which === 2) this.#cells = [];
  }

  #fill(from: number, to: number): void {
    if (from < to) this.#cells.fill(undefined, from, to);
  }

  #modes(numbers: readonly string[], isOn: boolean): void {
    if (!numbers.some((number) => number === '1049' || number === '1047' || number === '47')) return;
    if (isOn && !this.#isAlternate) this.#beyond.tookScreen();
    this.#isAlternate = isOn;
  }

  #other(text: string): void {
    // oxlint-disable-next-line no-control-regex
    const [, link] = /^\u001b\]8;([^\u0000-\u001f\u007f-\u009f]*)(?:\u0007|\u001b\\)$/.exec(text) ?? [];
    if (link !== undefined) this.#link = /^[^;]*;$/.test(link) ? '' : link;
    else if (text === '\u001b7') this.#saved = this.#column;
    else if (text === '\u001b8') this.#to(this.#saved);
    else if (text === '\u001bD') this.#beyond.moved(1);
    else if (text === '\u001bM') this.#beyond.moved(-1);
    else if (text === '\u001bE') {
      this.#beyond.moved(1);
      this.#to(0);
    } else if (text === '\u001bc') {
      this.#color('');
      this.#isAlternate = false;
      this.#beyond.moved(0);
      this.#to(0);
    }
  }
}

const blank: Cell = { text: ' ', look: '', link: '' };

function hyperlink(link: string): string {
  return `\u001b]8;${link === '' ? ';' : link}\u001b\\`;
}
