import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { freePort } from '../../support/free-port.ts';
import { waitFor } from '../../support/wait-for.ts';
import { alive, answers, buildShapes, createRig, environment, type Rig } from './rig.ts';
import { shellCommand } from '../../../src/process/commands/shell-command.ts';

describe.runIf(process.platform === 'linux')('app processes', () => {
  const built = buildShapes();
  afterAll(() => built[Symbol.dispose]());
  const base = { cwd: built.directory, env: environment() };
  const shape = (name: string, port: number) => ({ file: built.binary, args: [name, String(port)], ...base });
  const types = (rig: Rig) => rig.events.map((event) => event.type);
  const end = async (rig: Rig, run: number) => {
    rig.apps.kill(run, { dump: false });
    await rig.event(run, 'process-gone');
    rig.quit();
  };

  test('a program that is not there: exited, then gone', async () => {
    const rig = createRig({ file: join(built.directory, 'missing'), args: [], ...base });
    const run = rig.start();
    expect(rig.events).toEqual([]);
    expect((await rig.event(run, 'process-exited')).end).toEqual({
      type: 'spawn-failed',
      message: expect.stringMatching(/missing: no such file$/),
      missing: true,
    });
    await rig.event(run, 'process-gone');
    rig.apps.terminate(run, 'SIGTERM');
    rig.apps.kill(run, { dump: false });
    expect(types(rig)).toEqual(['process-exited', 'process-gone']);
  });

  test.each([
    ['not executable', { file: 'plain.txt', cwd: '.', args: [] }, /not executable/],
    ['no such directory', { file: 'plain.txt', cwd: 'nowhere', args: [] }, /nowhere: no such directory/],
    ['an argument nothing can hold', { file: 'plain.txt', cwd: '.', args: ['\0'] }, /null bytes/],
  ])('%s', async (_, { file, cwd, args }, message) => {
    writeFileSync(join(built.directory, 'plain.txt'), 'text');
    chmodSync(join(built.directory, 'plain.txt'), 0o644);
    const rig = createRig({ file: join(built.directory, file), args, env: base.env, cwd: join(built.directory, cwd) });
    const run = rig.start();
    expect((await rig.event(run, 'process-exited')).end).toMatchObject({ message: expect.stringMatching(message) });
    await rig.event(run, 'process-gone');
  });

  test('the leader ends by itself while a child lives: gone comes after the rest is ended', async () => {
    const port = await freePort();
    const rig = createRig(shape('leaves-child', port));
    const run = rig.start();
    expect((await rig.event(run, 'process-exited')).end).toEqual({ type: 'code', code: 3 });
    await answers(port);
    expect(types(rig)).not.toContain('process-gone');
    rig.apps.terminate(run, 'SIGTERM');
    expect(await rig.event(run, 'process-gone')).toMatchObject({ forced: false });
    expect(alive(built.binary)).toEqual([]);
    rig.quit();
  });

  test('a grandchild in a session of its own that keeps the next start waiting is named', async () => {
    const rig = createRig({
      ...shellCommand(
        `setsid sh -c 'trap "" TERM; echo up >&2; while :; do sleep 0.05; done' & exec '${built.binary}' silent 0`,
      ),
      ...base,
    });
    const run = rig.start();
    await waitFor(() => rig.stderr() === 'up\n');
    rig.apps.terminate(run, 'SIGTERM');
    const { processes } = await rig.report('process-waiting');
    expect(processes.map(({ command }) => command)).toContainEqual(expect.stringMatching(/^sh -c trap "" TERM/));
    await end(rig, run);
  });

  test('an app that wants a terminal is told why it gets none, once', async () => {
    const rig = createRig({ ...shellCommand('read answer < /dev/tty; exit 1'), ...base });
    for (let times = 0; times < 2; times++) await rig.event(rig.start(), 'process-gone');
    expect(rig.stderr()).toMatch(/\/dev\/tty: No such device/);
    expect(rig.reports.filter(({ type }) => type === 'notice')).toEqual([
      expect.objectContaining({
        message: expect.stringMatching(/^the app wants a terminal, .* cannot open \/dev\/tty$/),
      }),
    ]);
    rig.quit();
  });

  test('an app that ends by itself: stderr complete, crash told, stopMs 0', async () => {
    let heard = '';
    const diagnostic = { severity: 'error', message: 'x', notes: [], source: 'panic' } as const;
    const rig = createRig(shape('panics', await freePort()), {
      crashReader: () => ({ push: (text) => void (heard += text), finish: () => diagnostic }),
    });
    const run = rig.start();
    expect(await rig.event(run, 'process-exited')).toMatchObject({ end: { type: 'code', code: 2 }, diagnostic });
    expect(await rig.event(run, 'process-gone')).toMatchObject({ stopMs: 0, forced: false });
    expect(rig.stderr()).toMatch(/panic: shape panics: v1[\s\S]*serve\.go:\d+[\s\S]*main\.go:\d+/);
    expect(heard).toBe(rig.stderr());
    rig.quit();
  });

  test('a long stderr arrives whole before the exit is told', async () => {
    const rig = createRig({
      ...shellCommand('i=0; while [ $i -lt 3000 ]; do echo "line $i of the last words" >&2; i=$((i+1)); done; exit 7'),
      ...base,
    });
    const run = rig.start();
    const written = await rig.event(run, 'process-exited').then(() => rig.stderr());
    expect(written.split('\n')).toHaveLength(3001);
    rig.quit();
  });

  test('the stop signal comes once, however often it is asked for', async () => {
    const rig = createRig({
      ...shellCommand('trap "echo T >&2" TERM; echo up >&2; while :; do sleep 0.01; done'),
      ...base,
    });
    const run = rig.start();
    await waitFor(() => rig.stderr().includes('up\n'));
    rig.apps.terminate(run, 'SIGTERM');
    rig.apps.terminate(run, 'SIGTERM');
    await waitFor(() => rig.stderr().includes('T\n'));
    rig.apps.terminate(run, 'SIGTERM');
    await end(rig, run);
    expect(rig.stderr().match(/T\n/g)).toHaveLength(1);
    expect(await rig.event(run, 'process-exited')).toMatchObject({ end: { type: 'signal', signal: 'SIGKILL' } });
  });

  test('two terminates of a setsid child are one signal, too', async () => {
    const rig = createRig({
      ...shellCommand('setsid sh -c \'trap "echo T >&2" TERM; echo up >&2; while :; do sleep 0.01; done\'; :'),
      ...base,
    });
    const run = rig.start();
    await waitFor(() => rig.stderr().includes('up\n'));
    rig.apps.terminate(run, 'SIGTERM');
    await waitFor(() => rig.stderr().includes('T\n'));
    rig.apps.terminate(run, 'SIGTERM');
    await end(rig, run);
    expect(rig.stderr().match(/T\n/g)).toHaveLength(1);
  });

  test("the app gets its environment and its run id, an empty stdin, and the terminal's stdout", async () => {
    const rig = createRig({
      ...shellCommand('echo "$GORL_RUN_ID $ONLY" >&2; cat >&2; exit 0'),
      cwd: base.cwd,
      env: { PATH: process.env['PATH'] ?? '', ONLY: 'mine' },
    });
    await rig.event(rig.start(), 'process-gone');
    expect(rig.stderr()).toBe(`${rig.sessionId}/app/run-1 mine\n`);
    rig.quit();
  });

  test('a program that is slow to listen was called ready before, and its port is told later', async () => {
    const port = await freePort();
    const go = join(built.directory, 'go');
    const shell = `while [ ! -e '${go}' ]; do sleep 0.01; done; exec '${built.binary}' plain ${port}`;
    const rig = createRig({ ...shellCommand(shell), ...base });
    const run = rig.start();
    const ready = await rig.event(run, 'process-ready');
    expect(ready.ports).toEqual([]);
    expect(ready.startMs).toBeGreaterThan(990);
    writeFileSync(go, '');
    expect(await rig.report('process-listening')).toEqual({ type: 'process-listening', run, ports: [port] });
    rmSync(go);
    // Now that it is known to listen, nothing but its port makes it ready.
    await end(rig, run);
    const next = rig.start();
    await pass(1100);
    expect(rig.events.filter((event) => event.run === next).map(({ type }) => type)).toEqual(['process-started']);
    writeFileSync(go, '');
    expect(await rig.event(next, 'process-ready')).toMatchObject({ ports: [port] });
    expect(rig.reports.filter((report) => report.type === 'process-listening')).toHaveLength(1);
    await end(rig, next);
  });

  test('a server that is slow to listen runs, and is ready when it does', async () => {
    const port = await freePort();
    const rig = createRig(shape('late', port));
    const run = rig.start();
    const ready = await rig.event(run, 'process-ready');
    expect(ready.ports).toEqual([port]);
    expect(ready.startMs).toBeGreaterThan(1490);
    expect(rig.reports.map(({ type }) => type)).toEqual(['process-running']);
    await end(rig, run);
  });

  test('a foreign socket that appears meanwhile makes nobody ready', async () => {
    const rig = createRig(shape('silent', 0));
    const run = rig.start();
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    expect(await rig.event(run, 'process-ready')).toMatchObject({ ports: [] });
    server.close();
    await end(rig, run);
  });

  test('an app that is asked to end is not called ready any more', async () => {
    const begin = async (): Promise<Rig> => {
      const rig = createRig({ ...shellCommand('trap "" TERM; echo up >&2; while :; do sleep 0.01; done'), ...base });
      rig.start();
      await waitFor(() => rig.stderr() === 'up\n');
      return rig;
    };
    let rig = await begin();
    // A machine that stands still for a second here makes it rightly ready before it is asked.
    for (let round = 2; round <= 5 && types(rig).includes('process-ready'); round += 1) {
      await end(rig, 1);
      rig = await begin();
    }
    rig.apps.terminate(1, 'SIGTERM');
    await pass(1100);
    await end(rig, 1);
    expect(types(rig)).toEqual(['process-started', 'process-exited', 'process-gone']);
  });

  test('a Go program that outlasts its grace tells its goroutines, not on the screen', async () => {
    let dump = '';
    const outlast = async (): Promise<Rig> => {
      const rig = createRig(shape('ignores', await freePort()), {
        goroutineReader: (text) => {
          dump = text;
          return { count: 2, kinds: 1, goroutines: ['main.serve (x2)'] };
        },
      });
      const run = rig.start();
      await rig.ports(run);
      rig.apps.terminate(run, 'SIGTERM');
      rig.apps.kill(run, { dump: true });
      expect(await rig.event(run, 'process-gone')).toMatchObject({ forced: true });
      rig.quit();
      return rig;
    };
    // gorl gives it 300 ms, which is little for a machine that stands still: it need not succeed each time.
    const whole = /^SIGQUIT: quit[\s\S]*goroutine 1[\s\S]*main\.serve/;
    let rig = await outlast();
    for (let round = 2; round <= 5 && !whole.test(dump); round += 1) rig = await outlast();
    expect(dump).toMatch(whole);
    expect(await rig.report('process-dump')).toEqual({
      type: 'process-dump',
      run: 1,
      count: 2,
      kinds: 1,
      goroutines: ['main.serve (x2)'],
    });
    expect(rig.stderr()).toBe('');
  });

  test('no goroutine dump when nobody asks for it, or when it is no Go program', async () => {
    const goroutineReader = () => ({ count: 1, kinds: 1, goroutines: ['x'] });
    const early = createRig(shape('ignores', await freePort()), { goroutineReader });
    const run = early.start();
    await early.ports(run);
    early.apps.terminate(run, 'SIGTERM');
    await end(early, run);
    const shell = createRig(
      { ...shellCommand('trap "" TERM; trap "echo Q >&2" QUIT; echo up >&2; while :; do sleep 0.01; done'), ...base },
      { goroutineReader },
    );
    const other = shell.start();
    await waitFor(() => shell.stderr().includes('up\n'));
    shell.apps.terminate(other, 'SIGTERM');
    shell.apps.kill(other, { dump: true });
    await end(shell, other);
    expect([...early.reports, ...shell.reports].filter(({ type }) => type !== 'process-listening')).toEqual([]);
    expect(shell.stderr()).toBe('up\n');
  });

  test('a port in use is told with its holder', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const rig = createRig(shape('plain', port));
    const run = rig.start();
    expect(await rig.event(run, 'process-exited')).toMatchObject({ end: { type: 'code', code: 1 } });
    const command = expect.stringMatching(/node|vitest/) as string;
    expect(await rig.report('port-in-use')).toMatchObject({ run, port, holder: { pid: process.pid, command } });
    server.close();
    rig.quit();
  });

  test("the holder of a port is known as ours or as another gorl's", async () => {
    const port = await freePort();
    const rig = createRig(shape('plain', port));
    const first = rig.start();
    await rig.ports(first);
    const second = rig.start();
    await rig.event(second, 'process-gone');
    expect(await rig.report('port-in-use')).toMatchObject({ run: second, port, holder: { gorl: 'this' } });
    const other = createRig(shape('plain', port));
    await other.event(other.start(), 'process-gone');
    expect(await other.report('port-in-use')).toMatchObject({ holder: { gorl: 'other' } });
    other.quit();
    await end(rig, first);
  });
});

/** Lets time pass, for what must not happen in it, or only after it. */
function pass(ms: number): Promise<void> {
  const startedAt = performance.now();
  return waitFor(() => performance.now() - startedAt > ms);
}
