import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { GorlRig } from '../support/gorl-rig.ts';
import { TerminalRig } from '../support/terminal-rig.ts';

const services = 10;
/** Of each: 5 000 in a second. `GORL_LINES=50000` for ten seconds. */
const lines = Number(process.env['GORL_LINES'] ?? 10_000);

/** Writes numbered lines, some in parts and some in color, as fast as it is told. */
const program = `package main

import (
	"fmt"
	"os"
	"strings"
	"time"
)

func main() {
	const perTick = 50
	name := os.Getenv("NAME")
	begin := time.Now()
	for at := 0; at < ${lines}; at++ {
		if at%perTick == 0 {
			time.Sleep(time.Until(begin.Add(time.Duration(at/perTick) * 10 * time.Millisecond)))
		}
		to := os.Stdout
		if at%10 == 9 {
			to = os.Stderr
		}
		text := fmt.Sprintf("%s-%06d %s end", name, at, strings.Repeat("x", at%90))
		switch {
		case at%7 == 0:
			fmt.Fprintf(to, "\\x1b[3%dm%s\\x1b[0m\\n", at%8, text)
		case at%100 == 1:
			fmt.Fprint(to, text[:10])
			fmt.Fprintln(to, text[10:])
		default:
			fmt.Fprintln(to, text)
		}
	}
}
`;

const names = Array.from({ length: services }, (_, at) => `s${at}`);

const tables = names.map((name) => `[services.${name}]\npackage = "."\nenv = { NAME = "${name}" }\n`);
const files = {
  'go.mod': 'module example.com/talks\n\ngo 1.19\n',
  'main.go': program,
  '.air.toml': tables.join('\n'),
};

async function untilAllHaveEnded(rig: GorlRig): Promise<void> {
  const ended = (): number => rig.events.filter(({ type }) => type === 'process-exited').length;
  await rig.until('the end of all', 120_000, () => ended() === services, { intervalMs: 50 });
  const [from, to] = ['process-started', 'process-exited'].map(
    (type) => rig.events.findLast((event) => event.type === type)?.t,
  );
  console.info(`${lines * services} lines; the last one that started had ended after ${(to ?? 0) - (from ?? 0)} ms`);
}

/** Every line is whole, and of each service those that are wanted are there, in order. */
function expectAll(text: string, isWanted: (at: number) => boolean): void {
  const said = new Map<string, number[]>(names.map((name) => [name, []]));
  const odd: string[] = [];
  for (const line of text.split('\n')) {
    const [, name = '', own, number, rest] =
      /^(s\d) +[|│] (s\d)-(\d{6}) (x*) end\r?$/.exec(stripVTControlCharacters(line)) ?? [];
    const at = Number(number);
    if (name !== '' && name === own && rest?.length === at % 90) said.get(name)?.push(at);
    else if (/-\d{6}|xxx/.test(line)) odd.push(line);
  }
  expect(odd).toEqual([]);
  const wanted = Array.from({ length: lines }, (_, at) => at).filter(isWanted);
  for (const name of names) expect(said.get(name)?.length, name).toBe(wanted.length);
  for (const name of names) expect(said.get(name), name).toEqual(wanted);
}

test('of what ten services write, 5 000 lines a second each, nothing is lost, torn, or out of order', async () => {
  await using rig = new GorlRig({ files });
  rig.start();
  await untilAllHaveEnded(rig);
  // Who reads it here may be slow, and gorl does not wait for a reader forever when it ends.
  const last = String(lines - 1).padStart(6, '0');
  const isRead = (): boolean => names.every((name) => rig.stderr.includes(`${name}-${last}`));
  await rig.until('the last lines', 60_000, isRead, { intervalMs: 50 });
  rig.signal('SIGTERM');
  await rig.waitForExit();
  expect(`${rig.stdout}${rig.stderr}`).not.toContain('dropped');
  expectAll(rig.stdout, (at) => at % 10 !== 9);
  expectAll(rig.stderr, (at) => at % 10 === 9);
});

test('nor of what they write to terminals of their own, in the order of writing', async () => {
  await using rig = new TerminalRig({ files });
  rig.start();
  await untilAllHaveEnded(rig);
  rig.press('q');
  await rig.waitForExit();
  expect(rig.screen).not.toContain('dropped');
  expectAll(rig.screen, () => true);
});
