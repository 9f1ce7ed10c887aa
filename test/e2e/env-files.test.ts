import { existsSync, rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { GorlRig } from '../support/gorl-rig.ts';
import { said, setVersion, talkingApp } from '../support/talking-app.ts';

const withEnv = (files: Record<string, string>, config = 'env_files = [".env"]\n'): Record<string, string> => ({
  ...talkingApp(),
  '.air.toml': config,
  ...files,
});

test('values reach the hooks, the build and the app; later files win; the real environment wins over all', async () => {
  await using rig = new GorlRig({
    files: withEnv(
      {
        '.env': 'APP_A=one\nAPP_B=one\nAPP_C=file\nGOFLAGS=-tags=extra\n',
        '.env.local': 'APP_B="two words" # why\nexport APP_D=${APP_B}!\n',
      },
      'env_files = [".env", ".env.local"]\n[build]\npre_cmd = ["echo $APP_A > hook.txt"]\n',
    ),
    env: { APP_C: 'real', GOFLAGS: undefined },
  });
  rig.write(
    'extra.go',
    '//go:build extra\n\npackage main\n\nimport "os"\n\nfunc init() { os.Setenv("APP_TAG", "in") }\n',
  );
  rig.start();
  const { env } = await said(rig);
  expect(env).toMatchObject({ APP_A: 'one', APP_B: 'two words', APP_C: 'real', APP_TAG: 'in' });
  expect(rig.read('hook.txt')).toBe('one\n');
});

test('an edit restarts with the new values, without a build; a variable that vanished is gone', async () => {
  await using rig = new GorlRig({ files: withEnv({ '.env': 'APP_A=one\nAPP_B=here\n' }) });
  rig.start();
  expect((await said(rig)).env).toEqual({ APP_A: 'one', APP_B: 'here' });
  await rig.waitForEvent('watch-started');
  rig.write('.env', 'APP_A=two\n');
  expect((await said(rig, 2)).env).toEqual({ APP_A: 'two' });
  expect(rig.events.filter(({ type }) => type === 'build-started')).toHaveLength(1);
  const started = await rig.waitForEvent('process-started', ({ run }) => run === 2);
  expect(started.generation).toBe(1);
});

test('an error is told with its place, and the values from before stay', async () => {
  await using rig = new GorlRig({ files: withEnv({ '.env': 'APP_A=one\n' }) });
  rig.start();
  await said(rig);
  await rig.waitForEvent('watch-started');
  rig.write('.env', 'APP_A=two\nAPP_B="never closed\n');
  const { diagnostics } = await rig.waitForEvent('problems');
  expect(diagnostics[0]).toMatchObject({ source: 'env-file', location: { file: '.env', line: 2 } });
  expect((await said(rig, 2)).env).toEqual({ APP_A: 'one' });
  rig.write('.env', 'APP_A=two\nAPP_B="closed"\n');
  expect((await said(rig, 3)).env).toEqual({ APP_A: 'two', APP_B: 'closed' });
});

test('an error at the start keeps nothing from starting', async () => {
  await using rig = new GorlRig({ files: withEnv({ '.env': 'APP_A="open\n' }) });
  rig.start();
  const { diagnostics } = await rig.waitForEvent('problems');
  expect(diagnostics[0]?.location).toMatchObject({ file: '.env', line: 1 });
  expect((await said(rig)).env).toEqual({});
});

test('a file that is not there yet may come later, and may go', async () => {
  await using rig = new GorlRig({ files: withEnv({}, 'env_files = ["conf/app.env", "../outside.env"]\n') });
  rig.start();
  expect((await said(rig)).env).toEqual({});
  await rig.waitForEvent('watch-started');
  rig.write('conf/app.env', 'APP_A=late\n');
  expect((await said(rig, 2)).env).toEqual({ APP_A: 'late' });
  rmSync(rig.path('conf/app.env'));
  expect((await said(rig, 3)).env).toEqual({});
});

test('an edit during a build counts for the process that follows', async () => {
  await using rig = new GorlRig({
    files: withEnv(
      { '.env': 'APP_A=one\n' },
      'env_files = [".env"]\n[build]\npre_cmd = ["if [ -e wait ]; then echo > reached; while [ -e wait ]; do sleep 0.01; done; fi"]\n',
    ),
  });
  rig.start();
  await said(rig);
  await rig.waitForEvent('watch-started');
  rig.write('wait', '');
  setVersion(rig, 'v2');
  await rig.until('the hook of the second build', 60_000, () => existsSync(rig.path('reached')));
  rig.write('.env', 'APP_A=two\n');
  await rig.waitForEvent('files-changed', ({ files }) => files[0]?.rel === '.env');
  rmSync(rig.path('wait'));
  expect(await said(rig, 2)).toMatchObject({ version: 'v2', env: { APP_A: 'two' } });
  expect(rig.events.filter(({ type }) => type === 'build-started')).toHaveLength(2);
});
