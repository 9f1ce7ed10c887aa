// What a terminal shows, row by row: as much of one as gorl, bash and curl need.

const blank = Object.freeze({ char: ' ', style: '' });

const colorNames = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];

/** What a terminal of that size shows: the sequences that gorl, bash and curl write; others have no effect. */
export class Screen {
  constructor(columns, rows) {
    this.columns = columns;
    this.rows = Array.from({ length: rows }, () => this.blankRow());
    this.x = 0;
    this.y = 0;
    this.style = new Set();
    this.rest = '';
  }

  write(text) {
    // oxlint-disable-next-line no-control-regex
    const token = /\x1b\[([0-9;?>]*)([@-~])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[()][A-Z0-9]|\x1b[^[\]()]|\x1b|[^]/gu;
    const all = this.rest + text;
    // A sequence that has not arrived completely waits for its end.
    // oxlint-disable-next-line no-control-regex
    this.rest = /\x1b(?:\[[0-9;?>]*|\][^\x07\x1b]*)?$/.exec(all)?.[0] ?? '';
    for (const [whole, parameters, final] of all.slice(0, all.length - this.rest.length).matchAll(token)) {
      if (final !== undefined) this.control(parameters, final);
      else if (!whole.startsWith('\x1b')) this.print(whole);
    }
  }

  print(char) {
    if (char === '\r') this.x = 0;
    else if (char === '\n') this.lineFeed();
    else if (char === '\b') this.x = Math.max(0, this.x - 1);
    else if (char === '\t') this.x = Math.min(this.columns - 1, (Math.floor(this.x / 8) + 1) * 8);
    else if (char >= ' ') {
      if (this.x === this.columns) {
        this.x = 0;
        this.lineFeed();
      }
      this.rows[this.y][this.x] = { char, style: [...this.style].join(' ') };
      this.x += 1;
    }
  }

  blankRow() {
    return Array.from({ length: this.columns }, () => blank);
  }

  lineFeed() {
    if (this.y < this.rows.length - 1) this.y += 1;
    else {
      this.rows.shift();
      this.rows.push(this.blankRow());
    }
  }

  control(parameters, final) {
    const [first = 0, second = 0] = parameters.split(';').map(Number);
    const move = Math.max(1, first);
    if (final === 'm') this.paint(parameters);
    else if (final === 'K') this.erase(this.y, first === 0 ? this.x : 0, first === 1 ? this.x + 1 : this.columns);
    else if (final === 'J') {
      if (first === 0) this.erase(this.y, this.x, this.columns);
      for (let y = first === 0 ? this.y + 1 : 0; y < this.rows.length; y++) this.erase(y, 0, this.columns);
    } else if (final === 'H') {
      this.y = Math.max(0, first - 1);
      this.x = Math.max(0, second - 1);
    } else if (final === 'A') this.y = Math.max(0, this.y - move);
    else if (final === 'B') this.y = Math.min(this.rows.length - 1, this.y + move);
    else if (final === 'C') this.x = Math.min(this.columns - 1, this.x + move);
    else if (final === 'D') this.x = Math.max(0, this.x - move);
    else if (final === 'G') this.x = move - 1;
  }

  erase(y, from, to) {
    this.rows[y] = this.rows[y].map((cell, x) => (x >= from && x < to ? blank : cell));
  }

  paint(parameters) {
    const drop = (...names) => names.forEach((name) => this.style.delete(name));
    for (const code of parameters.split(';').map(Number)) {
      if (code === 0) this.style.clear();
      else if (code === 1) this.style.add('bold');
      else if (code === 2) this.style.add('dim');
      else if (code === 22) drop('bold', 'dim');
      else if ((code >= 30 && code <= 37) || code === 39 || (code >= 90 && code <= 97)) {
        drop(...colorNames);
        if (code !== 39) this.style.add(colorNames[code % 10]);
      }
    }
  }

  /** Of each row: runs of one style, as [column, text, style], and the cursor. */
  snapshot() {
    return this.rows.map((cells, y) => {
      const runs = [];
      cells.forEach(({ char, style }, x) => {
        const last = runs.at(-1);
        if (last !== undefined && last[2] === style) last[1] += char;
        else runs.push([x, char, style]);
      });
      const visible = runs
        .map(([x, text, style]) => [x + text.length - text.trimStart().length, text.trim(), style])
        .filter(([, text]) => text !== '');
      return JSON.stringify({ runs: visible, cursor: y === this.y ? Math.min(this.x, this.columns - 1) : -1 });
    });
  }
}
