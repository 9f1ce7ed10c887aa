import { existsSync } from 'node:fs';
import { GorlRig } from '../../support/gorl-rig.ts';
import { runGorl } from '../../support/run-gorl.ts';
import type { Effect, GenerateKey } from './check.ts';
import { begin, count, makeOld, staying, watching } from './runs.ts';

const sql = { cmd: 'true', files: ['*.sql'] } as const;

const given = { settings: staying, generator: sql, files: { 'a.sql': 'before\n' } } as const;

/** How often the generator runs, its run at the start included, when `a.css` and then `last.sql` are saved. */
const runsFor =
  (...saves: readonly string[]) =>
  async (files: Effect['given']['files'] = {}): Promise<number> => {
    await using rig = new GorlRig({ files });
    makeOld(rig, saves);
    await begin(rig);
    for (const name of saves) {
      const builds = count(rig, 'build-succeeded');
      rig.write(name, 'after\n');
      await rig.until('what comes of it', 20_000, () => count(rig, 'build-succeeded') > builds);
    }
    return count(rig, 'generator-finished');
  };

export const generateChecks: Readonly<Record<GenerateKey, Effect>> = {
  name: {
    effect: 'messages call the generator by it',
    value: 'queries',
    given,
    see: watching((rig) => rig.events.flatMap((each) => (each.type === 'generator-finished' ? [each.generator] : []))),
    withKey: ['queries'],
    without: ['true'],
  },
  files: {
    effect: 'the generator runs for these; one without any is refused',
    value: ['*.sql'],
    given: { ...given, generator: { cmd: 'true' } },
    see: async (files) => {
      await using rig = new GorlRig({ files });
      const { code, stderr } = await runGorl(rig, ['config']);
      return code === 0 ? await runsFor('a.sql')(files) : [code, stderr.includes('files')];
    },
    withKey: 2,
    without: [2, true],
  },
  exclude: {
    effect: 'what it names is no input',
    value: ['gen.*'],
    given: {
      ...given,
      settings: { ...staying, 'build.include_ext': ['sql'] },
      files: { 'a.sql': 'before\n', 'gen.sql': 'before\n' },
    },
    see: runsFor('gen.sql', 'a.sql'),
    withKey: 2,
    without: 3,
  },
  cmd: {
    effect: 'it runs; a generator without one is refused',
    value: 'touch made',
    given: { ...given, generator: { files: ['*.sql'] } },
    see: async (files) => {
      await using rig = new GorlRig({ files });
      const { code, stderr } = await runGorl(rig, ['config']);
      if (code !== 0) return [code, stderr.includes('cmd')];
      await begin(rig);
      return existsSync(rig.path('made'));
    },
    withKey: true,
    without: [2, true],
  },
};
