import { writeSync } from 'node:fs';
import { expect, test } from 'vitest';
import { GorlRig, type GorlEvent } from '../support/gorl-rig.ts';
import { namedPipe } from '../support/named-pipe.ts';

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
const rig = (stdin: 'pipe' | 'ignore' | number = 'pipe', main = answering('v1'), more = {}): GorlRig =>
  new GorlRig({ files: { 'go.mod': module, 'main.go': main, ...more }, stdin });

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

/** So that the same build ends several times. */
const rerun = { '.air.toml': '[build]\nrerun = true\nrerun_delay = 200\n' };

/** Ends after its first line, or without reading any. */
const brief = (reads: boolean): string => `package main

import "fmt"

func main() {
	var line string
	${reads ? 'fmt.Scanln(&line)' : ''}
	fmt.Println("done", line)
}
`;

const isStdinHint = (event: GorlEvent): boolean =>
  event.type === 'notice' && event.message.startsWith('the app reads stdin, which is at its end: it ended ');

/** After which ends of the app it was said that there is nothing to read, counted from 1. */
const toldAfter = ({ events }: GorlRig): readonly number[] =>
  events.flatMap((event, at) =>
    isStdinHint(event) ? [events.slice(0, at).filter(({ type }) => type === 'process-exited').length] : [],
  );

/** The app has ended so often, and what is saved now is noticed. */
const ends = (gorl: GorlRig, count: number): Promise<void> =>
  gorl.until(`end ${count} of the app`, 60_000, () => {
    const types = gorl.events.map(({ type }) => type);
    return types.filter((type) => type === 'process-exited').length >= count && types.includes('watch-started');
  });

test('that an app ended because stdin had is told once', async () => {
  using pipe = namedPipe();
  await using gorl = rig(pipe.reader, answering('v1'), rerun);
  writeSync(pipe.writer, 'only\n');
  pipe.end();
  gorl.start();
  const told = await gorl.waitForMatch('the hint', isStdinHint);
  expect(told).toMatchObject({ level: 'info', hint: expect.stringContaining('only the first run gets what is piped') });
  await ends(gorl, 3);
  gorl.signal('SIGTERM');
  await gorl.waitForExit();
  expect(gorl.stdout).toContain('v1 got only');
  expect(toldAfter(gorl)).toHaveLength(1);
});

test('it is not told while more may come', async () => {
  using pipe = namedPipe();
  await using gorl = rig(pipe.reader, brief(true), rerun);
  writeSync(pipe.writer, 'one\ntwo\n');
  gorl.start();
  await ends(gorl, 2);
  pipe.end();
  await gorl.waitForMatch('the hint', isStdinHint);
  // The second end may be looked into when the pipe has ended.
  expect(toldAfter(gorl)[0]).toBeGreaterThan(1);
  expect(gorl.stdout).toContain('done one\ndone two\n');
});

test('it is not told of an app that reads no stdin', async () => {
  await using gorl = rig('ignore', brief(false), rerun).start();
  await ends(gorl, 2);
  gorl.write('main.go', brief(true));
  await gorl.waitForMatch('the hint', isStdinHint);
  expect(toldAfter(gorl)[0]).toBeGreaterThan(2);
});
