import { stripVTControlCharacters } from 'node:util';
import { DrawnLine } from '../screen/drawn-line.ts';
import { visibleWidth } from '../terminal/wrap.ts';

export interface TerminalLinesOptions {
  /** Stands before each line: `api │ `. */
  readonly prefix: () => string;
  /** Of the terminal that the service has. */
  readonly columns: () => number;
  /** The service asks its terminal something, and waits for this. */
  readonly answer: (text: string) => void;
}

/** The line that is not complete yet, in one row. */
export interface OpenLine {
  readonly text: string;
  /** So many cells before its end is the cursor. */
  readonly back: number;
}

/** In latin1, one character for each byte. */
interface Row {
  text: string;
  /** It was drawn anew, and is to be shown again. */
  isOwed: boolean;
}

/** A line that is longer is cut: nobody reads it, and it must not fill the memory. */
const longestLine = 64 * 1024;
/** A program can go up no further. */
const mostRows = 60;
/** More than this of a sequence whose end does not come is forgotten: a picture, or a mistake. */
const longestSequence = 256 * 1024;
const newline = 0x0a;
const reset = '\u001b[0m';
/** Anything but text, tabs, colors, and line ends; in UTF-8 read as latin1. */
const special =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b\u000c\u000e-\u001a\u001c-\u001f\u007f]|\u001b(?!\[[\d;:]*m)|\r(?!\r*\n)|\u00c2[\u0080-\u009f]/;
const none = Buffer.alloc(0);
const fullScreen = 'draws on the whole screen, which services share: gorl --only shows it';

/**
 * What one service writes to its terminal, as whole lines with a prefix. A row that it draws again is shown as it was
 * last: when its line ends, or with `flush`. Nothing that it does reaches the lines of others, or the rest of the screen.
 */
export class TerminalLines {
  readonly #options: TerminalLinesOptions;
  readonly #line: DrawnLine;
  #held: Buffer = none;
  /** The newest last. */
  readonly #rows: Row[] = [];
  /** In which of them the cursor is; behind the last one is a new one. */
  #at = 0;
  #hasOwed = false;
  #hasNews = false;
  /** Of the line that is not complete, what was shown of it. */
  #known: string | undefined;
  #out: string[] = [];

  constructor(options: TerminalLinesOptions) {
    this.#options = options;
    this.#line = new DrawnLine({
      moved: (rows) => this.#move(rows),
      tookScreen: () => this.#show(fullScreen),
      asked: options.answer,
    });
  }

  /** The complete lines of it, and what was held before. Empty where none is complete. */
  push(chunk: Buffer): Buffer {
    const data = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    this.#held = none;
    this.#line.columns = this.#options.columns();
    const end = data.lastIndexOf(newline) + 1;
    if (end > 0) this.#complete(data.subarray(0, end));
    const rest = data.subarray(end);
    const isPlain = this.#isFresh && rest.length <= longestLine && !special.test(rest.toString('latin1'));
    // Whoever reads the stream may use its memory again.
    this.#held = Buffer.from(isPlain ? rest : this.#line.feed(rest));
    if (rest.length > 0) this.#hasNews = true;
    if (this.#line.length > longestLine) this.#end();
    if (this.#held.length > longestSequence) this.#held = none;
    return this.#taken();
  }

  /** Something waits to be shown. */
  get isHolding(): boolean {
    return this.#hasNews || this.#hasOwed;
  }

  /** What is held, as lines. */
  flush(): Buffer {
    this.#showOwed();
    this.#read();
    const text = this.#text();
    if (text !== '' && text !== this.#known) this.#show(text);
    if (text !== '') this.#known = text;
    this.#hasNews = false;
    return this.#taken();
  }

  /** The rows that were drawn anew, but not the line that is not complete. */
  flushRows(): Buffer {
    this.#showOwed();
    return this.#taken();
  }

  /** @param cells as much as there is room for */
  open(cells: number): OpenLine {
    this.#read();
    this.#hasNews = false;
    const { length, column } = this.#line;
    const to = Math.min(Math.max(length, column), Math.max(column, cells));
    const text = this.#line.text(Math.max(0, to - cells), to);
    // What is not drawn is not there: then the cursor is further right.
    return { text, back: Math.min(length, to) - column };
  }

  get #isFresh(): boolean {
    return this.#line.isFresh && this.#at === this.#rows.length && this.#known === undefined;
  }

  #complete(data: Buffer): void {
    const text = data.toString('latin1');
    if (this.#isFresh && !special.test(text)) return this.#plainLines(text);
    for (let at = 0; at < data.length;) {
      const next = data.indexOf(newline, at) + 1;
      const line = data.toString('latin1', at, next);
      if (this.#isFresh && !special.test(line)) {
        this.#plainLines(line);
      } else {
        this.#line.feed(data.subarray(at, next - 1));
        this.#end();
      }
      at = next;
    }
  }

  /** Most of what services write. */
  #plainLines(text: string): void {
    const lines = text.slice(0, -1).split('\n');
    const { rendition } = this.#line;
    const prefix = this.#prefix();
    this.#showOwed();
    for (const ended of lines) {
      const line = this.#withoutTabs(ended.endsWith('\r') ? ended.replace(/\r+$/, '') : ended);
      let whole = rendition.text() + line;
      // oxlint-disable-next-line no-control-regex
      for (const [, parameters = ''] of line.includes('\u001b') ? line.matchAll(/\u001b\[([\d;:]*)m/g) : [])
        if (parameters === '' || parameters === '0') rendition.reset();
        else rendition.apply(parameters);
      if (rendition.text() !== '') whole += reset;
      this.#out.push(`${prefix}${whole}\n`);
      this.#rows.push({ text: whole, isOwed: false });
    }
    this.#dropRows();
    this.#at = this.#rows.length;
    this.#hasNews = false;
  }

  /** Tabs count from where the service believes that its line begins. */
  #withoutTabs(line: string): string {
    if (!line.includes('\t')) return line;
    const most = this.#line.columns - 1;
    let text = '';
    let column = 0;
    for (const [at, part] of line.split('\t').entries()) {
      const stop = at === 0 ? 0 : Math.min(column - (column % 8) + 8, Math.max(column, most));
      text += ' '.repeat(stop - column) + part;
      column = stop + visibleWidth(Buffer.from(part, 'latin1').toString());
    }
    return text;
  }

  /** The row that the cursor is in ends. */
  #end(): void {
    this.#read();
    const text = this.#text();
    if (this.#at < this.#rows.length) {
      this.#redraw(text);
    } else {
      if (bare(text) !== bare(this.#known)) this.#show(text);
      this.#rows.push({ text, isOwed: false });
      this.#dropRows();
    }
    this.#at = Math.min(this.#at + 1, this.#rows.length);
    this.#leave();
  }

  #move(rows: number): void {
    const text = this.#text();
    const isNew = this.#at >= this.#rows.length;
    if (!isNew) {
      this.#redraw(text);
    } else if (text !== '') {
      const isOwed = bare(text) !== bare(this.#known);
      this.#rows.push({ text, isOwed });
      this.#hasOwed ||= isOwed;
      this.#dropRows();
    }
    const from = isNew && text !== '' ? this.#rows.length - 1 : this.#at;
    this.#at = rows === 0 ? this.#rows.length : Math.max(0, Math.min(from + rows, this.#rows.length));
    this.#leave(this.#line.column);
  }

  #redraw(text: string): void {
    const row = this.#rows[this.#at];
    // Erased, to be written next time.
    if (row === undefined || text === '' || bare(row.text) === bare(text)) return;
    row.text = text;
    row.isOwed = this.#hasOwed = true;
  }

  #leave(column = 0): void {
    this.#line.clear(column);
    this.#known = undefined;
    this.#hasNews = false;
  }

  #read(): void {
    const held = this.#held;
    this.#held = none;
    if (held.length > 0) this.#held = Buffer.from(this.#line.feed(held));
  }

  #text(): string {
    const text = Buffer.from(this.#line.text()).toString('latin1');
    return text !== '' && this.#line.hasRung ? `${text}\u0007` : text;
  }

  #show(text: string): void {
    this.#showOwed();
    this.#out.push(`${this.#prefix()}${text}\n`);
  }

  #showOwed(): void {
    if (!this.#hasOwed) return;
    this.#hasOwed = false;
    const prefix = this.#prefix();
    for (const row of this.#rows) {
      if (row.isOwed) this.#out.push(`${prefix}${row.text}\n`);
      row.isOwed = false;
    }
  }

  #prefix(): string {
    return Buffer.from(this.#options.prefix()).toString('latin1');
  }

  #dropRows(): void {
    if (this.#rows.length <= 2 * mostRows) return;
    if (this.#hasOwed) this.#showOwed();
    this.#rows.splice(0, this.#rows.length - mostRows);
  }

  #taken(): Buffer {
    if (this.#out.length === 0) return none;
    const out = Buffer.from(this.#out.join(''), 'latin1');
    this.#out = [];
    return out;
  }
}

function bare(text: string | undefined): string | undefined {
  return text === undefined ? undefined : stripVTControlCharacters(text);
}
