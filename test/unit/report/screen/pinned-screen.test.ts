import { expect, test } from 'vitest';
import { createPinnedScreen, type PinnedScreen } from '../../../../src/report/screen/pinned-screen.ts';
import { EmulatedTerminal } from '../../../support/emulated-terminal.ts';
import { randomFrom, type Random } from '../../../support/random-damage.ts';

/** The same streams every time: what is found by others is as often the emulator's doing as gorl's. */
const firstSeed = Number(process.env['GORL_SEED'] ?? 1);
const streams = Number(process.env['GORL_STREAMS'] ?? 300);

interface Rig {
  readonly screen: PinnedScreen;
  setLine(text: string): void;
  /** The app has written nothing for a while. */
  beSilent(): void;
  /** All that was written since the last time, in its order. */
  taken(): Buffer;
}

function pinned(columns: number, rows: number): Rig {
  const written: Buffer[] = [];
  let line = 'ready';
  let silence: (() => void) | undefined;
  const screen = createPinnedScreen({
    write: (text) => void written.push(Buffer.from(text)),
    passOn: (bytes) => void written.push(Buffer.from(bytes)),
    rows: () => rows,
    columns: () => columns,
    line: (cells) => line.slice(0, cells),
    after(_ms, fire) {
      silence = fire;
      return () => (silence = undefined);
    },
  });
  return {
    screen,
    setLine(text) {
      line = text;
      screen.update();
    },
    beSilent: () => silence?.(),
    taken: () => Buffer.concat(written.splice(0)),
  };
}

function pick<T>(random: Random, from: readonly T[]): T {
  return from[random(from.length)] as T;
}

/** No emoji: terminals do not agree on how wide they are. */
const words = ['GET /users 200', 'x', 'größer', '漢字テスト', 'e\u0301', '\t', '→', 'a'.repeat(79), 'b'.repeat(81)];

/** What apps write: lines, bars, colors, movements, wide characters. */
function piece(random: Random, rows: number): string {
  const number = (most: number): number => 1 + random(most);
  return pick<() => string>(random, [
    () => `${pick(random, words)}\r\n`,
    () => `${pick(random, words)}\n`,
    () => pick(random, words),
    () => `\r${'#'.repeat(random(60))}`,
    () => `\u001b[${pick(random, ['0', '1', '31', '38;5;200', '48;2;1;2;3', '97;44', '39', '22', ''])}m`,
    () => `\u001b[${number(5)}${pick(random, ['A', 'B', 'C', 'D', 'E', 'F', 'G'])}`,
    () => `\u001b[${number(rows + 5)};${number(90)}H`,
    () => `\u001b[${number(rows + 5)}d`,
    // Not 1: in the last column of the last row xterm.js 6 fails at it.
    () => `\u001b[${pick(random, ['', '0', '2'])}J`,
    () => `\u001b[${pick(random, ['', '1', '2'])}K`,
    () => `\u001b[${number(3)}${pick(random, ['L', 'M', 'P', '@', 'X', 'S', 'T'])}`,
    () => `\u001b7${pick(random, words)}\u001b8`,
    () => '\u001bM',
    () => '\u001bD',
    () => '\u001bE',
    () => '\u001b[r',
    () => '\u001b]0;a title\u0007',
    () => '\u001b]8;;http://localhost:1\u001b\\link\u001b]8;;\u001b\\',
    () => '\b\b',
    () => `\u001b[?25${pick(random, ['h', 'l'])}`,
  ])();
}

interface Look {
  readonly lines: readonly string[];
  readonly cursor: unknown;
}

/** Rows that have scrolled away and are looked at, too. */
const scrolled = 30;

/** What shows above the line at the bottom, and what would show in a terminal of its own. */
function looks(pieces: readonly string[], seed: number): { above: Look; alone: Look; bottom: string } {
  const random = randomFrom(seed);
  const [columns, rows] = [pick(random, [20, 40, 80]), pick(random, [5, 10, 24])];
  const rig = pinned(columns, rows);
  const real = new EmulatedTerminal(columns, rows);
  const alone = new EmulatedTerminal(columns, rows - 1);
  rig.screen.take();
  for (const whole of pieces.map((each) => Buffer.from(each))) {
    const cuts = whole.length > 1000 ? 4096 : 40;
    for (let at = 0; at < whole.length;) {
      // Cut anywhere, also within characters and sequences.
      const end = at + 1 + random(cuts);
      rig.screen.app(whole.subarray(at, end), 1);
      if (random(3) === 0) rig.setLine(`state ${random(1000)}`);
      at = end;
    }
    if (random(4) === 0) rig.beSilent();
  }
  real.write(rig.taken());
  alone.write(pieces.join(''));
  const above = { lines: real.lines(rows + scrolled).slice(0, -1), cursor: real.cursor() };
  // Not between two lines, and with no cursor saved: then it has to be there.
  rig.screen.app(Buffer.from('\u001b8\r\n'), 1);
  rig.beSilent();
  real.write(rig.taken());
  return {
    above,
    alone: { lines: alone.lines(rows - 1 + scrolled), cursor: alone.cursor() },
    bottom: real.screen().at(-1) ?? '',
  };
}

function differ(pieces: readonly string[], seed: number): boolean {
  const { above, alone, bottom } = looks(pieces, seed);
  return JSON.stringify(above) !== JSON.stringify(alone) || !/^(ready|state \d+)$/.test(bottom);
}

/** The fewest pieces that still show it. */
function smallest(pieces: readonly string[], seed: number): readonly string[] {
  for (let at = 0; at < pieces.length; at += 1) {
    const fewer = pieces.toSpliced(at, 1);
    if (differ(fewer, seed)) return smallest(fewer, seed);
  }
  return pieces;
}

test(`above the line at the bottom is a terminal of one row less (seed ${firstSeed})`, { timeout: 900_000 }, () => {
  for (let at = 0; at < streams; at += 1) {
    const seed = firstSeed + at;
    const random = randomFrom(seed * 7919);
    const pieces = Array.from({ length: 1 + random(40) }, () => piece(random, 24));
    if (at % 100 === 99) pieces.push('long '.repeat(200_000));
    if (!differ(pieces, seed)) continue;
    const few = smallest(pieces, seed);
    const { above, alone, bottom } = looks(few, seed);
    expect(above, `GORL_SEED=${seed}: ${JSON.stringify(few).slice(0, 2000)}`).toEqual(alone);
    expect(bottom).toMatch(/^(ready|state \d+)$/);
  }
  expect(streams).toBeGreaterThan(0);
});
