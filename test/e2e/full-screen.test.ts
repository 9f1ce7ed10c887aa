import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EmulatedTerminal } from '../support/emulated-terminal.ts';
import { projectRoot, tryKill } from '../support/gorl-rig.ts';
import { TerminalRig } from '../support/terminal-rig.ts';
import { findTool } from './tools.ts';

const controlBracket = '\u001d';

/** A rig, and what its terminal shows. */
function seen(rig: TerminalRig) {
  const terminal = new EmulatedTerminal(100, 30);
  let at = 0;
  const rows = (): string[] => {
    terminal.write(rig.written.slice(at));
    at = rig.written.length;
    return terminal.screen();
  };
  return {
    rows,
    shows: (text: string) => rig.until(`"${text}" on the screen`, 60_000, () => rows().join('\n').includes(text)),
    isFullScreen: () => (rows(), terminal.isAlternate()),
  };
}

/** In a shell that says when gorl has ended, and whether the terminal is what it was. */
const inShell = (args: string): string =>
  [
    'stty -g > before',
    `sh -c "echo \\$\\$ > pid; exec $GORL ${args}"`,
    'while [ "$(stty -g)" != "$(cat before)" ]; do sleep 0.05; done',
    'echo SAME AS BEFORE',
    'read -r line',
  ].join('; ');

describe('a program of bubbletea', () => {
  const cwd = join(projectRoot, 'examples/bubbletea');
  let missing: string | undefined;
  try {
    for (const args of [
      ['mod', 'download'],
      ['build', '-o', '/dev/null', '.'],
    ])
      execFileSync('go', args, { cwd, stdio: ['ignore', 'ignore', 'pipe'], timeout: 120_000 });
  } catch (error) {
    missing = String(error).split('\n', 2).join(' ');
  }

  test('has the whole terminal but one row, its keys, and a new version at every save', async ({ skip }) => {
    if (missing !== undefined) return skip(`the example does not build here: ${missing}`);
    await using rig = new TerminalRig({ from: 'examples/bubbletea' });
    rig.startShell(inShell('--stdin'));
    const { rows, shows, isFullScreen } = seen(rig);
    await shows('100 columns, 29 rows');
    rig.press('\u001b[B\u001b[B');
    await shows('> a terminal program');
    expect([isFullScreen(), rows().at(-1)]).toEqual([true, '']);
    await rig.waitForEvent('watch-started');
    rig.write('main.go', rig.read('main.go').replace('What shall we build?', 'What now?'));
    await shows('What now?');
    // What gorl had to say waits until there is a place for it.
    expect(rows().join('\n')).not.toContain('change');
    rig.press('\u001b');
    await shows('exited');
    expect([isFullScreen(), rows().join('\n').includes('change    main.go')]).toEqual([false, true]);
    rig.press(`${controlBracket}q`);
    await shows('SAME AS BEFORE');
  });

  test('leaves a terminal as it was when gorl is killed', async ({ skip }) => {
    if (missing !== undefined) return skip(`the example does not build here: ${missing}`);
    await using rig = new TerminalRig({ from: 'examples/bubbletea' });
    rig.startShell(inShell('--stdin'));
    const { shows, isFullScreen } = seen(rig);
    await shows('What shall we build?');
    tryKill(Number(rig.read('pid')), 'SIGKILL');
    await shows('SAME AS BEFORE');
    await rig.until('the main screen', 60_000, () => !isFullScreen());
    expect(rig.read('before')).toMatch(/:/);
  });
});

test('a pager pages: less, as the app', async ({ skip }) => {
  if (findTool('less') === undefined) return skip('less is not installed');
  const lines = Array.from({ length: 200 }, (_, at) => `line ${at}`).join('\n');
  await using rig = new TerminalRig({
    files: {
      'text.txt': `${lines}\n`,
      '.air.toml': '[build]\ncmd = "true"\nfull_bin = "less text.txt"\ninclude_ext = ["txt"]\n',
    },
  });
  rig.startShell(inShell(''));
  const { isFullScreen, shows } = seen(rig);
  await shows('line 27');
  expect(isFullScreen()).toBe(true);
  rig.press('i ');
  await shows('line 55');
  rig.press(`G`);
  await shows('line 199');
  rig.press(`${controlBracket}q`);
  await shows('SAME AS BEFORE');
});

/** Its terminal makes nothing of a line feed but one row down. */
const rawProgram = `package main

import (
	"fmt"
	"os"
	"os/exec"
	"time"
)

func main() {
	raw := exec.Command("stty", "raw")
	raw.Stdin = os.Stdin
	if err := raw.Run(); err != nil {
		panic(err)
	}
	fmt.Print("over\\nunder")
	time.Sleep(time.Hour)
}
`;

test('a line feed of a program in raw mode goes down, and not to the left', async () => {
  await using rig = new TerminalRig({
    files: { 'go.mod': 'module example.com/down\n\ngo 1.19\n', 'main.go': rawProgram },
  });
  rig.startShell(inShell(''));
  const { rows, shows } = seen(rig);
  await shows('    under');
  rig.press('h');
  await shows('stop the app and quit');
  // gorl's own lines begin at the left.
  expect(rows().filter((row) => row.includes('build again'))).toEqual([expect.stringMatching(/^ {2}b /)]);
  rig.press('q');
  await shows('SAME AS BEFORE');
});
