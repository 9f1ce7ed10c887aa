import { existsSync, readFileSync, readdirSync } from 'node:fs';
import type { Key } from '../../../src/config/keys/keys.ts';
import { commitAll } from '../../support/commit-all.ts';
import { GorlRig } from '../../support/gorl-rig.ts';
import { manyImporters } from '../../support/many-importers.ts';
import { runGorl } from '../../support/run-gorl.ts';
import type { Check, Effect } from './check.ts';
import { count, once, quick, staying, watching } from './runs.ts';

const made = once((_, rig) => existsSync(rig.path('made')));
const words = once(({ stdout }) => stdout.trim());

/** Scripts for the keys that name a binary; the build makes them executable. */
const scripts = {
  settings: { 'build.cmd': 'chmod +x tmp/main other' },
  files: { 'tmp/main': '#!/bin/sh\necho main\n', other: '#!/bin/sh\necho other\n' },
} as const;

const tellsCommit = `package main

import (
	"fmt"
	"runtime/debug"
)

func main() {
	info, _ := debug.ReadBuildInfo()
	revision := ""
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			revision = setting.Value
		}
	}
	fmt.Println("a commit of", len(revision), "digits")
}
`;

const tellsDebugInfo = `package main

import (
	"debug/elf"
	"fmt"
	"os"
)

func main() {
	self, _ := os.Executable()
	file, err := elf.Open(self)
	if err != nil {
		panic(err)
	}
	isThere := func(name string) bool { return file.Section(name) != nil }
	fmt.Println("debug info", isThere(".debug_info") || isThere(".zdebug_info"))
}
`;

const staysForever = `package main

import "time"

func main() {
	time.Sleep(time.Hour)
}
`;

/** With the key only. */
const debugInfoIsKept: Pick<Effect, 'given' | 'see' | 'withKey' | 'without'> = {
  given: {
    settings: { 'build.stop_on_error': true },
    files: { 'go.mod': 'module example.com/keys\n\ngo 1.19\n', 'main.go': tellsDebugInfo },
  },
  see: async (files) => {
    await using rig = new GorlRig({ files, env: { GOFLAGS: '' } });
    return (await runGorl(rig, ['--once'])).stdout.trim();
  },
  withKey: 'debug info true',
  without: 'debug info false',
};

/** The reasons for which the program was stopped, until a build that failed and then gorl's end. */
async function stopsAfterFailure(rig: GorlRig): Promise<unknown> {
  rig.write('broken', '');
  rig.write('main.go', 'package main\n');
  await rig.waitForEvent('build-failed');
  rig.signal('SIGTERM');
  await rig.waitForExit();
  return rig.events.flatMap((event) => (event.type === 'process-stopping' ? [event.reason] : []));
}

