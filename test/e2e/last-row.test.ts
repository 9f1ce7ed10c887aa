import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { expect, test } from 'vitest';
import { EmulatedTerminal } from '../support/emulated-terminal.ts';
import { freePort } from '../support/gorl-rig.ts';
import { TerminalRig } from '../support/terminal-rig.ts';

/** What apps do to a terminal, before they listen. */
const habits = {
  'prints all the time':
    'go func() { for i := 0; ; i++ { fmt.Println("line", i); time.Sleep(5 * time.Millisecond) } }()',
  'leaves half a line': 'fmt.Print("half a line")',
  'leaves a color on': 'fmt.Print("\\x1b[41;97mwhite on red\\n")',
  'has a progress bar':
    'go func() { for i := 0; ; i++ { fmt.Printf("\\r[%-20s] %3d%%", strings.Repeat("#", i%20), i%100); time.Sleep(20 * time.Millisecond) } }()',
} as const;

const program = (habit: string, version: string): string => `package main

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"
)

var _ = strings.Repeat
var _ = time.Now
const version = "${version}"

func main() {
	fmt.Println("<" + version + ">")
	${habit}
	_ = http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil)
}
`;

test.each(Object.entries(habits))('an app that %s: the last row says what holds', async (_, habit) => {
  const port = await freePort();
  await using rig = new TerminalRig({
    files: {
      'go.mod': 'module example.com/habit\n\ngo 1.19\n',
      'main.go': program(habit, 'v1'),
      // Takes until the test says so: what it shows meanwhile is looked at.
      '.air.toml':
        '[build]\ncmd = "while [ -e hold ]; do sleep 0.05; done; go build -o ./tmp/main ."\nexclude_file = ["hold"]\n',
    },
    env: { PORT: String(port) },
  }).start();
  const terminal = new EmulatedTerminal(100, 30);
  let seen = 0;
  const rows = (): string[] => {
    terminal.write(rig.written.slice(seen));
    seen = rig.written.length;
    return terminal.screen();
  };
  const lastRow = (): string => rows().at(-1) ?? '';
  await rig.until('the line of an app that is ready', 60_000, () => lastRow().startsWith('● ready'));
  await rig.waitForEvent('watch-started');
  rig.write('hold', '');
  rig.write('main.go', program(habit, 'v2'));
  await rig.until('the line of a build', 60_000, () => /^building… 0\.[3-9] s/.test(lastRow()));
  // In every look at the screen, whatever the app prints in between.
  let looks = 0;
  await rig.until('a second of it', 60_000, () => {
    expect(lastRow()).toMatch(/^building… \d\.\d s · the app still runs$/);
    looks += 1;
    return / 1\.\d s/.test(lastRow());
  });
  expect(looks).toBeGreaterThan(5);
  rmSync(rig.path('hold'));
  await rig.until(
    'the line of the next one',
    60_000,
    () => rows().join('\n').includes('<v2>') && lastRow().startsWith('● ready'),
  );
  // gorl's own lines stand alone, in their own colors.
  const own = terminal.lines(1000).filter((line) => /c<[^>]*>h<[^>]*>a<[^>]*>n<[^>]*>g<[^>]*>e</.test(line));
  expect(own).toHaveLength(1);
  expect(own[0]).toMatch(/^\d<0,-1,0,-1,0>/);
});

test('it says that a build links', async (context) => {
  if (!existsSync('/proc/self/stat')) context.skip('needs /proc');
  const port = await freePort();
  await using rig = new TerminalRig({
    files: {
      'go.mod': 'module example.com/linked\n\ngo 1.19\n',
      'main.go': program('', 'v1'),
      // In place of a linker that takes its time: until the test says that it has ended.
      'wait.cjs': "setInterval(() => { if (!require('node:fs').existsSync('hold')) process.exit(); }, 20);",
      '.air.toml':
        '[build]\ncmd = "if [ -e hold ]; then ./tool/link wait.cjs; fi; go build -o ./tmp/main ."\nexclude_file = ["hold"]\nexclude_dir = ["tool"]\n',
    },
    env: { PORT: String(port) },
  }).start();
  mkdirSync(rig.path('tool'));
  symlinkSync(process.execPath, rig.path('tool/link'));
  const terminal = new EmulatedTerminal(100, 30);
  let seen = 0;
  const lastRow = (): string => {
    terminal.write(rig.written.slice(seen));
    seen = rig.written.length;
    return terminal.screen().at(-1) ?? '';
  };
  await rig.until('the line of an app that is ready', 60_000, () => lastRow().startsWith('● ready'));
  await rig.waitForEvent('watch-started');
  rig.write('hold', '');
  rig.write('main.go', program('', 'v2'));
  await rig.until('the line of the linker', 60_000, () =>
    /^building… \d+\.\d s \(link\) · the app still runs$/.test(lastRow()),
  );
  rmSync(rig.path('hold'));
  await rig.until('the line of the next one', 60_000, () => lastRow().startsWith('● ready'));
});
