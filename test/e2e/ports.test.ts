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

/** Listens on the first port, waits for the file `go-on`, and listens on the second. */
const twoPorts = (first: number, second: number): string => `package main

import (
	"net"
	"net/http"
	"os"
	"time"
)

func open(address string) net.Listener {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		panic(err)
	}
	return listener
}

func main() {
	first := open("127.0.0.1:${first}")
	go http.Serve(first, nil)
	for _, err := os.Stat("go-on"); err != nil; _, err = os.Stat("go-on") {
		time.Sleep(5 * time.Millisecond)
	}
	http.Serve(open("127.0.0.1:${second}"), nil)
}
`;

test.each(['the lower first', 'the higher first'])('two ports, %s: all are told, in one order', async (order) => {
  const [low = 0, high = 0] = [await freePort(), await freePort()].toSorted((a, b) => a - b);
  const [first, second] = order === 'the lower first' ? [low, high] : [high, low];
  await using rig = new GorlRig({
    files: { 'go.mod': 'module example.com/two\n\ngo 1.19\n', 'main.go': twoPorts(first, second), 'go-on': '' },
  });
  rig.start();
  const ready = await rig.waitForEvent('process-ready');
  // Whether the second was open when the app came to rest is the machine's to decide; both are told in any case.
  if (ready.ports.length === 1) {
    const { ports, added } = await rig.waitForEvent('process-listening');
    expect([ports, added]).toEqual([[low, high], [second]]);
  } else expect(ready.ports).toEqual([low, high]);
  expect(ready.port).toBe(ready.ports[0]);
});

test('a second port that is opened later delays nothing, and gets a line of its own', async () => {
  const [first, second] = [await freePort(), await freePort()];
  await using rig = new GorlRig({
    files: { 'go.mod': 'module example.com/two\n\ngo 1.19\n', 'main.go': twoPorts(first, second) },
  });
  rig.start();
  expect((await rig.waitForEvent('process-ready')).ports).toEqual([first]);
  rig.write('go-on', '');
  expect(await rig.waitForEvent('process-listening')).toMatchObject({
    ports: [first, second].toSorted((a, b) => a - b),
    added: [second],
  });
  await rig.until('the line', 60_000, () => rig.stderr.includes(`also listening on http://localhost:${second}\n`));
});
