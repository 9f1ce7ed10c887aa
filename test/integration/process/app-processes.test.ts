import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { shellCommand } from '../../../src/process/commands/shell-command.ts';
import { freePort } from '../../support/free-port.ts';
import { waitFor } from '../../support/wait-for.ts';
import { alive, answers, buildShapes, createRig } from './rig.ts';

describe.runIf(process.platform === 'linux')('app processes', () => {
  const built = buildShapes();
  afterAll(() => built[Symbol.dispose]());
  const { base, shape } = built;

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
    expect(rig.types()).toEqual(['process-exited', 'process-gone']);
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
    expect(rig.types()).not.toContain('process-gone');
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
    await rig.end(run);
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
    const rig = createRig(shape('panics', await freePort()));
    const run = rig.start({ push: (text) => void (heard += text), finish: () => diagnostic });
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
    await rig.end(run);
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
    await rig.end(run);
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
});
