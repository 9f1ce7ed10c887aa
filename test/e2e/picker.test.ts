import { describe, expect, test } from 'vitest';
import { stripVTControlCharacters } from 'node:util';
import { talkingApp } from '../support/talking-app.ts';
import { TerminalRig } from '../support/terminal-rig.ts';
import { gorlBin, tryKill } from '../support/gorl-rig.ts';

const names = ['scraper', 'server', ...Array.from({ length: 30 }, (_, at) => `svc${at + 10}`)];

function manyMains(): Record<string, string> {
  const files = Object.assign({}, ...names.map((name) => talkingApp(`cmd/${name}`))) as Record<string, string>;
  return { ...files, ...talkingApp('tools/docs') };
}

const plain = (rig: TerminalRig): string => stripVTControlCharacters(rig.screen).replaceAll('\r', '');

/** Events are read from a file, which may be faster than the terminal. */
async function saysHowToDoWithout(rig: TerminalRig, target: string): Promise<void> {
  await rig.until('how to do without', 60_000, () => plain(rig).includes(`next time: gorl run ${target}\n`));
}

/** Gorl in a shell that tells afterward in which mode the terminal is, and how gorl ended. */
function inShell(rig: TerminalRig, before = ''): TerminalRig {
  return rig.startShell(
    `${before} stty -g > before; sh -c 'echo $$ > pid; exec $GORL'; echo $? > code; stty -g > after; echo ended`,
  );
}

async function pidOf(rig: TerminalRig): Promise<number> {
  await rig.waitForScreen('Which main package?');
  return Number(rig.read('pid'));
}

async function expectEnd(rig: TerminalRig, code: number): Promise<void> {
  await rig.waitForExit();
  expect(rig.read('after')).toBe(rig.read('before'));
  expect(Number(rig.read('code'))).toBe(code);
}

describe('which main package, at a terminal', () => {
  test('the best guess is first; typing filters, arrows move, and gorl says how to do without', async () => {
    await using rig = new TerminalRig({ files: manyMains() });
    rig.start();
    await rig.waitForScreen('Which main package? (33;');
    expect(plain(rig)).toMatch(/^> {2}1 {2}\.\/cmd\/server$/m);
    // 30 rows: neither the scraper nor the tool, which come last, are among the first 26.
    expect(plain(rig)).not.toMatch(/scraper|docs/);
    rig.press('svc2');
    await rig.waitForScreen('10 of 33');
    rig.press('\u001b[B\u001b[B');
    await rig.until('the third', 60_000, () => />\s+\d+ {2}\.\/cmd\/svc22$/m.test(plain(rig)));
    rig.resize(40, 10);
    const before = rig.screen.length;
    await rig.until('the list at 40 × 10', 60_000, () =>
      stripVTControlCharacters(rig.screen.slice(before)).includes('filter: svc2'),
    );
    const lines = stripVTControlCharacters(rig.screen.slice(before)).replaceAll('\r', '').split('\n');
    expect(lines.filter((line) => line.includes('./cmd/'))).toHaveLength(6);
    rig.press('\r');
    expect((await rig.waitForEvent('session-started')).target).toBe('./cmd/svc22');
    await saysHowToDoWithout(rig, './cmd/svc22');
    await rig.waitForEvent('process-started');
    // The keyboard belongs to gorl again.
    rig.press('q');
    expect(await rig.waitForExit()).toBe(0);
  });

  test('Tab marks several: each is a service', async () => {
    await using rig = new TerminalRig({ files: manyMains() });
    rig.start();
    await rig.waitForScreen('Which main package? (33;');
    rig.press('svc20');
    await rig.waitForScreen('1 of 33');
    rig.press('\t\u0015svc10');
    await rig.until('another filter', 60_000, () => plain(rig).endsWith('filter: svc10'));
    rig.press('\t\r');
    const { services } = await rig.waitForEvent('session-started');
    expect(services?.map(({ name }) => name)).toEqual(['svc10', 'svc20']);
    await saysHowToDoWithout(rig, './... --only svc10,svc20');
    await rig.waitForEvent(
      'process-started',
      () => rig.events.filter(({ type }) => type === 'process-started').length > 1,
    );
    rig.press('q');
    expect(await rig.waitForExit()).toBe(0);
  });

  test.each([
    ['Esc', '\u001b'],
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('%s quits with 130, and the terminal is as it was', async (_, key) => {
    await using rig = new TerminalRig({ files: manyMains() });
    // The shell outlives the Ctrl-C that reaches the whole job.
    inShell(rig, "trap 'true' INT;");
    await pidOf(rig);
    rig.press(key);
    await expectEnd(rig, 130);
  });

  test.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGINT', 130],
  ] as const)('%s ends it with the terminal as it was', async (signal, code) => {
    await using rig = new TerminalRig({ files: manyMains() });
    inShell(rig);
    tryKill(await pidOf(rig), signal);
    await expectEnd(rig, code);
  });

  test('a terminal that is closed leaves nothing', async () => {
    await using rig = new TerminalRig({ files: manyMains() });
    rig.start();
    await rig.waitForScreen('Which main package?');
    rig.hangUp();
    await rig.until('nothing alive', 60_000, () => rig.survivors().length === 0);
  });

  test('a dumb terminal: a number', async () => {
    await using rig = new TerminalRig({ files: manyMains(), env: { TERM: 'dumb' } });
    rig.start();
    await rig.waitForScreen('Which main package? (1–33, or several)');
    expect(plain(rig)).toMatch(/^ {3}1 {2}\.\/cmd\/server$/m);
    rig.press('1\r');
    expect((await rig.waitForEvent('session-started')).target).toBe('./cmd/server');
    await saysHowToDoWithout(rig, './cmd/server');
    rig.press('q');
    expect(await rig.waitForExit()).toBe(0);
  });

  test('gorl init asks the same way, and writes the answer', async () => {
    await using rig = new TerminalRig({ files: manyMains() });
    rig.startShell(`${process.execPath} ${gorlBin()} init`);
    await rig.waitForScreen('Which main package?');
    rig.press('scr\r');
    expect(await rig.waitForExit()).toBe(0);
    expect(rig.read('.air.toml')).toContain('./tmp/main ./cmd/scraper');
    expect(plain(rig)).not.toContain('next time');
  });
});
