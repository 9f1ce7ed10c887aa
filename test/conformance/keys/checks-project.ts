import { existsSync } from 'node:fs';
import type { Key } from '../../../src/config/keys/keys.ts';
import type { Check } from './check.ts';
import { ofSaves, once, quick, shell } from './runs.ts';

export const projectChecks = {
  root: ofSaves({
    effect: 'only files below root are taken up',
    value: 'sub',
    given: { settings: { 'build.include_file': [] } },
    saves: ['other.go', 'sub/in.go', 'sub/last.go'],
    withKey: ['in.go'],
    without: ['other.go', 'sub/in.go'],
  }),
  tmp_dir: {
    effect: 'the log of a failed build is written there',
    value: 'out',
    given: { settings: { ...quick, 'build.cmd': 'echo broken; exit 1' } },
    see: once((_, rig) => ['out', 'tmp'].filter((name) => existsSync(rig.path(`${name}/build-errors.log`)))),
    withKey: ['out'],
    without: ['tmp'],
  },
  testdata_dir: ofSaves({
    effect: 'files in it are not taken up',
    value: 'fake',
    saves: ['fake/a.go', 'a.go', 'last'],
    withKey: ['a.go'],
    without: ['a.go', 'fake/a.go'],
  }),
  env_files: {
    effect: 'the program gets the variables of the file',
    value: ['.env.dev'],
    given: {
      settings: { ...quick, 'build.entrypoint': shell('echo "APP_X is <$APP_X>"') },
      files: { '.env.dev': 'APP_X=from file\n' },
    },
    see: once(({ stdout }) => stdout.trim()),
    withKey: 'APP_X is <from file>',
    without: 'APP_X is <>',
  },
} as const satisfies Partial<Record<Key, Check>>;
