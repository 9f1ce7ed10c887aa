import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { GorlRig } from '../support/gorl-rig.ts';
import { runGorl } from '../support/run-gorl.ts';
import { said, setVersion, talkingApp } from '../support/talking-app.ts';

describe('what gorl leaves in the tree', () => {
  const listing = (dir: string): string[] => readdirSync(dir, { recursive: true }).map(String).toSorted();

  test('only tmp_dir, with a .gitignore, since gorl made it', async () => {
    await using rig = new GorlRig({ files: { ...talkingApp(), 'web/page.html': 'x', '.gitignore': '' } });
    const before = listing(rig.dir);
    rig.start();
    await said(rig);
    setVersion(rig, 'v2');
    await said(rig, 2);
    rig.write('main.go', `${rig.read('main.go')}broken`);
    await rig.waitForEvent('build-failed');
    expect(listing(rig.dir).filter((name) => !name.startsWith('tmp'))).toEqual(before);
    expect(rig.read('tmp/.gitignore')).toBe('*\n');
    rig.signal('SIGTERM');
    expect(await rig.waitForExit()).toBe(143);
    // Is there for the next session if the go command has answered by then.
    const known = [...before, 'tmp/gorl-program.json'];
    expect(listing(rig.dir).filter((name) => !known.includes(name))).toEqual([
      'tmp',
      'tmp/.gitignore',
      'tmp/build-errors.log',
    ]);
  });

  test('a tmp_dir that was there gets none', async () => {
    await using rig = new GorlRig({ files: { ...talkingApp(), 'tmp/mine': 'x' } });
    rig.start();
    await said(rig);
    expect(existsSync(rig.path('tmp/.gitignore'))).toBe(false);
    expect(rig.read('tmp/mine')).toBe('x');
  });

  test('misc.clean_on_exit removes tmp_dir and nothing else', async () => {
    await using rig = new GorlRig({ files: { ...talkingApp(), '.air.toml': '[misc]\nclean_on_exit = true\n' } });
    const before = listing(rig.dir);
    rig.start();
    await said(rig);
    expect(existsSync(rig.path('tmp'))).toBe(true);
    rig.signal('SIGTERM');
    await rig.waitForExit();
    expect(listing(rig.dir)).toEqual(before);
  });

  test('a tmp_dir outside the project works; one that cannot be made is told', async () => {
    await using outside = new GorlRig();
    await using rig = new GorlRig({ files: talkingApp() });
    rig.start(['--tmp_dir', outside.path('deep/tmp')]);
    expect(dirname((await said(rig)).executable)).toBe(outside.path('deep/tmp/.gorl'));
    expect(existsSync(rig.path('tmp'))).toBe(false);
    writeFileSync(outside.path('file'), '');
    const refused = await runGorl(rig, ['--tmp_dir', outside.path('file/tmp')]);
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain('tmp_dir');
  });
});
