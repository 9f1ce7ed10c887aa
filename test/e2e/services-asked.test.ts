import { describe, expect, test } from 'vitest';
import { GorlRig } from '../support/gorl-rig.ts';
import { config, goFiles, run } from '../support/many-services.ts';
import { runGorl } from '../support/run-gorl.ts';

describe('what gorl says of services without running them', () => {
  const tables =
    '[services.api]\npackage = "./cmd/api"\n\n[services.alone]\npackage = "./cmd/alone"\ndepends_on = ["api"]\n';

  test('gorl why answers for each of them', async () => {
    await using rig = new GorlRig({ files: { ...goFiles, '.air.toml': tables } });
    const { code, stdout } = await runGorl(rig, ['why', 'shared/shared.go']);
    expect([code, stdout.split('\n')]).toEqual([
      0,
      [
        'api: shared/shared.go builds, and restarts the app if the binary differs',
        '  compiled into example.com/many/shared',
        '  example.com/many/cmd/api → example.com/many/shared',
        'alone: shared/shared.go does nothing',
        '  no part of the program',
        '',
      ],
    ]);
  });

  test('gorl doctor looks at each of them', async () => {
    await using rig = new GorlRig({ files: { ...goFiles, '.air.toml': tables } });
    const well = await runGorl(rig, ['doctor']);
    expect(well.stdout).toMatch(/^ok +services +api, alone$/m);
    expect(well.stdout).not.toContain('main-packages');
    rig.write('.air.toml', tables.replace('./cmd/alone', './cmd/alne'));
    const badly = await runGorl(rig, ['doctor']);
    expect(badly.stdout).toMatch(/^problem +services +.*there is no directory \.\/cmd\/alne/m);
    expect(badly.code).not.toBe(0);
  });
});

describe('services that cannot be', () => {
  test.each([
    [
      'a circle',
      { a: `${run('a')}\ndepends_on = ["b"]`, b: `${run('b')}\ndepends_on = ["a"]` },
      /\.air\.toml:3:14: .*services wait for each other: a → b → a/,
    ],
    [
      'an unknown name',
      { api: `${run('a')}\ndepends_on = ["bd"]`, db: run('b') },
      /\.air\.toml:3:15: .*there is no service "bd"[^]*did you mean db\?/,
    ],
    ['nothing to run', { api: 'depends_on = []' }, /\.air\.toml:1:11: services\.api does not say what it runs/],
    [
      'two things to run',
      { api: `${run('a')}\npackage = "."` },
      /services\.api\.run: services\.api\.package is set, too/,
    ],
    [
      'a directory that is not there',
      { api: `${run('a')}\ndir = "nowhere"` },
      /services\.api\.dir: .*nowhere does not exist/,
    ],
  ] as const)('%s', async (_, services, message) => {
    await using rig = new GorlRig({ files: { '.air.toml': config(services) } });
    rig.start();
    expect(await rig.waitForExit()).toBe(2);
    expect(rig.stderr).toMatch(message);
  });

  test('a name on the command line that is none', async () => {
    await using rig = new GorlRig({ files: { '.air.toml': config({ api: run('a'), db: run('b') }) } });
    rig.start(['--only', 'apo']);
    expect(await rig.waitForExit()).toBe(2);
    expect(rig.stderr).toMatch(/there is no service "apo"[^]*did you mean api\?/);
  });
});
