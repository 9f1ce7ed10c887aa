import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { freePort, get, tryKill } from '../support/gorl-rig.ts';
import { listening } from '../support/listening.ts';
import { TerminalRig } from '../support/terminal-rig.ts';

const controlC = '\u0003';
const controlZ = '\u001a';

async function hello(
  files: Record<string, string> = {},
  env: Record<string, string> = {},
): Promise<{ rig: TerminalRig; port: number }> {
  const port = await freePort();
  return { rig: new TerminalRig({ from: 'fixtures/http-hello', files, env: { PORT: String(port), ...env } }), port };
}

const plainScreen = (rig: TerminalRig): string => stripVTControlCharacters(rig.screen).replaceAll('\r', '');

/** What belongs together may come in several pieces. */
const shown = (rig: TerminalRig, text: RegExp): Promise<void> =>
  rig.until(`${text} on the screen`, 60_000, () => text.test(plainScreen(rig)));

test('start, keys, help and quit on a terminal', async () => {
  const { rig, port } = await hello();
  await using _ = rig.start();
  const first = await rig.waitForEvent('process-started');
  await listening(rig, port);
  await rig.waitForScreen(`:${port}`);
  await shown(rig, /^gorl \S+ · go1\.\S+ · http-hello/m);
  await shown(rig, /q quit/);
  rig.press('h');
  await rig.waitForScreen('stop the app and quit');
  rig.press('r');
  const second = await rig.waitForEvent('process-started');
  await listening(rig, port);
  expect(second.run).toBe(first.run + 1);
  expect(second.generation).toBe(first.generation);
  rig.press('b');
  const third = await rig.waitForEvent('process-started');
  await listening(rig, port);
  expect(third.generation).toBe(second.generation + 1);
  rig.press('p');
  await rig.waitForEvent('paused');
  rig.write('main.go', rig.read('main.go').replace('hello v1', 'hello v2'));
  rig.press('p');
  await rig.waitForEvent('resumed');
  await listening(rig, port);
  expect(await get(port)).toBe('hello v2\n');
  rig.press('\u001b[A');
  rig.press('q');
  expect(await rig.waitForExit()).toBe(0);
  await shown(rig, /nothing is left running/);
});

test('a build error: the place first on its line, the next one on e', async () => {
  const { rig, port } = await hello();
  await using _ = rig.start();
  await listening(rig, port);
  const many = Array.from({ length: 8 }, (__, at) => `missing${at}()`).join('\n\t');
  rig.write('main.go', rig.read('main.go').replace('mux := http', `${many}\n\tmux := http`));
  await rig.waitForEvent('build-failed');
  await shown(rig, /and \d more · e shows the next/);
  await shown(rig, /^main\.go:25:2: undefined: missing0$/m);
  await shown(rig, /is still running/);
  const before = rig.screen.length;
  rig.press('e');
  await rig.until('the next problem', 60_000, () =>
    /missing5\(\)/.test(stripVTControlCharacters(rig.screen.slice(before))),
  );
});

test('a crash names its place and what comes next', async () => {
  const { rig } = await hello();
  rig.write('main.go', rig.read('main.go').replace('mux := http', 'var m map[string]int\n\tm["a"] = 1\n\tmux := http'));
  await using _ = rig.start();
  const exited = await rig.waitForEvent('process-exited');
  expect(exited).toMatchObject({
    expected: false,
    next: { type: 'wait-for-change' },
    diagnostic: { message: expect.stringMatching(/nil map/) as string },
  });
  await shown(rig, /crashed/);
  await shown(rig, /^main\.go:26: .*nil map/m);
});

test('Ctrl-Z without a shell that could resume it stops nothing', async () => {
  const { rig, port } = await hello();
  await using _ = rig.start();
  await listening(rig, port);
  // The second key shows that the first one has been read.
  rig.press(`${controlZ}r`);
  await rig.waitForEvent('process-started', ({ run }) => run === 2);
  await listening(rig, port);
  expect(await get(port)).toBe('hello v1\n');
  rig.press(controlC);
  expect(await rig.waitForExit()).toBe(0);
});

test("without a terminal of its own, the app has gorl's for stdout, and is asked for colors", async () => {
  const { rig } = await hello({
    'main.go': `package main

import (
	"fmt"
	"os"
	"time"
)

func main() {
	info, _ := os.Stdout.Stat()
	fmt.Println("stdout is a terminal:", info.Mode()&os.ModeCharDevice != 0, "colors:", os.Getenv("CLICOLOR_FORCE"))
	time.Sleep(time.Hour)
}
`,
  });
  await using _ = rig.start(['--app.tty=false']);
  await rig.waitForScreen('stdout is a terminal: true colors: 1');
});

test('NO_COLOR, TERM=dumb and --color decide about colors', async () => {
  for (const [env, args, colored] of [
    [{}, [], true],
    [{ NO_COLOR: '1' }, [], false],
    [{ TERM: 'dumb' }, [], false],
    [{ NO_COLOR: '1' }, ['--color', 'always'], true],
    [{}, ['-color=never'], false],
  ] as const) {
    const { rig } = await hello({ 'main.go': 'package main\n\nfunc main() { nope }\n' }, env);
    await using _ = rig.start(args);
    await rig.waitForEvent('build-failed');
    await rig.waitForScreen('nope');
    // oxlint-disable-next-line no-control-regex
    if (colored) await rig.waitForScreen(/\u001b\[\d*m/);
    // oxlint-disable-next-line no-control-regex
    expect(/\u001b\[\d*m/.test(rig.screen), `${JSON.stringify(env)} ${args.join(' ')}\n${rig.screen}`).toBe(colored);
  }
});

test('a resize reaches the app', async () => {
  const { rig } = await hello({
    'main.go': `package main

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGWINCH)
	fmt.Println("waiting for a resize")
	<-c
	fmt.Println("the app was told")
	select {}
}
`,
  });
  await using _ = rig.start();
  await rig.waitForScreen('waiting for a resize');
  rig.resize(60, 20);
  await rig.waitForScreen('the app was told');
});

test('the terminal is closed, and the shell says so again: one graceful stop, nothing left', async () => {
  const { rig, port } = await hello({
    '.air.toml': '[build]\nkill_delay = "60s"\npost_cmd = ["echo post >> post.log"]\n',
  });
  await using _ = rig.start();
  await listening(rig, port);
  const { pid } = rig;
  rig.hangUp();
  await rig.waitForEvent('session-stopping');
  tryKill(pid, 'SIGHUP');
  const exited = await rig.waitForEvent('process-exited');
  expect(exited).toMatchObject({ forced: false, end: { type: 'code', code: 0 } });
  expect(await rig.waitForEvent('session-ended')).toMatchObject({ exitCode: 129 });
  await rig.nobodyLeft();
  expect(rig.read('post.log')).toBe('post\n');
  expect(await get(port)).toBeUndefined();
});
