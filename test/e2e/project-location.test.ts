import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { gorlBin, GorlRig } from '../support/gorl-rig.ts';
import { runGorl } from '../support/run-gorl.ts';
import { said, talkingApp } from '../support/talking-app.ts';

describe('where the project lies', () => {
  test('a hidden project directory is watched, and so is a symlinked one', async () => {
    await using rig = new GorlRig();
    for (const [name, text] of Object.entries(talkingApp())) rig.write(`.hidden/${name}`, text);
    symlinkSync(rig.path('.hidden'), rig.path('link'));
    rig.start([
      '--root',
      'link',
      '--build.cmd',
      'cd link && go build -o ../tmp/app .',
      '--build.entrypoint',
      '../tmp/app',
    ]);
    await said(rig);
    rig.write('.hidden/main.go', rig.read('.hidden/main.go').replace('"v1"', '"v2"'));
    expect((await said(rig, 2)).version).toBe('v2');
  });

  test('started in a hidden directory', async () => {
    await using rig = new GorlRig();
    for (const [name, text] of Object.entries(talkingApp())) rig.write(`.hidden/${name}`, text);
    rig.start(['--once', '--build.cmd', 'true', '--build.full_bin', 'true']);
    expect(await rig.waitForExit()).toBe(0);
    await using inside = new GorlRig({ files: {}, env: { air_wd: rig.path('.hidden') } });
    inside.start();
    await said(inside);
    rig.write('.hidden/main.go', rig.read('.hidden/main.go').replace('"v1"', '"v2"'));
    expect((await said(inside, 2)).version).toBe('v2');
  });

  test('an edit of go.mod builds, one in a package that came with its directory does', async () => {
    await using rig = new GorlRig({ files: talkingApp() });
    rig.start();
    await said(rig);
    await rig.waitForEvent('watch-started');
    rig.write('go.mod', 'module example.com/talking\n\ngo 1.20\n');
    await rig.waitForEvent('build-started', ({ cause }) => cause.type === 'files' && cause.files[0]?.rel === 'go.mod');
    await rig.waitForEvent('nothing-to-do');
    rig.write('new/deep/deep.go', 'package deep\n');
    rig.write('more.go', 'package main\n\nimport _ "example.com/talking/new/deep"\n');
    await rig.waitForEvent('build-succeeded');
    rig.write('new/deep/deep.go', 'package deep\n\nfunc init() { println("deep") }\n');
    const { cause } = await rig.waitForEvent('build-started');
    expect(cause.type === 'files' && cause.files.map(({ rel }) => rel)).toEqual(['new/deep/deep.go']);
  });

  test('a root that may not be read', async ({ skip }) => {
    await using rig = new GorlRig({ files: talkingApp() });
    const root = rig.path('secret');
    mkdirSync(root);
    chmodSync(root, 0o000);
    // root reads everything; then gorl is started as somebody who does not.
    const canRead = existsSync(`${root}/.`);
    if (canRead && spawnSync('setpriv', [...nobody, '--version']).status !== 0)
      return skip('needs setpriv, and a node that every user may start');
    const args = ['--root', 'secret', '--build.cmd', 'true', '--build.full_bin', 'true'];
    const result = canRead ? asNobody(rig, args) : await runGorl(rig, args);
    chmodSync(root, 0o755);
    expect(result).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/secret cannot be read: permission denied/),
    });
  });
});

const nobody = ['--reuid=65534', '--regid=65534', '--clear-groups', process.execPath];

/** gorl as an ordinary user; only root can become one. */
function asNobody(rig: GorlRig, args: readonly string[]): { code: number; stderr: string } {
  chmodSync(rig.dir, 0o777);
  // Where gorl is installed may be closed to others.
  for (const part of ['bin', 'dist', 'package.json'])
    cpSync(join(dirname(gorlBin()), '..', part), rig.path(`gorl/${part}`), { recursive: true });
  const gorl = rig.path('gorl/bin/gorl.js');
  const { status, stderr } = spawnSync('setpriv', [...nobody, gorl, ...args], {
    cwd: rig.dir,
    env: rig.env({ HOME: '/nonexistent' }),
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { code: status ?? -1, stderr };
}
