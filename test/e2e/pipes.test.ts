import { execFileSync } from 'node:child_process';
import { renameSync } from 'node:fs';
import { expect, test } from 'vitest';
import { GorlRig } from '../support/gorl-rig.ts';
import { talkingApp } from '../support/talking-app.ts';

/** Puts a named pipe that nobody writes in the file's place. */
function becomesPipe(rig: GorlRig, name: string): void {
  execFileSync('mkfifo', [rig.path('new-pipe')]);
  renameSync(rig.path('new-pipe'), rig.path(name));
}

function becomesFile(rig: GorlRig, name: string, text: string): void {
  rig.write('new-file', text);
  renameSync(rig.path('new-file'), rig.path(name));
}

test('env file, .gitignore and another source that are pipes keep nobody waiting', async () => {
  await using rig = new GorlRig({ files: { ...talkingApp(), '.air.toml': 'env_files = [".env"]\n' } });
  // Not in the package itself: the go command would wait for it.
  rig.write('other/other.go', 'package other\n');
  for (const name of ['.env', '.gitignore', 'other/pipe.go']) becomesPipe(rig, name);
  rig.start();
  const { diagnostics } = await rig.waitForEvent('problems');
  expect(diagnostics.map(({ message }) => message)).toEqual(['the env file is not a regular file']);
  await rig.waitForEvent('process-ready');
  becomesFile(rig, '.env', 'APP_A=1\n');
  await rig.until('the restart', 60_000, () => rig.stdout.includes('"APP_A":"1"'));
  rig.signal('SIGTERM');
  expect(await rig.waitForExit()).toBe(143);
});

test.each([
  ['found', []],
  ['named with -c', ['-c', '.air.toml']],
] as const)('a config (%s) that becomes a pipe again and again is told, and gorl goes on', async (_how, args) => {
  await using rig = new GorlRig({ files: { ...talkingApp(), '.air.toml': '[build]\ndelay = 1\n' }, args });
  rig.start();
  await rig.waitForEvent('process-ready');
  for (const round of [2, 3, 4]) {
    becomesPipe(rig, '.air.toml');
    const { diagnostics } = await rig.waitForEvent('config-rejected');
    expect(diagnostics[0]?.message).toMatch(/the config is (?:not a regular file|a pipe, and nothing came out of it)$/);
    // As fast as can be: a look at the file and the opening of it may meet different ones.
    for (let swap = 0; swap < 20; swap += 1) {
      becomesFile(rig, '.air.toml', `[build]\ndelay = ${swap}\n`);
      becomesPipe(rig, '.air.toml');
    }
    becomesFile(rig, '.air.toml', `[build]\nstop_on_error = ${round % 2 === 0}\ndelay = ${round}00\n`);
    await rig.waitForEvent('config-reloaded', ({ changed }) => changed.includes('build.stop_on_error'));
  }
  rig.signal('SIGTERM');
  expect(await rig.waitForExit()).toBe(143);
});
