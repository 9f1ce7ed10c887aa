// What a terminal shows, row by row: xterm's own emulator, without a window.
import headless from '@xterm/headless';

const colorNames = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];

export class Screen {
  constructor(columns, rows) {
    this.columns = columns;
    this.terminal = new headless.Terminal({ cols: columns, rows, allowProposedApi: true, logLevel: 'off' });
  }

  /** What it makes of the text is there at once. */
  write(text) {
    const { _core: core } = this.terminal;
    core.writeSync(text);
  }

  /** Of each row: runs of one style, as [column, text, style], and the cursor. */
  snapshot() {
    const { active } = this.terminal.buffer;
    return Array.from({ length: this.terminal.rows }, (_, y) => {
      const runs = [];
      const line = active.getLine(active.baseY + y);
      for (let x = 0; x < this.columns; x += 1) {
        const cell = line?.getCell(x);
        const char = cell?.getChars() || ' ';
        const style = cell === undefined ? '' : styleOf(cell);
        const last = runs.at(-1);
        if (last !== undefined && last[2] === style) last[1] += char;
        else runs.push([x, char, style]);
      }
      const visible = runs
        .map(([x, text, style]) => [x + text.length - text.trimStart().length, text.trim(), style])
        .filter(([, text]) => text !== '');
      const cursor = y === active.cursorY ? Math.min(active.cursorX, this.columns - 1) : -1;
      return JSON.stringify({ runs: visible, cursor });
    });
  }
}

function styleOf(cell) {
  return [
    cell.isBold() ? 'bold' : '',
    cell.isDim() ? 'dim' : '',
    cell.isFgPalette() ? (colorNames[cell.getFgColor() % 8] ?? '') : '',
  ]
    .filter((name) => name !== '')
    .join(' ');
}
