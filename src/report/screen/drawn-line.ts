import { characterWidth } from '../terminal/display-width.ts';
import { CellRow } from './cell-row.ts';
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

// oxlint-disable-next-line no-control-regex
const control = /[\u0000-\u001f\u007f-\u009f]/g;
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
  readonly #cells = new CellRow();
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
    return this.#cells.isEmpty && this.#column === 0 && this.#link === '' && !this.#isAlternate;
  }

  /** In cells, without what was erased at its end. */
  get length(): number {
    return this.#cells.length;
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
    this.#cells.clear();
    this.#column = column;
    this.#hasRung = false;
  }

  /** What shows between these columns. */
  text(from = 0, to = this.length): string {
    return this.#cells.text(from, to);
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
      if (width === 0) this.#cells.mark(this.#column - 1, character);
      else this.#cells.put(this.#column, { text: character, look: this.#look, link: this.#link }, width);
      this.#column += width;
    }
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
        return this.#cells.blank(at, at + count);
      case 'P':
        return this.#cells.remove(at, count);
      case '@':
        return this.#cells.insert(at, count);
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
    if (which === 0) this.#cells.blank(this.#column);
    else if (which === 1) this.#cells.blank(0, this.#column + 1);
    else if (which === 2) this.#cells.clear();
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
