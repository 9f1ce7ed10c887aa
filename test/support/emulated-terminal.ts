import headless from '@xterm/headless';

/** A terminal without a window: what it would show. Line ends are the system's, or of whoever writes. */
export class EmulatedTerminal {
  readonly #terminal: headless.Terminal;

  constructor(columns: number, rows: number) {
    this.#terminal = new headless.Terminal({
      cols: columns,
      rows,
      scrollback: 1000,
      allowProposedApi: true,
      logLevel: 'off',
    });
  }

  /** By xterm's own way for tests: what it makes of it is there at once, and what goes wrong in it is thrown. */
  write(data: string | Uint8Array): void {
    const { _core: core } = this.#terminal as unknown as { _core: { writeSync(data: string | Uint8Array): void } };
    core.writeSync(data);
  }

  resize(columns: number, rows: number): void {
    this.#terminal.resize(columns, rows);
  }

  /** The last so many rows, those that have scrolled away included: text, and the colors of each cell. */
  lines(most: number): string[] {
    const { length } = this.#terminal.buffer.active;
    const from = Math.max(0, length - most);
    return Array.from({ length: length - from }, (_, at) => this.#line(from + at));
  }

  /** The rows that show, without colors. */
  screen(): string[] {
    const { active } = this.#terminal.buffer;
    return Array.from(
      { length: this.#terminal.rows },
      (_, row) => active.getLine(active.baseY + row)?.translateToString(true) ?? '',
    );
  }

  /** How many rows do not show any more. */
  scrolledAway(): number {
    return this.#terminal.buffer.active.baseY;
  }

  /** Where the next character goes, from 0. */
  cursor(): { readonly row: number; readonly column: number } {
    const { active } = this.#terminal.buffer;
    return { row: active.cursorY, column: active.cursorX };
  }

  isAlternate(): boolean {
    return this.#terminal.buffer.active.type === 'alternate';
  }

  #line(at: number): string {
    const line = this.#terminal.buffer.active.getLine(at);
    if (line === undefined) return '';
    const cells: string[] = [];
    for (let column = 0; column < line.length; column += 1) {
      const cell = line.getCell(column);
      if (cell === undefined) continue;
      const look = [cell.getFgColorMode(), cell.getFgColor(), cell.getBgColorMode(), cell.getBgColor(), cell.isBold()];
      cells.push(`${cell.getChars()}<${look.join(',')}>`);
    }
    const blank = /^<0,-1,0,-1,0>$|^<0,0,0,0,0>$/;
    while (cells.length > 0 && blank.test(cells.at(-1) ?? '')) cells.pop();
    return cells.join('');
  }
}
