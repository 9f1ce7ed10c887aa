import { expect, test } from 'vitest';
import { createPinnedScreen } from '../../../../src/report/screen/pinned-screen.ts';
import { EmulatedTerminal } from '../../../support/emulated-terminal.ts';

/** gorl, an app, and the terminal that both write to. */
function stage(columns = 40, rows = 10) {
  const terminal = new EmulatedTerminal(columns, rows);
  const size = { columns, rows };
  let line = 'ready';
  let later: (() => void) | undefined;
  const written: string[] = [];
  const write = (text: string | Uint8Array): void => {
    written.push(Buffer.from(text).toString('latin1'));
    terminal.write(text);
  };
  const screen = createPinnedScreen({
    write,
    passOn: write,
    rows: () => size.rows,
    columns: () => size.columns,
    line: (cells) => line.slice(0, cells),
    after(_ms, fire) {
      later = fire;
      return () => (later = undefined);
    },
  });
  return {
    screen,
    terminal,
    written,
    app: (text: string, source = 1) => screen.app(Buffer.from(text), source),
    setLine(text: string) {
      line = text;
      screen.update();
    },
    pass: () => later?.(),
    resize(columnsNow: number, rowsNow: number) {
      [size.columns, size.rows] = [columnsNow, rowsNow];
      terminal.resize(columnsNow, rowsNow);
      screen.resized();
    },
    /** The rows that show something. */
    shown: () => terminal.screen().filter((row) => row !== ''),
  };
}

const enter = '\u001b[?1049h\u001b[2J\u001b[H';
const leave = '\u001b[?1049l';

test('on the other screen gorl writes nothing; what it had to say comes after', () => {
  const { screen, terminal, app, setLine, written, shown } = stage();
  screen.take();
  app('before\r\n');
  app(`${enter}full screen`);
  const drawn = written.length;
  setLine('building');
  screen.own('gorl: something\r\n');
  expect(written.slice(drawn)).toEqual([]);
  expect(terminal.isAlternate()).toBe(true);
  expect(shown()).toEqual(['full screen']);
  app(leave);
  expect(shown()).toEqual(['before', 'gorl: something', 'building']);
});

test('an app that ends on it, with colors and the mouse on, leaves none of it', () => {
  const { screen, terminal, app, shown, written } = stage();
  screen.take();
  app(`before\r\n${enter}\u001b[?1003h\u001b[31mfull screen`);
  screen.ended();
  screen.own('after\r\n');
  expect([terminal.isAlternate(), shown()]).toEqual([false, ['before', 'after', 'ready']]);
  expect(written.join('')).toContain('\u001b[?1003l');
  expect(terminal.lines(10).join('\n')).not.toContain('16777216,1');
});

test('gorl’s words have gorl’s colors, and the app goes on in its own', () => {
  const { screen, terminal, app } = stage();
  screen.take();
  app('\u001b[31mred\r\n');
  screen.own('plain\r\n');
  app('red again');
  const [first = '', second = '', third = ''] = terminal.lines(10);
  expect([first.includes('<16777216,1'), second.includes('<16777216,1'), third.includes('<16777216,1')]).toEqual([
    true,
    false,
    true,
  ]);
});

test('an app that resets the terminal, its margins, or the screen does not lose it for long', () => {
  for (const text of ['\u001bc', '\u001b[!p', '\u001b[r', '\u001b[2J', '\u001b#8', '\u001b[?3l', '\u001b[2;5r']) {
    const { screen, terminal, app } = stage();
    screen.take();
    app(`${text}\u001b[H${'line\r\n'.repeat(30)}`);
    expect([text, terminal.screen().at(-1)]).toEqual([text, 'ready']);
  }
});

test('a cursor that the app has saved is the app’s; one that it forgot is not waited for', () => {
  const { screen, terminal, app, setLine, pass } = stage();
  screen.take();
  app('saved\u001b7 here\r\n');
  setLine('building');
  expect(terminal.screen().at(-1)).toBe('ready');
  app('more\u001b8!');
  expect(terminal.screen()[0]).toBe('saved!here');
  app('\r\n');
  setLine('building on');
  expect(terminal.screen().at(-1)).toBe('building on');
  app('\u001b7');
  setLine('done');
  // The app is silent, and then for so long that nobody can wait.
  pass();
  expect(terminal.screen().at(-1)).toBe('building on');
  pass();
  expect(terminal.screen().at(-1)).toBe('done');
});

test('in the middle of a line it is drawn when the app is silent, and where a line ends', () => {
  const { screen, terminal, app, setLine, pass } = stage();
  screen.take();
  app('half a');
  setLine('building');
  expect(terminal.screen().at(-1)).toBe('ready');
  app(' line\r\nand anoth');
  expect(terminal.screen().at(-1)).toBe('building');
  setLine('done');
  pass();
  expect(terminal.screen().at(-1)).toBe('done');
  app('er');
  expect(terminal.screen().slice(0, 2)).toEqual(['half a line', 'and another']);
});

test.each([
  [40, 20],
  [40, 6],
  [20, 10],
  [80, 24],
])('after a resize to %i × %i there is one line at the bottom', (columns, rows) => {
  const { screen, terminal, app, resize } = stage();
  screen.take();
  app('line\r\n'.repeat(12));
  resize(columns, rows);
  app('after\r\n');
  expect(terminal.screen().at(-1)).toBe('ready');
  expect(terminal.screen().filter((row) => row === 'ready')).toHaveLength(1);
  expect(screen.appRows()).toBe(rows - 1);
});

test('given back, the last row is empty, and lines scroll through it', () => {
  const { screen, terminal, app } = stage();
  screen.take();
  app('line\r\n'.repeat(12));
  screen.release();
  expect(terminal.screen().at(-1)).toBe('');
  expect(screen.appRows()).toBe(10);
  app('line\r\n'.repeat(3));
  expect(terminal.screen().at(-2)).toBe('line');
  screen.take();
  expect(terminal.screen().at(-1)).toBe('ready');
});

test('a terminal of three rows has none to give away', () => {
  const { screen, terminal, app, resize } = stage(40, 3);
  screen.take();
  app('only\r\n');
  expect([screen.appRows(), terminal.screen()]).toEqual([3, ['only', '', '']]);
  resize(40, 8);
  expect([screen.appRows(), terminal.screen().at(-1)]).toEqual([7, 'ready']);
});

test('a title, an image, or a link that comes in pieces is never cut by gorl', () => {
  const { screen, app, setLine, written } = stage();
  screen.take();
  app(`\u001bP${'q'.repeat(5000)}`);
  setLine('building');
  screen.own('gorl\r\n');
  app('rest\u001b');
  app('\\');
  const text = written.join('');
  expect(text).toContain(`${'q'.repeat(5000)}rest\u001b\\`);
  expect(text.indexOf('gorl\r\n')).toBeGreaterThan(text.indexOf('rest\u001b\\'));
});
