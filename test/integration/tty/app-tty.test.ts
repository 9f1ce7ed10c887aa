import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildTtyHelper } from '../../../src/go/tty-helper/build-tty-helper.ts';
import { builtTtyHelper, ttyHelperPath } from '../../../src/go/tty-helper/built-tty-helper.ts';
import { ttyHelperSource } from '../../../src/go/tty-helper/tty-helper-source.ts';
import { hashText } from '../../../src/base/hash-text.ts';
import { AppTty } from '../../../src/process/tty/app-tty.ts';
import { plainCommands } from '../../support/plain-commands.ts';
import { waitFor } from '../../support/wait-for.ts';

const directory = mkdtempSync(join(tmpdir(), 'gorl-tty-'));
let helper = '';

beforeAll(async () => {
  const env = process.env as Record<string, string>;
  helper = await buildTtyHelper({
    commands: plainCommands,
    env: { ...env, GOOS: 'windows', GOFLAGS: '-race' },
    directory,
  });
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

interface Running {
  readonly tty: AppTty;
  text(): string;
  readonly failure: Promise<Error | undefined>;
  readonly exit: Promise<number | null>;
}

function start(file: string, ...args: string[]): Running {
  const tty = new AppTty(helper, { rows: 10, columns: 33 });
  const launch = tty.launch(file, args, 3);
  const child = spawn(launch.file, launch.args, {
    stdio: ['ignore', 'ignore', 'ignore', ...launch.stdio],
    detached: true,
  });
  let text = '';
  tty.output.on('data', (chunk: Buffer) => (text += String(tty.read(chunk))));
  return {
    tty,
    text: () => text,
    failure: tty.started(child.stdio.at(-1) as Duplex),
    exit: new Promise((resolve) => child.once('exit', resolve)),
  };
}

const shell = (line: string): Running => start('/bin/sh', '-c', line);

test('the helper is built for this machine, and is believed only while nobody else can write it', () => {
  expect(builtTtyHelper(directory)).toBe(helper);
  const { mode } = statSync(helper);
  chmodSync(helper, mode | 0o020);
  expect(builtTtyHelper(directory)).toBeUndefined();
  chmodSync(helper, mode);
  expect(builtTtyHelper(join(directory, 'nowhere'))).toBeUndefined();
});

test('each change of its source has a number of its own', () => {
  expect([hashText(ttyHelperSource), ttyHelperPath('/').split('-').at(-1)]).toEqual(['234102a177ae7844', '3']);
});

test('a helper that does not build says why, and leaves nothing behind', async () => {
  const env = { PATH: process.env['PATH'] ?? '', GOROOT: '/nowhere', HOME: directory };
  const other = join(directory, 'other');
  await expect(buildTtyHelper({ commands: plainCommands, env, directory: other })).rejects.toThrow('go build failed');
  expect(builtTtyHelper(other)).toBeUndefined();
});

test('a helper that is killed before it has its answer is a program that has ended', async () => {
  const tty = new AppTty(helper, { rows: 10, columns: 33 });
  const launch = tty.launch('/bin/true', [], 3);
  const child = spawn(launch.file, launch.args, {
    stdio: ['ignore', 'ignore', 'ignore', ...launch.stdio],
    detached: true,
  });
  const status = child.stdio.at(-1) as Duplex;
  await once(status, 'readable');
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  // The loop must not turn, or node would know that the other side is closed before it answers.
  while (!/^State:\tZ/m.test(readFileSync(`/proc/${child.pid}/status`, 'utf8')));
  expect([await tty.started(status), await exit]).toEqual([undefined, [null, 'SIGKILL']]);
  tty.close();
});

test('the program is the leader of a session whose terminal it has, with that size', async () => {
  const run = shell('test -t 0 && test -t 1 && test -t 2 && stty size && ps -o sid=,pid= -p $$ && echo > /dev/tty');
  expect([await run.failure, await run.exit]).toEqual([undefined, 0]);
  await run.tty.settled();
  const [, size, sid, pid] = /(\d+ \d+)\s+(\d+)\s+(\d+)/.exec(run.text()) ?? [];
  expect([size, sid]).toEqual(['10 33', pid]);
  run.tty.close();
});

test('what was written by the end has been read when it has settled, however much', async () => {
  for (let round = 0; round < 20; round += 1) {
    const run = shell('i=0; while [ $i -lt 400 ]; do echo "line $i"; i=$((i+1)); done; printf last');
    await run.exit;
    await run.tty.settled();
    expect(run.text().split('\r\n')).toHaveLength(401);
    expect(run.text().endsWith('last')).toBe(true);
    run.tty.close();
  }
});

test('why a program cannot be started is the system’s own word for it', async () => {
  for (const [file, code] of [
    ['/nowhere/at/all', 'ENOENT'],
    ['nothing-of-that-name', 'ENOENT'],
    [directory, 'EACCES'],
  ] as const) {
    const run = start(file);
    expect(await run.failure).toMatchObject({ code });
    run.tty.close();
  }
  // No shell takes it for a script.
  const run = start(join(import.meta.dirname, 'app-tty.test.ts'));
  expect(await run.failure).toMatchObject({ code: 'EACCES' });
  run.tty.close();
});

test('what is typed arrives, and another size is told', async () => {
  const run = shell("trap 'stty size' WINCH; echo up; while ! read -r line; do :; done; echo got $line; stty size");
  await waitFor(() => run.text().includes('up'));
  await run.failure;
  run.tty.resize({ rows: 20, columns: 60 });
  run.tty.resize({ rows: 21, columns: 61 });
  await waitFor(() => run.text().includes('21 61'));
  run.tty.type(Buffer.from('hello\r'));
  await run.exit;
  await run.tty.settled();
  expect(run.text()).toContain('got hello\r\n21 61');
  run.tty.close();
});

test('when gorl’s side is closed, the program’s session is hung up', async () => {
  const run = shell('echo up; exec sleep 1000');
  await waitFor(() => run.text().includes('up'));
  run.tty.close();
  expect(await run.exit).toBeNull();
});
