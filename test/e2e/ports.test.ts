import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { freePort, get, GorlRig, tryKill } from '../support/gorl-rig.ts';
import { listening } from '../support/listening.ts';

const hello = (port: number): GorlRig => new GorlRig({ from: 'fixtures/http-hello', env: { PORT: String(port) } });

test('a port that somebody else holds is explained with pid and command', async () => {
  const port = await freePort();
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve));
  await using rig = hello(port);
  rig.start();
  const report = await rig.waitForEvent('port-in-use');
  expect(report).toMatchObject({ port, holder: { pid: process.pid, command: expect.stringContaining('vitest') } });
  expect(report.holder?.gorl).toBeUndefined();
  await rig.until('the line', 60_000, () => rig.stderr.includes(String(port)) && rig.stderr.includes(`${process.pid}`));
  expect((await rig.waitForEvent('process-exited')).next).toEqual({ type: 'wait-for-change' });
  // When it is free again, the next change brings the app up.
  server.close();
  await once(server, 'close');
  rig.write('main.go', rig.read('main.go').replace('hello v1', 'hello v2'));
  await listening(rig, port);
  expect(await get(port)).toBe('hello v2\n');
});

test('a left-over of another gorl is named as one', async () => {
  const port = await freePort();
  await using rig = hello(port);
  const script = `require('node:net').createServer().listen(${port},'127.0.0.1',()=>console.log('up'))`;
  const child = spawn(process.execPath, ['-e', script], {
    env: { ...rig.env(), GORL_RUN_ID: 'some-session/run-1' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    await once(child.stdout, 'data');
    rig.start();
    expect((await rig.waitForEvent('port-in-use')).holder).toMatchObject({ pid: child.pid, gorl: 'other' });
    await rig.until('the line', 60_000, () => rig.stderr.includes('left over from another gorl'));
  } finally {
    tryKill(child.pid ?? 0);
    await once(child, 'exit');
  }
});

test('a second gorl on the same port says so, the first is not disturbed', async () => {
  const port = await freePort();
  await using first = hello(port);
  first.start();
  const { pid } = await first.waitForEvent('process-started');
  await listening(first, port);
  await using second = hello(port);
  second.start();
  expect((await second.waitForEvent('port-in-use')).holder).toMatchObject({ pid, gorl: 'other' });
  await second.until('the line', 60_000, () => second.stderr.includes(`another gorl (pid ${first.pid}) is running it`));
  await second.waitForEvent('process-exited');
  expect(await get(port)).toBe('hello v1\n');
});

test('a port the app opens later is told', async () => {
  const port = await freePort();
  await using rig = hello(port);
  const wait =
    'for _, err := os.Stat("may-listen"); err != nil; _, err = os.Stat("may-listen") {\n\t\ttime.Sleep(5 * time.Millisecond)\n\t}';
  rig.write('main.go', rig.read('main.go').replace('listener, err :=', `${wait}\n\tlistener, err :=`));
  rig.start();
  expect((await rig.waitForEvent('process-ready')).ports).toEqual([]);
  rig.write('may-listen', '');
  expect((await rig.waitForEvent('process-listening')).ports).toEqual([port]);
});
