import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { tryKill } from '../support/gorl-rig.ts';
import { TerminalRig } from '../support/terminal-rig.ts';

/** Leaves the writing to a child, which says as fast as it can that it is there. */
const program = `package main

import (
	"os"
	"os/exec"
	"strconv"
)

func main() {
	if len(os.Args) > 1 {
		for {
			_, _ = os.Stdout.WriteString("here I am\\n")
		}
	}
	child := exec.Command(os.Args[0], "child")
	child.Stdout = os.Stdout
	if err := child.Start(); err != nil {
		panic(err)
	}
	pids := strconv.Itoa(os.Getpid()) + " " + strconv.Itoa(child.Process.Pid)
	_ = os.WriteFile("pids.txt", []byte(pids), 0o644)
	_ = child.Wait()
}
`;

const stateOf = (pid: number): string => {
  try {
    return /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'latin1'))?.[1] ?? '';
  } catch {
    return 'gone';
  }
};

/** The app's child waits in the middle of a write to a terminal that takes nothing. */
async function stuck(): Promise<{ rig: TerminalRig; leader: number; child: number }> {
  const files = {
    'go.mod': 'module example.com/stuck\n\ngo 1.19\n',
    'main.go': program,
    '.air.toml': '[build]\nexclude_file = ["pids.txt"]\n',
  };
  const rig = new TerminalRig({ files }).start();
  await rig.waitForEvent('process-ready');
  rig.stopReading();
  const [leader = 0, child = 0] = rig.read('pids.txt').split(' ').map(Number);
  let before = '';
  await rig.until('the stuck child', 60_000, () => {
    const written = /wchar: \d+/.exec(readFileSync(`/proc/${child}/io`, 'utf8'))?.[0] ?? '';
    const isStuck = written === before && stateOf(child) === 'S';
    before = written;
    return isStuck;
  });
  return { rig, leader, child };
}

test('an app ends while a child of it is stuck in a write to the terminal: that is ended all the same', async () => {
  const { rig, leader, child } = await stuck();
  await using _ = rig;
  tryKill(leader);
  await rig.waitForEvent('process-exited', () => true, 20_000);
  await rig.until('the end of the child', 20_000, () => /^(?:Z|gone)$/.test(stateOf(child)));
  rig.signal('SIGTERM');
  expect(await rig.waitForExit()).toBe(143);
});
