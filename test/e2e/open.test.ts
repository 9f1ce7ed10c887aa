import { chmodSync, existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { freePort, GorlRig } from '../support/gorl-rig.ts';

const app = (port: string): string => `package main

import "net/http"
import "os"

func main() {
	_ = os.Args
	panic(http.ListenAndServe("127.0.0.1:"+${port}, nil))
}
`;

/** The browser writes down what it was called with. */
function rigWith(main: string, env: Readonly<Record<string, string>> = {}, browser = 'exit 0'): GorlRig {
  const script = `#!/bin/sh\necho "$#:$*" >> "$GORL_OPENED"\n${browser}\n`;
  const options: { env: Record<string, string> } = { env: { ...env } };
  const rig = new GorlRig({
    ...options,
    files: { 'go.mod': 'module example.com/open\n\ngo 1.19\n', 'main.go': main, 'tools/xdg-open': script },
  });
  chmodSync(rig.path('tools/xdg-open'), 0o755);
  Object.assign(options.env, { PATH: `${rig.path('tools')}:${process.env['PATH']}`, GORL_OPENED: rig.path('opened') });
  return rig;
}

const opened = (rig: GorlRig): string => (existsSync(rig.path('opened')) ? rig.read('opened') : '');

test('--open opens the app once, and not again after a restart', async () => {
  const port = await freePort();
  await using rig = rigWith(app(`"${port}"`));
  rig.start(['--open']);
  await rig.waitForEvent('process-ready');
  await rig.until('the browser', 10_000, () => opened(rig) !== '');
  rig.write('main.go', app(`"${port}"`).replace('_ = os.Args', 'println("again")\n	_ = os.Args'));
  await rig.waitForEvent('process-ready');
  rig.signal('SIGTERM');
  await rig.waitForExit();
  expect(opened(rig)).toBe(`1:http://localhost:${port}\n`);
  expect(rig.stderr).not.toContain('--open');
});

test('with the proxy on, --open opens that', async () => {
  await using rig = rigWith(app('os.Getenv("PORT")'));
  rig.start(['--open', '--proxy']);
  await rig.until('the browser', 30_000, () => opened(rig) !== '');
  expect(opened(rig)).toBe(`1:${rig.proxyOrigin}\n`);
});

test('a browser that fails is a warning, and the app goes on', async () => {
  const port = await freePort();
  await using rig = rigWith(app(`"${port}"`), {}, 'exit 3');
  rig.start(['--open']);
  const { message, hint } = await rig.waitForEvent('notice', ({ level }) => level === 'warning');
  expect(message).toBe('--open: no browser was opened: xdg-open: exit status 3');
  expect(hint).toBe(`open http://localhost:${port} yourself, or name a browser: BROWSER=firefox`);
  expect(rig.events.map(({ type }) => type)).not.toContain('process-exited');
});

test('without --open nothing is opened', async () => {
  const port = await freePort();
  await using rig = rigWith(app(`"${port}"`));
  rig.start([]);
  await rig.waitForEvent('process-ready');
  rig.signal('SIGTERM');
  await rig.waitForExit();
  expect(opened(rig)).toBe('');
});
