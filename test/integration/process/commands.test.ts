import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CommandSpec } from '../../../src/engine/ports.ts';
import { createCommandRunner } from '../../../src/process/commands/commands.ts';
import { openProcessTable } from '../../../src/process/tree/open-table.ts';
import { waitFor } from '../../support/wait-for.ts';

describe.runIf(process.platform !== 'win32')('commands', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'gorl-commands-'));
  afterAll(() => rmSync(cwd, { recursive: true, force: true }));
  const guarded = new Set<number>();
  const sessionId = `c-${process.pid}`;
  const deps = {
    sessionId,
    guardian: {
      start() {},
      add: (pgid: number) => void guarded.add(pgid),
      remove: (pgid: number) => void guarded.delete(pgid),
      quit() {},
    },
    table: openProcessTable(),
    sweep: { sweep: async () => {} },
  };
  const runner = createCommandRunner(deps);
  beforeAll(() => runner.warmUp());
  const env = { PATH: process.env['PATH'] ?? '' };
  const shell = (line: string, more: Partial<CommandSpec> = {}) =>
    runner.start({ command: { type: 'shell', line }, cwd, env, label: 'build-1', ...more });
  const lives = (pid: number): boolean => openProcessTable()?.row(pid)?.alive === true;

  test('collects stdout and stderr, hands them on as they come, tells the code', async () => {
    let heard = '';
    const { ended } = shell('echo out; echo err >&2; pwd; exit 3', { onOutput: (text) => void (heard += text) });
    const result = await ended;
    expect(result.end).toEqual({ type: 'code', code: 3 });
    expect(result.output.split('\n').toSorted()).toEqual(['', cwd, 'err', 'out']);
    expect(heard).toBe(result.output);
  });

  test('one that may wait gives way to others, with all that it starts', async () => {
    const line = 'until [ "$(nice)" = 10 ]; do :; done; nice';
    expect((await shell(line, { lowPriority: true }).ended).output).toBe('10\n');
    expect((await shell('nice').ended).output).toBe('0\n');
  });

  test.each(['argv', 'shell'] as const)('stdout goes to its own reader whole, apart from stderr (%s)', async (type) => {
    const line = 'yes 0123456789abcdef | head -n 400000; echo said >&2; exit 3';
    const command = type === 'shell' ? { type, line } : { type, file: 'sh', args: ['-c', line] };
    const pieces: string[] = [];
    const { ended } = runner.start({ command, cwd, env, label: 'list', stdout: (text) => void pieces.push(text) });
    const result = await ended;
    expect(result).toEqual({ end: { type: 'code', code: 3 }, output: 'said\n' });
    // More than `output` keeps.
    const whole = pieces.join('');
    expect(whole.length).toBe(400_000 * 17);
    expect(whole.startsWith('0123456789abcdef\n')).toBe(true);
  });

  test('argv goes to the program as it is, with exactly the given environment and a run id', async () => {
    const args = ['-c', 'printf "%s|" "$@"; env', 'sh', 'a b', '$HOME', "it's"];
    const { ended } = runner.start({
      command: { type: 'argv', file: 'sh', args },
      cwd,
      env: { ...env, ONLY: '1' },
      label: 'post_cmd',
    });
    const { output } = await ended;
    expect(output.startsWith("a b|$HOME|it's|")).toBe(true);
    const names = output
      .slice(output.lastIndexOf('|') + 1)
      .trim()
      .split('\n')
      .filter((line) => !/^(PWD|SHLVL|_|OLDPWD)=/.test(line));
    expect(names.toSorted()).toEqual([`GORL_RUN_ID=${sessionId}/post_cmd`, 'ONLY=1', `PATH=${env.PATH}`]);
  });

  test('all that any command started includes one that is about to be', async () => {
    const own = createCommandRunner(deps);
    const { ended } = own.start({ command: { type: 'shell', line: 'sleep 60' }, cwd, env, label: 'build-1' });
    await own.killAll();
    expect(await ended).toEqual({ end: { type: 'signal', signal: 'SIGKILL' }, output: '' });
  });

  test('nothing is started any more after the abrupt end, not even what was about to be', async () => {
    const own = createCommandRunner(deps);
    const about = own.start({ command: { type: 'shell', line: 'echo started' }, cwd, env, label: 'build-1' });
    own.killAllNow();
    const after = own.start({ command: { type: 'shell', line: 'echo started' }, cwd, env, label: 'build-1' });
    for (const { ended } of [about, after])
      expect(await ended).toEqual({ end: { type: 'signal', signal: 'SIGKILL' }, output: '' });
  });

  test('a program that is not there', async () => {
    const { ended } = runner.start({
      command: { type: 'argv', file: 'gorl-no-such-program', args: [] },
      cwd,
      env,
      label: 'x',
    });
    expect(await ended).toEqual({
      end: { type: 'spawn-failed', message: 'gorl-no-such-program: no such file' },
      output: '',
    });
  });

  test('a directory that is not there', async () => {
    const result = await shell('true', { cwd: join(cwd, 'nowhere') }).ended;
    expect(result.end).toMatchObject({
      type: 'spawn-failed',
      message: expect.stringContaining('nowhere: no such directory'),
    });
  });

  test('a grandchild that holds the pipe keeps nobody waiting, and is ended with the session', async () => {
    const startedAt = performance.now();
    const { output, end } = await shell('sleep 30 & echo $!').ended;
    // Who waits for the grandchild waits for 30 s.
    expect(performance.now() - startedAt).toBeLessThan(15_000);
    expect(end).toEqual({ type: 'code', code: 0 });
    const pid = Number(output);
    expect(lives(pid)).toBe(true);
    expect(runner.groups().length).toBe(1);
    await runner.killAll();
    expect(lives(pid)).toBe(false);
    await waitFor(() => guarded.size === 0);
  });

  test('cancel ends the whole tree, sessions of its own included', async () => {
    let heard = '';
    const command = shell('sleep 30 & setsid sleep 31 & echo up; wait', { onOutput: (text) => void (heard += text) });
    await waitFor(() => heard.includes('up'));
    const bearers = () =>
      (openProcessTable()?.rows(0) ?? []).filter((row) => openProcessTable()?.bears(row, `${sessionId}/build-1`));
    // One that is just becoming another program shows no environment.
    await waitFor(() => bearers().length >= 3);
    const pids = bearers();
    await command.cancel();
    expect(pids.filter(({ pid }) => lives(pid))).toEqual([]);
    expect((await command.ended).end).toEqual({ type: 'signal', signal: 'SIGKILL' });
    await command.cancel();
  });

  test('cancelled before it began, it never begins', async () => {
    const command = shell('echo started > begun');
    await command.cancel();
    expect(await command.ended).toEqual({ end: { type: 'signal', signal: 'SIGKILL' }, output: '' });
    expect((await shell('ls').ended).output).toBe('');
  });

  test('many lines arrive whole, characters across chunks included', async () => {
    const { output } = await shell('i=0; while [ $i -lt 20000 ]; do echo "größe € $i"; i=$((i+1)); done').ended;
    expect(output.split('\n')).toHaveLength(20_001);
    expect(output).not.toContain('\uFFFD');
  });

  test('nothing stays on the list of the guardian', async () => {
    await waitFor(() => guarded.size === 0);
    let during: number[] = [];
    await shell('echo', { onOutput: () => void (during = [...guarded]) }).ended;
    expect(during).toHaveLength(1);
    await waitFor(() => guarded.size === 0);
    expect(runner.groups()).toEqual([]);
  });
});
