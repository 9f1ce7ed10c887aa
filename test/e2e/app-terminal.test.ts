import { expect, test } from 'vitest';
import { tryKill } from '../support/gorl-rig.ts';
import { TerminalRig } from '../support/terminal-rig.ts';
import { findTool } from './tools.ts';

const controlBracket = '\u001d';
const module = 'module example.com/prompt\n\ngo 1.19\n';

/** Shows what it has for a terminal, and answers lines. */
const prompting = (version: string): string => `package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
)

func size() string {
	stty := exec.Command("stty", "size")
	stty.Stdin = os.Stdin
	out, _ := stty.CombinedOutput()
	return string(out)
}

func main() {
	for _, file := range []*os.File{os.Stdin, os.Stdout, os.Stderr} {
		info, _ := file.Stat()
		fmt.Print(info.Mode()&os.ModeCharDevice != 0, " ")
	}
	_, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	fmt.Println("${version} tty", err, "size", size())
	for i := 0; i < 3; i++ {
		fmt.Fprintln(os.Stdout, "out", i)
		fmt.Fprintln(os.Stderr, "err", i)
	}
	resized := make(chan os.Signal, 1)
	signal.Notify(resized, syscall.SIGWINCH)
	go func() {
		for range resized {
			fmt.Println("resized", size())
		}
	}()
	fmt.Print("${version} name? ")
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		fmt.Println("${version} hello", lines.Text())
	}
}
`;

const files = { 'go.mod': module, 'main.go': prompting('v1') };

test('the app has a terminal of its own: all three streams in the order of writing, and its size', async () => {
  await using rig = new TerminalRig({ files }).start();
  // The rig's terminal has 30 rows; the last is gorl's.
  await rig.waitForScreen(/true true true v1 tty <nil> size 29 100/);
  await rig.waitForScreen(/out 0\r*\nerr 0\r*\nout 1\r*\nerr 1\r*\nout 2\r*\nerr 2\r*\n/);
  rig.resize(60, 20);
  await rig.waitForScreen(/resized 19 60/);
  expect(rig.screen).not.toContain('wants a terminal');
});

test('i hands the keyboard to the app, Ctrl-] takes it back, and each run gets what is typed then', async () => {
  await using rig = new TerminalRig({ files }).start();
  await rig.waitForScreen('v1 name?');
  // A key of gorl's, until it is handed over.
  rig.press('i');
  await rig.until('the hint', 60_000, () => rig.written.includes('Ctrl-] takes them back'));
  rig.press('quick\r');
  await rig.waitForScreen('v1 hello quick');
  await rig.waitForEvent('watch-started');
  rig.write('main.go', prompting('v2'));
  await rig.waitForScreen('v2 name?');
  rig.press('ä\u007född\r');
  await rig.waitForScreen('v2 hello ödd');
  rig.press(`${controlBracket}q`);
  expect(await rig.waitForExit()).toBe(0);
});

test('Ctrl-C that is typed for the app interrupts the app', async () => {
  await using rig = new TerminalRig({ files }).start();
  await rig.waitForScreen('v1 name?');
  rig.press('i\u0003');
  expect(await rig.waitForEvent('process-exited')).toMatchObject({ expected: false, end: { signal: 'SIGINT' } });
  // Nobody is there to be interrupted any more, but gorl.
  rig.press('\u0003');
  expect(await rig.waitForExit()).toBe(0);
});

test('--stdin: all keys are the app’s, and Ctrl-] makes the next one gorl’s', async () => {
  await using rig = new TerminalRig({ files }).start(['--stdin']);
  await rig.waitForScreen('v1 name?');
  rig.press('q\r');
  await rig.waitForScreen('v1 hello q');
  rig.press(`${controlBracket}r`);
  await rig.until('the second run', 60_000, () => rig.screen.split('v1 name?').length === 3);
  rig.press('again\r');
  await rig.waitForScreen('v1 hello again');
  rig.press(`${controlBracket}q`);
  expect(await rig.waitForExit()).toBe(0);
});

test('what the terminal answers to the app goes to the app, whoever has the keys', async () => {
  const asking = `package main

import (
	"fmt"
	"os"
	"os/exec"
)

func main() {
	raw := exec.Command("stty", "raw", "-echo")
	raw.Stdin = os.Stdin
	_ = raw.Run()
	fmt.Print("\\x1b[6n<asked>")
	answer := make([]byte, 64)
	n, _ := os.Stdin.Read(answer)
	fmt.Printf("<answer %q>", answer[:n])
	select {}
}
`;
  await using rig = new TerminalRig({ files: { 'go.mod': module, 'main.go': asking } }).start();
  await rig.waitForScreen('<asked>');
  rig.press('\u001b[12;34R');
  await rig.waitForScreen('<answer "\\x1b[12;34R">');
  expect(rig.screen).not.toContain('h for help');
});

test('a panic is told with its place, and a program that cannot be started with why', async () => {
  const panics = `package main\n\nfunc main() {\n\tvar m map[string]int\n\tm["a"] = 1\n}\n`;
  await using rig = new TerminalRig({
    files: { 'go.mod': module, 'main.go': panics, 'nothing.txt': 'no program' },
  }).start();
  expect((await rig.waitForEvent('process-exited')).diagnostic).toMatchObject({
    location: { file: 'main.go', line: 5 },
  });
  // Its own words recede, and gorl's do not.
  // oxlint-disable-next-line no-control-regex
  await rig.waitForScreen(/\u001b\[2mpanic: [^]*goroutine 1[^]*main\.go:5 [^]*\u001b\[0m[^]*crashed/);
  rig.write('.air.toml', '[build]\ncmd = "true"\nentrypoint = ["./gone"]\n');
  const { end } = await rig.waitForEvent('process-exited');
  expect(end).toMatchObject({ type: 'spawn-failed', message: expect.stringMatching(/gone: no such file/) });
});

test('after SIGKILL of gorl the terminal is what it was', async ({ skip }) => {
  const bash = findTool('bash');
  if (bash === undefined || findTool('stty') === undefined) return skip('needs bash and stty');
  await using rig = new TerminalRig({ files });
  // sh does not put a terminal right after a job that was killed; bash would.
  rig.startShell(
    'stty -g > before; sh -c "echo \\$\\$ > pid; exec $GORL"; while [ "$(stty -g)" != "$(cat before)" ]; do sleep 0.05; done; echo SAME; read -r line; echo "LINE $line"',
  );
  await rig.waitForScreen('v1 name?');
  await rig.waitForEvent('process-ready');
  tryKill(Number(rig.read('pid')), 'SIGKILL');
  await rig.waitForScreen('SAME');
  await rig.until('margins that are put right', 60_000, () => rig.written.includes('\u001b[r\u001b[999;1H'));
  rig.press('typed\r');
  await rig.waitForScreen('LINE typed');
  expect(await rig.waitForExit()).toBe(0);
});
