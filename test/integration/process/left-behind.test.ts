import { closeSync, mkdtempSync, openSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAppProcesses } from '../../../src/process/app/app-processes.ts';
import { createCommandRunner } from '../../../src/process/commands/commands.ts';
import type { Guardian } from '../../../src/process/guardian/guardian.ts';
import { openProcessTable } from '../../../src/process/tree/open-table.ts';
import { createPipePool, type PipePool } from '../../../src/process/io/pipe-pool.ts';
import { waitFor } from '../../support/wait-for.ts';
import { shellCommand } from '../../../src/process/commands/shell-command.ts';

describe.runIf(process.platform === 'linux')('what a process leaves behind', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'gorl-left-'));
  const sessionId = `left-${process.pid}`;
  const env = { PATH: process.env['PATH'] ?? '' };
  const guarded: number[] = [];
  const guardian: Guardian = {
    start() {},
    add: (pgid) => void guarded.push(pgid),
    remove: (pgid) => void guarded.splice(guarded.indexOf(pgid), 1),
    quit() {},
  };
  const deps = { sessionId, guardian, table: openProcessTable(), sweep: { sweep: async () => {} } };
  const runner = createCommandRunner(deps);
  const shell = (line: string, label: string, from = runner) =>
    from.start({ command: { type: 'shell', line }, cwd, env, label });
  const lives = (pid: number): boolean => deps.table?.row(pid)?.alive === true;
  beforeAll(() => runner.warmUp());
  afterAll(async () => {
    await runner.killAll();
    rmSync(cwd, { recursive: true });
  });

  test("a command's group leaves the list when it is empty, although a daemon of the command lives on", async () => {
    const pid = Number((await shell('setsid sleep 30 & echo $!', 'build-1').ended).output);
    await waitFor(() => runner.groups().length === 0);
    expect(guarded).toEqual([]);
    expect(lives(pid)).toBe(true);
    await runner.killAll();
    expect(lives(pid)).toBe(false);
    expect(guarded).toEqual([]);
  });

  test("a run's group leaves the list, too", async () => {
    let stderr = '';
    const events: string[] = [];
    const apps = createAppProcesses({
      ...deps,
      service: 'app',
      reporter: { report() {} },
      writeStderr: (chunk) => void (stderr += Buffer.from(chunk).toString()),
      stdout: 'ignore',
    });
    const spec = { ...shellCommand('setsid sleep 30 & echo $! >&2'), cwd, env };
    apps.start({ run: 1, artifact: { generation: 1 }, spec }, ({ type }) => void events.push(type));
    expect(apps.groups()).toHaveLength(1);
    await waitFor(() => events.includes('process-exited') && apps.groups().length === 0);
    expect(guarded).toEqual([]);
    expect(lives(Number(stderr))).toBe(true);
    expect(events).not.toContain('process-gone');
    apps.terminate(1, 'SIGTERM');
    await waitFor(() => events.includes('process-gone'));
    expect(lives(Number(stderr))).toBe(false);
    expect(guarded).toEqual([]);
  });

  test('a command that cannot even be tried gives its pipe back', async () => {
    const fd = openSync('/dev/null', 'w');
    const output = new PassThrough();
    let handedOver = 0;
    const handOver = (): void => {
      handedOver += 1;
      closeSync(fd);
    };
    const pipes: PipePool = {
      ready: async () => {},
      keep: () => {},
      take: () => ({ output, fd, handedOver: handOver }),
    };
    const { end } = await shell('echo \0', 'build-2', createCommandRunner({ ...deps, pipes })).ended;
    expect(end).toMatchObject({ type: 'spawn-failed', message: expect.stringMatching(/null bytes/) });
    expect(handedOver).toBe(1);
    expect(output.destroyed).toBe(true);
  });

  test('a pipe that cannot be read is no uncaught error', async () => {
    const pool = createPipePool();
    await pool.ready();
    const pipe = pool.take();
    pipe?.handedOver();
    expect(pipe?.output.listenerCount('error')).toBe(1);
    pipe?.output.emit('error', new Error('EIO'));
    pipe?.output.destroy();
    expect(readdirSync(cwd)).toEqual([]);
  });
});
