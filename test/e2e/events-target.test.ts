import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readdirSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { GorlRig, gorlBin } from '../support/gorl-rig.ts';
import { runGorl } from '../support/run-gorl.ts';
import { talkingApp } from '../support/talking-app.ts';

const program = { ...talkingApp(), 'main.go': 'package main\n\nfunc main() {}\n' };

test.each(['fd:3', 'fd:5', 'fd:7', 'fd:12', 'fd:15', 'fd:16', '/dev/fd/7'])(
  '--events %s is refused when nobody opened that descriptor',
  async (target) => {
    await using rig = new GorlRig({ files: program });
    const { code, stderr } = await runGorl(rig, ['--once', '--events', target]);
    const [number] = /\d+$/.exec(target) ?? [];
    expect(stderr).toContain(`cannot write events to ${target}: descriptor ${number} is not open (open one like this:`);
    expect(code).toBe(2);
  },
);

test.each(['fd:', 'fd:-1', 'fd:3 ', 'fd:abc'])('--events %j is refused, and no file is made', async (target) => {
  await using rig = new GorlRig({ files: program });
  const { code, stderr } = await runGorl(rig, ['--once', '--events', target]);
  expect(stderr).toContain('fd: needs the number of an open descriptor');
  expect(code).toBe(2);
  expect(readdirSync(rig.dir).toSorted()).toEqual(['go.mod', 'main.go']);
});

test('events go to whichever descriptor the caller opened', async () => {
  await using rig = new GorlRig({ files: program });
  for (const number of [3, 5, 7, 12, 15, 16]) {
    const file = openSync(rig.path(`${number}.ndjson`), 'w');
    const stdio = Array.from({ length: number + 1 }, (_, at) => (at === number ? file : ('ignore' as const)));
    const args = [gorlBin(), '--once', '--events', `fd:${number}`];
    const gorl = spawn(process.execPath, args, { cwd: rig.dir, env: rig.env(), stdio });
    closeSync(file);
    expect(await once(gorl, 'exit')).toEqual([0, null]);
    expect(rig.read(`${number}.ndjson`), `fd:${number}`).toMatch(/"type":"session-ended".*\n$/);
  }
});

test('a descriptor that is open for reading only is refused', async () => {
  await using rig = new GorlRig({ files: program });
  const file = openSync(rig.path('go.mod'), 'r');
  const gorl = spawn(process.execPath, [gorlBin(), '--once', '--events', 'fd:4'], {
    cwd: rig.dir,
    env: rig.env(),
    stdio: ['ignore', 'ignore', 'pipe', 'ignore', file],
  });
  closeSync(file);
  let said = '';
  gorl.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  expect(await once(gorl, 'close')).toEqual([2, null]);
  expect(said).toContain('cannot write events to fd:4: it is open only for reading');
});

test('an events file is for its owner only', async () => {
  await using rig = new GorlRig({ files: program });
  expect((await runGorl(rig, ['--once', '--events', 'events.ndjson'])).code).toBe(0);
  expect(statSync(rig.path('events.ndjson')).mode & 0o777).toBe(0o600);
});
