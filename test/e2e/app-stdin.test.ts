import { expect, test } from 'vitest';
import { GorlRig } from '../support/gorl-rig.ts';

/** Answers each line with its version, and says when there are no more. */
const answering = (version: string): string => `package main

import (
	"bufio"
	"fmt"
	"os"
)

func main() {
	fmt.Println("${version} up")
	lines := bufio.NewReaderSize(os.Stdin, 16)
	for {
		line, err := lines.ReadString('\\n')
		if err != nil {
			fmt.Println("${version} end")
			return
		}
		fmt.Print("${version} got ", line)
	}
}
`;

const module = 'module example.com/lines\n\ngo 1.19\n';
const rig = (stdin: 'pipe' | 'ignore' = 'pipe'): GorlRig =>
  new GorlRig({ files: { 'go.mod': module, 'main.go': answering('v1') }, stdin });

test('what is piped into gorl --once goes to the app, whole', async () => {
  await using gorl = rig().start(['--once']);
  gorl.say(`a\n${'b'.repeat(200_000)}\nc\n`, true);
  expect(await gorl.waitForExit()).toBe(0);
  expect(gorl.stdout.split('\n').map((line) => line.slice(0, 12))).toEqual([
    'v1 up',
    'v1 got a',
    'v1 got bbbbb',
    'v1 got c',
    'v1 end',
    '',
  ]);
});

test('a pipe that does not end disturbs nothing, and a later run gets what comes later', async () => {
  await using gorl = rig().start();
  await gorl.until('the first run', 60_000, () => gorl.stdout.includes('v1 up'));
  gorl.say('first\n');
  await gorl.until('its answer', 60_000, () => gorl.stdout.includes('v1 got first'));
  await gorl.waitForEvent('watch-started');
  gorl.write('main.go', answering('v2'));
  await gorl.until('the second run', 60_000, () => gorl.stdout.includes('v2 up'));
  gorl.say('second\n');
  await gorl.until('its answer', 60_000, () => gorl.stdout.includes('v2 got second'));
  gorl.signal('SIGTERM');
  await gorl.waitForExit();
  expect(gorl.stdout).not.toContain('end');
});

test('one that has ended is at its end for every run', async () => {
  await using gorl = rig().start();
  gorl.say('only\n', true);
  await gorl.until('the first run', 60_000, () => gorl.stdout.includes('v1 end'));
  await gorl.waitForEvent('watch-started');
  gorl.write('main.go', answering('v2'));
  await gorl.until('the second run', 60_000, () => gorl.stdout.includes('v2 end'));
  expect(gorl.stdout).toContain('v1 got only');
  expect(gorl.stdout).not.toContain('v2 got');
});
