import { isOsc, isString, sequenceEnd, stringEnd, unfinishedCharacter } from './control-sequences.ts';
import { ColumnTracker } from './column-tracker.ts';
import { GraphicRendition } from './graphic-rendition.ts';

/** What apps have made of the terminal, as far as a line that stays on it depends on it. */
export class TerminalModes {
  readonly rendition = new GraphicRendition();
  /** The other screen, of full-screen programs. */
  isAlternate = false;
  /** Rows are counted from the margin. */
  isOrigin = false;
  /** Other character sets were chosen. */
  hasCharsets = false;
  /** A cursor is saved and was not asked for yet, or was more than once; gorl's line has no other place for its own. */
  cursorHeld = false;
  /** How often it was asked for since it was saved. */
  restored = 0;
  /** The last row may not show what it did. */
  isErased = false;
  /** The margins may be lost. */
  isUnpinned = false;

  reset(): void {
    this.rendition.reset();
    this.isAlternate = false;
    this.isOrigin = false;
    this.hasCharsets = false;
    this.cursorHeld = false;
    this.restored = 0;
  }
}

/** A text in a sequence that is longer than this is passed on before its end has come, in bytes. */
const mostHeld = 4096;

const none = Buffer.alloc(0);
const colorReset = Buffer.from('\u001b[0m');
/** Any but a color. */
// oxlint-disable-next-line no-control-regex
const otherSequence = /\u001b(?!\[[\d;:]*m)/;

/**
 * What one app writes, on its way to the terminal. It is passed on in pieces between which something else may be
 * written: no character and no control sequence is ever cut. Rows that it addresses are those it was told of.
 */
export class AppStream {
  readonly #modes: TerminalModes;
  readonly #rows: () => number;
  readonly #columns: () => number;
  readonly #column = new ColumnTracker();
  /** The beginning of something whose end has not come. */
  #held: Buffer = none;
  #atLineStart = true;
  /** In the middle of a long text; whether the bell ends it. */
  #string: { readonly endsWithBell: boolean } | undefined;

  /** @param rows of the terminal as the app knows it */
  constructor(modes: TerminalModes, rows: () => number, columns: () => number) {
    this.#modes = modes;
    this.#rows = rows;
    this.#columns = columns;
  }

  /** Nothing else may be written to the terminal now. */
  isBusy(): boolean {
    return this.#string !== undefined;
  }

  /** Saving the cursor would lose where it is. */
  isBetweenLines(): boolean {
    return this.#column.isBetweenLines();
  }

  /** The cursor is at the start of a line, as far as line ends tell. */
  isAtLineStart(): boolean {
    return this.#atLineStart;
  }

  /**
   * @param wantsPause gorl has something to write: where a line ends would be a good place
   * @returns pieces; between two of them gorl's line can be written, or has to be, and nobody will notice
   */
  push(chunk: Buffer, wantsPause: boolean): readonly Buffer[] {
    const pieces = this.#pieces(chunk).filter((piece) => piece.length > 0);
    const last = pieces.at(-1);
    if (last === undefined) return [];
    this.#atLineStart = last.at(-1) === 0x0a;
    const end = wantsPause && !this.#atLineStart ? last.lastIndexOf(0x0a) + 1 : 0;
    return end === 0 ? pieces : [...pieces.slice(0, -1), last.subarray(0, end), last.subarray(end)];
  }

  #pieces(chunk: Buffer): Buffer[] {
    let data: Buffer = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    this.#held = none;
    this.#column.columns = this.#columns();
    const pieces: Buffer[] = [];
    let parts: Buffer[] = [];
    /** What stands before it says nothing about the column. */
    const lineEnd = data.lastIndexOf(0x0d);
    let from = 0;
    let at = 0;
    /** Up to here the column is known. */
    let shown = 0;
    if (this.#string !== undefined) {
      at = stringEnd(data, 0, this.#string.endsWithBell);
      if (at === -1) return [this.#withoutLastEscape(data)];
      this.#string = undefined;
      shown = at;
    }
    /** Colors before it are off again. */
    const lastReset = lineEnd > at ? data.lastIndexOf(colorReset) : -1;
    const told = Math.min(lastReset, lineEnd);
    // Most of what apps write is lines and colors: of those only the last ones count.
    if (told > at && !otherSequence.test(data.toString('latin1', at, told))) at = shown = told;
    for (at = data.indexOf(0x1b, at); at !== -1; at = data.indexOf(0x1b, at)) {
      const colorEnd = endOfColor(data, at);
      if (colorEnd !== -1) {
        if (at > lineEnd) this.#text(data, Math.max(shown, lineEnd), at);
        if (at >= lastReset) this.#color(data, at, colorEnd);
        shown = colorEnd;
        at = colorEnd;
        continue;
      }
      const end = sequenceEnd(data, at);
      if (end === -1) {
        if (isString(data, at) && data.length - at > mostHeld) {
          shown = data.length;
          this.#string = { endsWithBell: isOsc(data, at) };
          data = this.#withoutLastEscape(data);
        } else {
          this.#held = Buffer.from(data.subarray(at));
          data = data.subarray(0, at);
        }
        break;
      }
      const isInLine = at > lineEnd;
      if (isInLine) this.#text(data, Math.max(shown, lineEnd), at);
      shown = end;
      const wasWhole = !this.#modes.isErased && !this.#modes.isUnpinned;
      const other = this.#sequence(data.toString('latin1', at, end), isInLine);
      if (other !== undefined) {
        parts.push(data.subarray(from, at), Buffer.from(other, 'latin1'));
        from = end;
      }
      at = end;
      if (wasWhole && (this.#modes.isErased || this.#modes.isUnpinned)) {
        pieces.push(joined([...parts, data.subarray(from, at)]));
        parts = [];
        from = at;
      }
    }
    if (this.#held.length === 0 && this.#string === undefined) {
      const kept = data.length - unfinishedCharacter(data);
      this.#held = Buffer.from(data.subarray(kept));
      data = data.subarray(0, kept);
    }
    this.#text(data, Math.max(shown, lineEnd), data.length);
    return [...pieces, joined([...parts, data.subarray(from)])];
  }

  #text(data: Buffer, from: number, to: number): void {
    if (from < to) this.#column.text(data.toString('utf8', Math.max(from, 0), to));
  }

  #color(data: Buffer, at: number, end: number): void {
    const { rendition } = this.#modes;
    const isReset = end - at === 3 || (end - at === 4 && data[at + 2] === 0x30);
    if (isReset) rendition.reset();
    else rendition.apply(data.toString('latin1', at + 2, end - 1));
  }

  /** An escape at the end may be the first half of the string's end. */
  #withoutLastEscape(data: Buffer): Buffer {
    if (data.at(-1) !== 0x1b) return data;
    this.#held = Buffer.from(data.subarray(-1));
    return data.subarray(0, -1);
  }

  /** @returns what is written in its place; undefined for itself */
  #sequence(text: string, isInLine: boolean): string | undefined {
    const modes = this.#modes;
    const [, prefix = '', parameters = '', between = '', final] =
      // oxlint-disable-next-line no-control-regex
      /^\u001b\[([<=>?]?)([\d;:]*)([ -/]*)(.)$/s.exec(text) ?? [];
    if (final === undefined) return this.#short(text.slice(1));
    if (prefix === '?') {
      if (final === 'h' || final === 'l') this.#privateModes(parameters.split(';'), final === 'h');
      else if (final === 'J') modes.isErased = true;
      return undefined;
    }
    if (prefix !== '') return undefined;
    if (between === '!' && final === 'p') {
      modes.isUnpinned = true;
      modes.reset();
    }
    if (between !== '') return undefined;
    if (isInLine) this.#column.control(final, parameters);
    return this.#control(final, parameters);
  }

  #control(final: string, parameters: string): string | undefined {
    const modes = this.#modes;
    switch (final) {
      case 'J':
        modes.isErased = true;
        return undefined;
      case 'H':
      case 'f':
      case 'd':
        return this.#address(final, parameters);
      case 'r': {
        const [top = '', bottom = ''] = parameters.split(';');
        return `\u001b[${top};${Math.min(Number(bottom) || Infinity, this.#rows())}r`;
      }
      case 's':
        if (parameters === '') this.#saved();
        return undefined;
      case 'u':
        this.#restored();
        return undefined;
      case 't':
        modes.isErased = true;
        return undefined;
      default:
        return undefined;
    }
  }

  #address(final: string, parameters: string): string | undefined {
    const [row = '', ...rest] = parameters.split(';');
    const most = this.#rows();
    return Number(row) > most ? `\u001b[${[String(most), ...rest].join(';')}${final}` : undefined;
  }

  #short(text: string): undefined {
    const modes = this.#modes;
    if (text === 'D' || text === 'M') this.#column.inLine();
    if (text === 'E' || text === 'c' || text === '#8') this.#column.home();
    if (text === '7') this.#saved();
    else if (text === '8') this.#restored();
    else if (text === 'c' || text === '#8') {
      if (text === 'c') modes.reset();
      [modes.isErased, modes.isUnpinned] = [true, true];
    } else if (/^[()*+]/.test(text)) modes.hasCharsets = true;
  }

  #privateModes(numbers: readonly string[], isOn: boolean): void {
    const modes = this.#modes;
    for (const number of numbers) {
      if (number === '1049' || number === '1047' || number === '47') {
        modes.isAlternate = isOn;
        if (!isOn) [modes.isErased, modes.isUnpinned] = [true, true];
        if (number === '1049') modes.cursorHeld = isOn;
      } else if (number === '6') {
        modes.isOrigin = isOn;
      } else if (number === '3') {
        [modes.isErased, modes.isUnpinned] = [true, true];
      } else if (number === '1048') {
        if (isOn) this.#saved();
        else this.#restored();
      }
    }
  }

  #saved(): void {
    this.#column.save();
    this.#modes.cursorHeld = true;
    this.#modes.restored = 0;
  }

  /** Who asks twice relies on it. */
  #restored(): void {
    this.#column.restore();
    this.#modes.restored += 1;
    this.#modes.cursorHeld = this.#modes.restored > 1;
  }
}

/** SGR, by far the most frequent sequence: where it ends; -1 for another, or a part of one. */
function endOfColor(data: Buffer, at: number): number {
  if (data[at + 1] !== 0x5b) return -1;
  let index = at + 2;
  for (let byte = data[index]; byte !== undefined && byte >= 0x30 && byte <= 0x3b; byte = data[index]) index += 1;
  return data[index] === 0x6d ? index + 1 : -1;
}

function joined(parts: readonly Buffer[]): Buffer {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
}
