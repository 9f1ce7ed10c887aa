import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startDetached } from '../../../src/process/commands/start-detached.ts';
import { waitFor } from '../../support/wait-for.ts';

const cwd = import.meta.dirname;
const env = { PATH: process.env['PATH'] ?? '' };
const start = (file: string, args: readonly string[], withinMs = 60_000) =>
  startDetached({ file, args, cwd, env }, withinMs);

test('how it ended, if it did soon', async () => {
  expect(await start('sh', ['-c', 'exit 3'])).toEqual({ type: 'code', code: 3 });
  expect(await start('sh', ['-c', 'kill -9 $$'])).toEqual({ type: 'signal', signal: 'SIGKILL' });
});

test.each([
  ['is not there', 'no-such-editor', 'no-such-editor: no such file'],
  ['is no program', '/etc/passwd', '/etc/passwd: not executable'],
])('one that %s', async (_, file, message) => expect(await start(file, [])).toEqual({ type: 'spawn-failed', message }));

test('an argument that cannot be one', async () =>
  expect(await start('sh', ['a\0b'])).toMatchObject({
    type: 'spawn-failed',
    message: expect.stringContaining('null'),
  }));

test('one that goes on is left alone, in a session of its own, with the arguments as they are', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gorl-detached-'));
  try {
    const script = join(folder, 'editor');
    writeFileSync(
      script,
      '#!/bin/sh\ncd "$1"\nprintf "%s\\n" "$@" >got.part; cut -d" " -f6 /proc/$$/stat >>got.part; echo $$ >>got.part; mv got.part got; read x <end\n',
      { mode: 0o755 },
    );
    const { execFileSync } = await import('node:child_process');
    execFileSync('mkfifo', [join(folder, 'end')]);
    expect(await start(script, [folder, 'a b', '$(id)', '*'], 0)).toBeUndefined();
    await waitFor(() => existsSync(join(folder, 'got')));
    const [, ...got] = readFileSync(join(folder, 'got'), 'utf8').trim().split('\n');
    const pid = got.pop();
    expect(got).toEqual(['a b', '$(id)', '*', pid]);
    writeFileSync(join(folder, 'end'), '\n');
    await waitFor(() => !existsSync(`/proc/${pid}`));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
