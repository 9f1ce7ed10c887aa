import { expect, test } from 'vitest';
import { TerminalRig } from '../support/terminal-rig.ts';

/** Hides the cursor, takes the alternate screen, the mouse, pastes and line ends for itself, and puts nothing back. */
const rude = `package main

import (
	"os"
	"os/exec"
)

func main() {
	stty := exec.Command("stty", "-opost", "-echo")
	stty.Stdin = os.Stdout
	if err := stty.Run(); err != nil {
		panic(err)
	}
	_, _ = os.Stdout.WriteString("\\x1b[?25l\\x1b[?1049h\\x1b[?1003h\\x1b[?1006h\\x1b[?1004h\\x1b[?2004h<all mine>")
	r, _, _ := os.Pipe()
	_, _ = r.Read(make([]byte, 1))
}
`;

/** The private modes that are set after `text`; a terminal begins with a cursor and nothing else. */
function modes(text: string): string[] {
  const set = new Set(['25']);
  // oxlint-disable-next-line no-control-regex
  for (const [, numbers = '', how] of text.matchAll(/\u001b\[\?([\d;]+)([hl])/g))
    for (const number of numbers.split(';')) set[how === 'h' ? 'add' : 'delete'](number);
  return [...set].toSorted();
}

test('what an app leaves switched on in the terminal is put back at a restart and at the end', async () => {
  await using rig = new TerminalRig({
    files: { 'go.mod': 'module example.com/rude\n\ngo 1.19\n', 'main.go': rude },
  }).start();
  const starts = (): number => rig.screen.split('<all mine>').length - 1;
  await rig.until('the first start', 60_000, () => starts() === 1);
  await rig.waitForEvent('process-ready');
  expect(modes(rig.screen)).toEqual(['1003', '1004', '1006', '1049', '2004']);

  rig.press('r');
  await rig.until('the second start', 60_000, () => starts() === 2);
  await rig.waitForEvent('process-ready');
  const ended = rig.screen.lastIndexOf('\u001b[?25l');
  expect(modes(rig.screen.slice(0, ended))).toEqual(['25']);

  rig.press('q');
  expect(await rig.waitForExit()).toBe(0);
  await rig.waitForScreen('nothing is left running');
  expect(modes(rig.screen)).toEqual(['25']);
  // Line ends are those of a terminal again.
  await rig.waitForScreen(/nothing is left running.*\r\n/);
});

test('no such sequence goes where there is no terminal', async () => {
  await using rig = new TerminalRig({
    files: { 'go.mod': 'module example.com/quiet\n\ngo 1.19\n', 'main.go': 'package main\n\nfunc main() {}\n' },
    env: { TERM: 'dumb' },
  }).start(['--once']);
  expect(await rig.waitForExit()).toBe(0);
  expect(rig.screen).not.toContain('\u001b[?');
});