export const buildChecks = {
  'build.pre_cmd': {
    effect: 'the command runs before the build',
    value: ['echo pre >> order'],
    given: { settings: { ...quick, 'build.cmd': 'echo build >> order' } },
    see: once((_, rig) => rig.read('order')),
    withKey: 'pre\nbuild\n',
    without: 'build\n',
  },
  'build.cmd': {
    effect: 'it runs in place of the go command',
    value: 'touch made',
    given: {
      settings: { 'build.entrypoint': quick['build.entrypoint'] },
      files: { 'go.mod': 'module example.com/keys\n\ngo 1.19\n', 'main.go': 'package main\n\nfunc main() {}\n' },
    },
    see: made,
    withKey: true,
    without: false,
  },
  'build.post_cmd': {
    effect: 'the command runs at the end',
    value: ['touch made'],
    given: { settings: quick },
    see: made,
    withKey: true,
    without: false,
  },
  'build.bin': {
    effect: 'it is the binary that is run',
    value: './other',
    given: scripts,
    see: words,
    withKey: 'other',
    without: 'main',
  },
  'build.entrypoint': {
    effect: 'it is the program that is run, with its arguments',
    value: ['sh', '-c', 'echo "entry $1"', 'app', 'a b'],
    given: scripts,
    see: words,
    withKey: 'entry a b',
    without: 'main',
  },
  'build.full_bin': {
    effect: 'the shell runs it in place of the entrypoint',
    value: 'APP_MODE=full ./other | cat - tmp/mode',
    given: {
      settings: { ...scripts.settings, ...quick, 'build.cmd': 'chmod +x other; echo pipe > tmp/mode' },
      files: scripts.files,
    },
    see: words,
    withKey: 'other\npipe',
    without: 'up',
  },
  'build.args_bin': {
    effect: 'the program gets the arguments',
    value: ['one', 'two'],
    given: { settings: quick },
    see: words,
    withKey: 'up one two',
    without: 'up',
  },
  'build.log': {
    effect: 'a failed build is written to the file of that name',
    value: 'mine.log',
    given: { settings: { ...quick, 'build.cmd': 'echo broken; exit 1' } },
    see: once((_, rig) => readdirSync(rig.path('tmp')).filter((name) => name.endsWith('.log'))),
    withKey: ['mine.log'],
    without: ['build-errors.log'],
  },
  'build.vcs_stamp': {
    effect: 'the program knows the commit that it was built from',
    value: true,
    given: {
      // The whole command is gorl's.
      settings: { 'build.stop_on_error': true },
      files: { 'go.mod': 'module example.com/keys\n\ngo 1.19\n', 'main.go': tellsCommit },
    },
    see: async (files) => {
      await using rig = new GorlRig({ files });
      commitAll(rig.dir);
      return (await runGorl(rig, ['--once'])).stdout.trim();
    },
    withKey: 'a commit of 40 digits',
    without: 'a commit of 0 digits',
  },
  'build.tuned': {
    effect: 'false leaves the flags of the build as they are',
    value: false,
    ...debugInfoIsKept,
  },
  'build.debug': {
    effect: 'the binary holds what a debugger reads',
    value: true,
    ...debugInfoIsKept,
  },
  'build.fast_lane': {
    effect: 'every build is one of the go command',
    value: false,
    given: {
      settings: { 'build.stop_on_error': true },
      files: { 'go.mod': 'module example.com/keys\n\ngo 1.19\n', 'main.go': staysForever },
    },
    see: watching(async (rig) => {
      const { message } = await rig.waitForEvent('notice', (notice) => notice.message.startsWith('the fast lane is '));
      return message.replace(/, after .*/, '');
    }),
    withKey: 'the fast lane is off: build.fast_lane = false',
    without: 'the fast lane is ready',
  },
  'build.line_cutoff': {
    effect: 'an empty line in a package that many import is an ordinary edit',
    value: true,
    given: { settings: {}, files: manyImporters },
    see: watching(async (rig) => {
      await rig.waitForEvent('notice', ({ message }) => message.startsWith('the fast lane is ready'));
      rig.write('word/word.go', manyImporters['word/word.go'].replace('\n\n', '\n\n\n'));
      const { message } = await rig.waitForEvent('notice', (notice) =>
        /^only lines|^not the fast/.test(notice.message),
      );
      return message;
    }),
    withKey: 'only lines moved: until go build has run, what is inlined elsewhere keeps the old line numbers',
    without: 'not the fast lane: 10 packages have to be compiled, or more',
  },
  'build.no_dwarf': {
    effect: 'the fast lane uses packages without debug information',
    value: true,
    given: {
      settings: {},
      files: { 'go.mod': 'module example.com/keys\n\ngo 1.19\n', 'main.go': staysForever },
    },
    see: watching(async (rig) => {
      await rig.waitForEvent('notice', ({ message }) => message.startsWith('the fast lane is ready'));
      const isLight = ({ message }: { readonly message: string }): boolean => message.includes('without debug');
      if (readFileSync(rig.path('.air.toml'), 'utf8').includes('no_dwarf')) await rig.waitForEvent('notice', isLight);
      return rig.events.some((event) => event.type === 'notice' && isLight(event));
    }),
    withKey: true,
    without: false,
  },
  'build.stop_on_error': {
    effect: 'a failed build stops the program',
    value: true,
    given: {
      settings: { ...staying, 'build.cmd': 'test ! -e broken' },
      files: { 'main.go': '' },
    },
    see: watching(stopsAfterFailure),
    withKey: ['build-failed'],
    without: ['shutdown'],
  },
  'build.rerun': {
    effect: 'a program that has ended runs again',
    value: true,
    given: { settings: { ...quick, 'build.rerun_delay': 50 } },
    see: watching(async (rig) => {
      const { next } = await rig.waitForEvent('process-exited');
      if (next?.type === 'rerun') await rig.waitForEvent('process-started', ({ run }) => run === 2);
      return [next?.type, count(rig, 'process-started') > 1];
    }),
    withKey: ['rerun', true],
    without: ['wait-for-change', false],
  },
  'build.rerun_delay': {
    effect: 'the pause before it runs again is that long',
    value: 1500,
    given: { settings: { ...quick, 'build.rerun': true } },
    see: watching(async (rig) => {
      let told = 0;
      let waited = false;
      // A stamp may be late: one pause of three that is as long as told will do.
      for (let pause = 1; pause <= 3 && !waited; pause++) {
        const { next, t } = await rig.waitForEvent('process-exited');
        told = next?.type === 'rerun' ? next.inMs : 0;
        const again = await rig.waitForEvent('process-started', ({ run }) => run === pause + 1);
        waited = again.t - t >= told - 10;
      }
      return { told, waited };
    }),
    withKey: { told: 1500, waited: true },
    without: { told: 500, waited: true },
  },
} as const satisfies Partial<Record<Key, Check>>;
