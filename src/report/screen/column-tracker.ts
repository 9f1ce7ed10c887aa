import { characterWidth } from '../terminal/display-width.ts';

/** What most lines are made of: every character takes a cell. */
const plain = /^[ -~]*$/;

/** Where so many cells more end, wrapped where the line does. */
function endOf(column: number, cells: number, columns: number): number {
  const end = column + cells;
  return end <= columns ? end : ((end - 1) % columns) + 1;
}

/**
 * In which column an app's cursor is, from 0. It is exact as long as the terminal counts cells as gorl does, which no two
 * do for emoji. One question needs it: whether the last column was just written. The cursor waits there, half in the next
 * line, and some terminals (xterm.js) do not bring it back there when it is saved and restored.
 */
export class ColumnTracker {
  #columns = 80;
  #column = 0;
  #saved = 0;

  /** How wide the terminal is now. */
  set columns(columns: number) {
    this.#columns = columns;
  }

  /** The next character goes to the next line, and the cursor is not there yet. */
  isBetweenLines(): boolean {
    return this.#column >= this.#columns;
  }

  /** Text without control sequences. */
  text(text: string): void {
    // What stands before it says nothing.
    const from = text.lastIndexOf('\r');
    if (from >= 0) this.#column = 0;
    const last = text.slice(from + 1);
    if (plain.test(last)) return void (this.#column = endOf(this.#column, last.length, this.#columns));
    for (const character of last) this.#character(character);
  }

  #character(character: string): void {
    const most = this.#columns;
    if (character >= ' ') {
      const width = character === '\u007f' ? 0 : characterWidth(character);
      if (width > 0) this.#column = this.#column + width > most ? width : this.#column + width;
    } else if (character === '\n') {
      this.inLine();
    } else if (character === '\b') {
      this.#column = Math.max(0, Math.min(this.#column, most - 1) - 1);
    } else if (character === '\t') {
      if (this.#column < most) this.#column = Math.min(most - 1, this.#column - (this.#column % 8) + 8);
    }
  }

  /** CSI without a prefix. */
  control(final: string, parameters: string): void {
    const most = this.#columns - 1;
    const [first = '', second = ''] = parameters.split(';');
    const count = Number(first) || 1;
    const to = (column: number): number => (this.#column = Math.max(0, Math.min(column, most)));
    switch (final) {
      case 'C':
        return void to(Math.min(this.#column, most) + count);
      case 'D':
        return void to(Math.min(this.#column, most) - count);
      case 'G':
      case '`':
        return void to(count - 1);
      case 'H':
      case 'f':
        return void to((Number(second) || 1) - 1);
      case 'E':
      case 'F':
      case 'L':
      case 'M':
      case 'r':
        return void to(0);
      case 'A':
      case 'B':
      case 'd':
      case 'P':
      case '@':
      case 'X':
        return this.inLine();
      default:
        return undefined;
    }
  }

  save(): void {
    this.#saved = this.#column;
  }

  /** As those terminals do it for which it matters. */
  restore(): void {
    this.#column = Math.min(this.#saved, this.#columns - 1);
  }

  /** It goes up or down: it is in one line again. */
  inLine(): void {
    this.#column = Math.min(this.#column, this.#columns - 1);
  }

  home(): void {
    this.#column = 0;
  }
}
