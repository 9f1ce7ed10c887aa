import { symlinkSync } from 'node:fs';
import type { Key } from '../../../src/config/keys/keys.ts';
import { GorlRig } from '../../support/gorl-rig.ts';
import { runGorl } from '../../support/run-gorl.ts';
import type { Check } from './check.ts';
import { begin, count, makeOld, ofSaves, quick, staying, takenUp, watching } from './runs.ts';
import { holdsBack } from './stream.ts';

export const watchChecks = {
  'build.include_ext': ofSaves({
    effect: 'files of these extensions are taken up, and no others',
    value: ['css'],
    saves: ['a.css', 'a.go', 'last'],
    withKey: ['a.css'],
    without: ['a.go'],
  }),
  'build.include_dir': ofSaves({
    effect: 'only files in these directories are taken up',
    value: ['in'],
    saves: ['in/a.go', 'out/a.go', 'last'],
    withKey: ['in/a.go'],
    without: ['in/a.go', 'out/a.go'],
  }),
  'build.include_file': ofSaves({
    effect: 'the file is taken up, whatever its extension',
    value: ['conf/app.yaml'],
    given: { settings: { 'build.include_file': [] } },
    saves: ['conf/app.yaml', 'conf/other.yaml', 'last.go'],
    withKey: ['conf/app.yaml'],
    without: [],
  }),
  'build.exclude_dir': ofSaves({
    effect: 'files in these directories are not taken up',
    value: ['web'],
    saves: ['web/a.go', 'assets/a.go', 'last'],
    withKey: ['assets/a.go'],
    without: ['web/a.go'],
  }),
  'build.exclude_file': ofSaves({
    effect: 'these files are not taken up',
    value: ['gen/*.go'],
    saves: ['gen/a.go', 'a.go', 'last'],
    withKey: ['a.go'],
    without: ['a.go', 'gen/a.go'],
  }),
  'build.exclude_regex': ofSaves({
    effect: 'files that match are not taken up',
    value: ['_gen\\.go$'],
    saves: ['a_gen.go', 'a_test.go', 'last'],
    withKey: ['a_test.go'],
    without: ['a_gen.go'],
  }),
  'build.exclude_unchanged': {
    noEffect: 'no effect, as gorl always ignores what is unchanged',
    holds: 'true',
    value: true,
    wrong: 'yes',
  },
  'build.respect_gitignore': ofSaves({
    effect: 'false takes up what .gitignore names',
    value: false,
    given: { files: { '.gitignore': 'ignored.go\n' } },
    saves: ['ignored.go', 'last'],
    withKey: ['ignored.go'],
    without: [],
  }),
  'build.no_rebuild_ext': {
    effect: 'files of these extensions restart the program without a build',
    value: ['html'],
    given: { settings: staying, files: { 'page.html': 'before\n' } },
    see: async (files) => {
      await using rig = new GorlRig({ files });
      makeOld(rig, ['page.html']);
      await begin(rig);
      await takenUp(rig, ['page.html'], 'files-changed');
      return { starts: count(rig, 'process-started'), builds: count(rig, 'build-started') };
    },
    withKey: { starts: 2, builds: 1 },
    without: { starts: 2, builds: 2 },
  },
  'build.follow_symlink': {
    effect: 'files behind a linked directory are taken up',
    value: true,
    given: { settings: staying, files: { 'last.go': 'before\n' } },
    see: async (files) => {
      await using aside = new GorlRig({ files: { 'lib/a.go': 'before\n' } });
      await using rig = new GorlRig({ files });
      makeOld(aside, ['lib/a.go']);
      makeOld(rig, ['last.go']);
      symlinkSync(aside.path('lib'), rig.path('linked'));
      await begin(rig);
      return await takenUp(rig, ['linked/a.go', 'last.go'], 'files-changed');
    },
    withKey: ['linked/a.go'],
    without: [],
  },
  'build.ignore_dangerous_root_dir': {
    effect: 'gorl runs in the home directory',
    value: true,
    given: { settings: quick },
    see: async (files) => {
      await using rig = new GorlRig({ files });
      const { code, stdout, stderr } = await runGorl(rig, ['--once'], { env: rig.env({ HOME: rig.dir }) });
      return { code, ran: stdout.includes('up'), refused: stderr.includes('is a home directory, not a project') };
    },
    withKey: { code: 0, ran: true, refused: false },
    without: { code: 2, ran: false, refused: true },
  },
  'build.poll': {
    effect: 'gorl polls, and finds a save',
    value: true,
    given: { settings: staying, files: { 'a.go': 'before\n' } },
    see: watching(async (rig) => {
      await takenUp(rig, ['a.go'], 'files-changed');
      return rig.events.flatMap((event) => (event.type === 'watch-started' ? [event.mode] : []));
    }),
    withKey: ['polling'],
    without: ['events'],
  },
  'build.poll_interval': {
    effect: 'the time from one look to the next is that long',
    value: 2000,
    given: { settings: { ...staying, 'build.poll': true }, files: { 'a.go': 'before\n' } },
    see: watching(async (rig) => {
      const told = rig.events.flatMap((event) => (event.type === 'watch-started' ? [event.pollIntervalMs] : []));
      const lookMs = async (text: string): Promise<number> => {
        const before = count(rig, 'process-started');
        rig.write('a.go', text);
        const { t } = await rig.waitForEvent('files-changed');
        // The end of a build is a look as well.
        await rig.waitForEvent('process-started', ({ run }) => run > before);
        return t;
      };
      let waited = false;
      // A stamp may be late: one time of three that is nearly as long as told will do.
      for (let at = 1; at <= 3 && !waited; at++) {
        const first = await lookMs(`first ${at}\n`);
        waited = (await lookMs(`second ${at}\n`)) - first >= (told[0] ?? 0) / 2;
      }
      return { told, waited };
    }),
    withKey: { told: [2000], waited: true },
    without: { told: [500], waited: true },
  },
  'build.delay': {
    effect: 'changes that keep coming are held back that long at most',
    value: 20,
    given: { settings: staying, files: { 'stream.go': '' } },
    see: watching((rig) => holdsBack(rig, 'stream.go', 'files-changed')),
    withKey: false,
    without: true,
  },
} as const satisfies Partial<Record<Key, Check>>;
