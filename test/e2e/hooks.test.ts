import { chmodSync, existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { freePort, get, GorlRig } from '../support/gorl-rig.ts';
import { listening } from '../support/listening.ts';
import { configured, said, setVersion, talkingApp } from '../support/talking-app.ts';
import { TerminalRig } from '../support/terminal-rig.ts';

const controlC = '\u0003';

test('pre_cmd runs before each build, in order, with redirections and variables', async () => {
  await using rig = new GorlRig({
    files: configured(`pre_cmd = ["echo first $APP_X >> order", "echo second | tr s S >> order"]\n`),
    env: { APP_X: 'x y' },
  });
  rig.start();
  await said(rig);
  expect(rig.read('order')).toBe('first x y\nSecond\n');
  setVersion(rig, 'v2');
  await said(rig, 2);
  expect(rig.read('order')).toBe('first x y\nSecond\nfirst x y\nSecond\n');
  const order = rig.events.flatMap((event) =>
    event.type === 'command-started' && event.name === 'pre_cmd' ? [event.command] : [],
  );
  expect(order).toHaveLength(4);
});

test('a pre_cmd that fails ends the list and is told; the build goes on', async () => {
  await using rig = new GorlRig({
    files: configured('pre_cmd = ["echo said by it; exit 3", "echo never >> order"]\n'),
  });
  rig.start();
  const failed = await rig.waitForEvent('command-failed');
  expect(failed).toMatchObject({ name: 'pre_cmd', end: { type: 'code', code: 3 } });
  await said(rig);
  await rig.until('its output', 60_000, () => rig.stderr.includes('said by it'));
  expect(existsSync(rig.path('order'))).toBe(false);
});

test('a server that a pre_cmd leaves in the background is told once, not what comes after it', async () => {
  await using rig = new GorlRig({ files: configured('pre_cmd = ["sleep 1000 &", "echo after"]\n') });
  rig.start();
  await said(rig);
  await rig.waitForEvent('watch-started');
  for (const version of [2, 3]) {
    setVersion(rig, `v${version}`);
    await said(rig, version);
  }
  const notices = rig.events.filter((event) => event.type === 'notice' && event.level === 'warning');
  expect(notices).toMatchObject([
    {
      message: expect.stringMatching(/^pre_cmd runs before every build, .*: sleep 1000 &$/),
      hint: expect.stringContaining('service'),
    },
  ]);
});

test('with stop_on_error a pre_cmd that fails fails the build, and what ran is stopped', async () => {
  await using rig = new GorlRig({ files: configured('stop_on_error = true\npre_cmd = ["test ! -e broken"]\n') });
  rig.start();
  await said(rig);
  await rig.waitForEvent('watch-started');
  rig.write('broken', '');
  setVersion(rig, 'v2');
  await rig.until('the stop', 60_000, () => rig.events.some(({ type }) => type === 'process-exited'));
  await rig.until('the failure', 60_000, () => rig.events.some(({ type }) => type === 'build-failed'));
  expect(rig.events.find(({ type }) => type === 'build-failed')).toMatchObject({ end: { type: 'code', code: 1 } });
  expect(rig.events.filter(({ type }) => type === 'build-succeeded')).toHaveLength(1);
});

test('post_cmd runs once, at the end, while the app still answers', async () => {
  const port = await freePort();
  await using rig = new GorlRig({
    from: 'fixtures/http-hello',
    files: {
      '.air.toml': `[build]\npost_cmd = ["node -e 'fetch(\\"http://127.0.0.1:${port}\\").then(r => r.text()).then(t => require(\\"fs\\").appendFileSync(\\"answer\\", t))'", "exit 1", "echo never >> answer"]\n`,
    },
    env: { PORT: String(port) },
  });
  rig.start();
  await listening(rig, port);
  rig.write('main.go', rig.read('main.go').replace('hello v1', 'hello v2'));
  await listening(rig, port);
  rig.signal('SIGTERM');
  expect(await rig.waitForExit()).toBe(143);
  expect(rig.read('answer')).toBe('hello v2\n');
  const types = rig.events.map(({ type }) => type);
  expect(types.filter((type) => type === 'command-failed')).toHaveLength(1);
  expect(types.indexOf('command-failed')).toBeLessThan(types.lastIndexOf('process-stopping'));
  expect(await get(port)).toBeUndefined();
});

test('what a hook leaves in the background does not outlive gorl', async () => {
  await using rig = new GorlRig({
    files: configured(
      'pre_cmd = ["sleep 1234 &", "setsid sleep 1235 >/dev/null 2>&1 &"]\npost_cmd = ["sleep 1236 & echo done"]\n',
    ),
  });
  rig.start();
  await said(rig);
  const sleeping = (): number => rig.survivors().filter(({ command }) => command.startsWith('sleep 123')).length;
  // What a shell starts in the background bears the shell's own name at first.
  await rig.until('two that sleep', 60_000, () => sleeping() === 2, { intervalMs: 50 });
  rig.signal('SIGTERM');
  await rig.waitForExit();
  await rig.until('the end of all three', 60_000, () => sleeping() === 0, { intervalMs: 50 });
});

test('a second Ctrl-C ends a post_cmd that hangs', async () => {
  await using rig = new TerminalRig({ files: configured('post_cmd = ["echo hanging; sleep 4321"]\n') });
  rig.start();
  await said(rig);
  rig.press(controlC);
  await rig.waitForEvent('command-output', ({ text }) => text.includes('hanging'));
  await rig.until('the sleep', 60_000, () => rig.survivors().some(({ command }) => command === 'sleep 4321'), {
    intervalMs: 50,
  });
  rig.press(controlC);
  expect(await rig.waitForExit()).toBe(130);
  await rig.nobodyLeft();
});

test.each(['SIGTERM', 'SIGINT'] as const)('a post_cmd that never ends does not keep gorl: %s', async (signal) => {
  await using rig = new GorlRig({
    files: {
      ...talkingApp(),
      '.air.toml': '[build]\npost_cmd = ["sleep 4322", "touch second"]\nkill_delay = "5500ms"\n',
    },
  });
  rig.start();
  await said(rig);
  rig.signal(signal);
  const notice = await rig.waitForEvent('notice', ({ level }) => level === 'warning');
  expect(notice.message).toBe('post_cmd did not finish within 3 s and was killed: sleep 4322');
  expect(await rig.waitForExit()).toBe(signal === 'SIGTERM' ? 143 : 130);
  // The app was stopped in order after that.
  expect(await rig.waitForEvent('process-exited')).toMatchObject({ expected: true, forced: false });
  expect(existsSync(rig.path('second'))).toBe(false);
});

test('hooks, commands and the app may name /dev/stderr and /dev/stdout', async () => {
  await using rig = new GorlRig({
    files: configured(
      'pre_cmd = ["echo hook err > /dev/stderr; echo hook out > /dev/stdout; echo appended >> /dev/stderr"]\n' +
        'cmd = "echo cmd err > /dev/stderr && go build -o tmp/main ."\n' +
        'full_bin = "echo app err > /dev/stderr && exec ./tmp/main"\n' +
        'post_cmd = ["echo post err > /dev/stderr"]\n',
    ),
  });
  rig.start();
  await said(rig);
  for (const line of ['hook err', 'hook out', 'appended', 'cmd err', 'app err'])
    await rig.until(line, 60_000, () => rig.stderr.includes(line));
  expect(rig.events.filter(({ type }) => type === 'command-failed')).toEqual([]);
  for (const version of ['v2', 'v3', 'v4', 'v5', 'v6', 'v7', 'v8']) {
    setVersion(rig, version);
    await said(rig, Number(version.slice(1)));
  }
  const errors = (): number => rig.stderr.split('app err').length - 1;
  await rig.until('the line of each run', 60_000, () => errors() === 8);
  rig.signal('SIGTERM');
  await rig.waitForExit();
  await rig.until('post err', 60_000, () => rig.stderr.includes('post err'));
  expect(rig.stderr).not.toMatch(/No such device|cannot create/);
});

test('without mkfifo everything else works', async () => {
  await using rig = new GorlRig({
    files: configured('pre_cmd = ["echo hook out"]\ncmd = "echo cmd err >&2; cp run.sh tmp/main; chmod +x tmp/main"\n'),
  });
  rig.write('run.sh', '#!/bin/sh\necho app out\necho app err >&2\nread x\n');
  for (const tool of ['cp', 'chmod']) rig.write(`tools/${tool}`, `#!/bin/sh\nexec /bin/${tool} "$@"\n`);
  for (const tool of ['cp', 'chmod']) chmodSync(rig.path(`tools/${tool}`), 0o755);
  await using poor = new GorlRig({ env: { air_wd: rig.dir, PATH: rig.path('tools') } });
  poor.start();
  await poor.until(
    'all output',
    60_000,
    () =>
      ['hook out', 'cmd err', 'app err'].every((text) => poor.stderr.includes(text)) && poor.stdout.includes('app out'),
  );
  expect(poor.events.filter(({ type }) => type === 'command-failed' || type === 'build-failed')).toEqual([]);
});
