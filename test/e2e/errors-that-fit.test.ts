import { expect, test } from 'vitest';
import { EmulatedTerminal } from '../support/emulated-terminal.ts';
import { TerminalRig } from '../support/terminal-rig.ts';

const broken = (name: string): string => {
  const calls = Array.from({ length: 100 }, (_, at) => `\tmissing${at}(1, 2)\n`).join('');
  return `package ${name}\n\nfunc All() {\n${calls}}\n`;
};
const files = {
  'go.mod': 'module example.com/many\n\ngo 1.19\n',
  'main.go':
    'package main\n\nimport (\n\t"example.com/many/a"\n\t"example.com/many/b"\n)\n\nfunc main() {\n\ta.All()\n\tb.All()\n}\n',
  'a/a.go': broken('a'),
  'b/b.go': broken('b'),
};

function screenOf(rig: TerminalRig, columns: number, rows: number): string[] {
  const terminal = new EmulatedTerminal(columns, rows);
  terminal.write(rig.written);
  return terminal.screen();
}

test('of 200 errors the first is whole, the last row is gorl’s, A shows all, e the next', async () => {
  await using rig = new TerminalRig({ files });
  rig.start();
  await rig.waitForEvent('build-failed');
  const until = (what: RegExp): Promise<void> =>
    rig.until(String(what), 60_000, () => what.test(screenOf(rig, 100, 30).join('\n')));
  await until(/20\+ errors · [ab]\/[ab]\.go:4 · e next/);
  const [heading = '', gap, first, , frame, ...rest] = screenOf(rig, 100, 30);
  expect(heading).toMatch(/ failed +20\+ errors in /);
  expect(gap).toBe('');
  expect(first).toMatch(/^[ab]\/[ab]\.go:4:2: undefined: missing0$/);
  expect(frame).toContain('missing0(1, 2)');
  expect(rest.join('\n')).toMatch(/… and \d+ more · e shows the next · A shows all/);
  expect(rest.at(-1)).toContain('20+ errors');

  rig.press('A');
  const all = await rig.waitForEvent('build-failed');
  expect(all.diagnostics).toHaveLength(200);
  await until(/✗ 200 errors · [ab]\/[ab]\.go:4/);
  expect(screenOf(rig, 100, 30)[2]).toBe(first);
  rig.press('e');
  await until(/problems \d+ to \d+ of 200/);
  const next = screenOf(rig, 100, 30);
  expect(next[0]).not.toContain('missing0');
  expect(next.at(-1)).toContain('200 errors');

  rig.write('a/a.go', 'package a\n\nfunc All() {}\n');
  rig.write('b/b.go', 'package b\n\nfunc All() {}\n');
  await rig.waitForEvent('build-succeeded');
  rig.press('A');
  await rig.waitForScreen('there are no errors to show');
});
