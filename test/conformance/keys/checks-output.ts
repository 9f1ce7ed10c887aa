import { existsSync } from 'node:fs';
import type { Key } from '../../../src/config/keys/keys.ts';
import { TerminalRig } from '../../support/terminal-rig.ts';
import type { Check, Files } from './check.ts';
import { begin, count, once, quick, staying, watching } from './runs.ts';

const colored = { settings: { ...quick, 'color.mode': 'always' } } as const;

/** The number of the color in which gorl writes a verb. */
const colorOf = (text: string, verb: string): string | undefined =>
  // oxlint-disable-next-line no-control-regex
  new RegExp(`\\u001b\\[(\\d+)m${verb}\\b`).exec(text)?.[1];

const color = (verb: string) => once(({ stderr }) => colorOf(stderr, verb));

/** What a rebuild has written to a terminal, by the time gorl has ended. */
const rebuilt =
  (look: (screen: string) => unknown) =>
  async (files: Files): Promise<unknown> => {
    await using rig = new TerminalRig({ files });
    await begin(rig);
    rig.write('a.go', 'after\n');
    await rig.until('the next start', 20_000, () => count(rig, 'process-started') > 1);
    rig.signal('SIGTERM');
    await rig.waitForExit();
    await rig.waitForScreen('stopped');
    return look(rig.screen);
  };

export const outputChecks = {
  'color.mode': {
    effect: '"always" colors what goes to a pipe',
    value: 'always',
    given: { settings: quick },
    see: once(({ stderr }) => stderr.includes('\u001b[')),
    withKey: true,
    without: false,
  },
  'color.main': {
    effect: "the color of gorl's own lines",
    value: 'red',
    given: { settings: { ...staying, 'color.mode': 'always' } },
    see: watching(async (rig) => {
      rig.signal('SIGTERM');
      await rig.waitForExit();
      await rig.until('the line', 20_000, () => colorOf(rig.stderr, 'stopped') !== undefined);
      return colorOf(rig.stderr, 'stopped');
    }),
    withKey: '31',
    without: '35',
  },
  'color.watcher': {
    effect: 'the color of lines about watching',
    value: 'red',
    given: { settings: { ...staying, 'color.mode': 'always' } },
    see: watching(async (rig) => {
      await rig.until('the line', 20_000, () => colorOf(rig.stderr, 'watch') !== undefined);
      return colorOf(rig.stderr, 'watch');
    }),
    withKey: '31',
    without: '36',
  },
  'color.build': {
    effect: 'the color of lines about building',
    value: 'red',
    given: colored,
    see: color('build'),
    withKey: '31',
    without: '33',
  },
  'color.runner': {
    effect: 'the color of lines about running',
    value: 'red',
    given: colored,
    see: color('exited'),
    withKey: '31',
    without: '32',
  },
  'color.app': { noEffect: 'no effect, as in air', value: 'blue', wrong: 3 },
  'log.time': {
    effect: 'false hides the time',
    value: false,
    given: { settings: quick },
    see: once(({ stderr }) => /^(.*?) *exited /m.exec(stderr)?.[1]?.replaceAll(/\d/g, '0')),
    withKey: '',
    without: '00:00:00',
  },
  'log.main_only': {
    effect: 'lines about building and running are hidden, others are not',
    value: true,
    given: { settings: quick },
    see: once(({ stderr }) => ['build', 'exited'].filter((verb) => stderr.includes(`  ${verb} `))),
    withKey: ['exited'],
    without: ['build', 'exited'],
  },
  'log.silent': {
    effect: 'gorl says nothing, the program is heard',
    value: true,
    given: { settings: quick },
    see: once(({ stderr, stdout }) => [stderr === '', stdout.trim()]),
    withKey: [true, 'up'],
    without: [false, 'up'],
  },
  'misc.clean_on_exit': {
    effect: 'tmp_dir is deleted at the end',
    value: true,
    given: { settings: { ...quick, 'build.cmd': 'mkdir -p tmp && touch tmp/made' } },
    see: once((_, rig) => existsSync(rig.path('tmp'))),
    withKey: false,
    without: true,
  },
  'misc.startup_banner': {
    effect: "the text is shown in place of gorl's own first line",
    value: 'hello there',
    given: { settings: quick },
    see: once(({ stderr }) => /hello there|gorl (?=\d)/g.exec(stderr)?.[0]),
    withKey: 'hello there',
    without: 'gorl ',
  },
  'screen.clear_on_rebuild': {
    effect: 'the screen is cleared before a rebuild',
    value: true,
    given: { settings: staying },
    see: rebuilt((screen) => screen.includes('\u001b[2J')),
    withKey: true,
    without: false,
  },
  'screen.keep_scroll': {
    effect: 'false clears what can be scrolled back to as well',
    value: false,
    given: { settings: { ...staying, 'screen.clear_on_rebuild': true } },
    see: rebuilt((screen) => [screen.includes('\u001b[2J'), screen.includes('\u001b[3J')]),
    withKey: [true, true],
    without: [true, false],
  },
} as const satisfies Partial<Record<Key, Check>>;
