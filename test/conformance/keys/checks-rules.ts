import { existsSync } from 'node:fs';
import { GorlRig } from '../../support/gorl-rig.ts';
import { runGorl } from '../../support/run-gorl.ts';
import type { Effect, RuleKey } from './check.ts';
import { begin, count, makeOld, staying, takenUp, watching } from './runs.ts';
import { holdsBack } from './stream.ts';

/** A rule for .css files; they are not of the build's. */
const css = { cmd: 'true', include_ext: ['css'] } as const;

const given = { settings: staying, rule: css, files: { 'a.css': 'before\n' } } as const;

type Saves = Pick<Effect, 'effect' | 'value'> & {
  readonly rule: NonNullable<Effect['given']['rule']>;
  /** The last one is the rule's in any case. */
  readonly saves: readonly string[];
  /** For which of the others the command runs. */
  readonly withKey: readonly string[];
  readonly without: readonly string[];
};

function ofSaves({ rule, saves, ...check }: Saves): Effect {
  return {
    ...check,
    given: { settings: staying, rule, files: Object.fromEntries(saves.map((name) => [name, 'before\n'])) },
    see: async (files) => {
      await using rig = new GorlRig({ files });
      makeOld(rig, saves);
      await begin(rig);
      return await takenUp(rig, saves, 'rule-started');
    },
  };
}

export const ruleChecks: Readonly<Record<RuleKey, Effect>> = {
  name: {
    effect: 'messages call the rule by it',
    value: 'styles',
    given,
    see: watching(async (rig) => {
      rig.write('a.css', 'after\n');
      return (await rig.waitForEvent('rule-finished')).rule;
    }),
    withKey: 'styles',
    without: 'rule-0',
  },
  cmd: {
    effect: 'it runs; a rule without one is refused',
    value: 'touch made',
    given: { ...given, rule: { include_ext: ['css'] } },
    see: async (files) => {
      await using rig = new GorlRig({ files });
      const { code, stderr } = await runGorl(rig, ['config']);
      if (code !== 0) return [code, stderr.includes('cmd')];
      await begin(rig);
      rig.write('a.css', 'after\n');
      await rig.waitForEvent('rule-finished');
      return existsSync(rig.path('made'));
    },
    withKey: true,
    without: [2, true],
  },
  include_dir: ofSaves({
    effect: 'the rule is only for files in these directories',
    value: ['web'],
    rule: css,
    saves: ['other/a.css', 'web/a.css', 'web/last.css'],
    withKey: ['web/a.css'],
    without: ['other/a.css', 'web/a.css'],
  }),
  include_ext: ofSaves({
    effect: 'the rule is for files of these extensions',
    value: ['css'],
    rule: { cmd: 'true', include_file: ['last'] },
    saves: ['a.css', 'a.js', 'last'],
    withKey: ['a.css'],
    without: [],
  }),
  include_file: ofSaves({
    effect: 'the rule is for these files',
    value: ['conf/app.yaml'],
    rule: css,
    saves: ['conf/app.yaml', 'conf/other.yaml', 'last.css'],
    withKey: ['conf/app.yaml'],
    without: [],
  }),
  exclude_regex: ofSaves({
    effect: 'files that match are ignored',
    value: ['\\.min\\.css$'],
    rule: css,
    saves: ['a.min.css', 'a.css', 'last.css'],
    withKey: ['a.css'],
    without: ['a.css', 'a.min.css'],
  }),
  run: {
    effect: '"restart" starts the program again',
    value: 'restart',
    given,
    see: watching(async (rig) => {
      rig.write('a.css', 'after\n');
      const { next } = await rig.waitForEvent('rule-finished');
      if (next === 'restart') await rig.waitForEvent('process-started', ({ run }) => run === 2);
      return [next, count(rig, 'process-started'), count(rig, 'build-started')];
    }),
    withKey: ['restart', 2, 1],
    without: ['none', 1, 1],
  },
  delay: {
    effect: 'changes that keep coming are held back that long at most',
    value: 20,
    given: { ...given, files: { 'stream.css': '' } },
    see: watching((rig) => holdsBack(rig, 'stream.css', 'rule-started')),
    withKey: false,
    without: true,
  },
};
