import { renameSync } from 'node:fs';
import { expect, test } from 'vitest';
import { lateTickMs } from '../../src/base/file-times.ts';
import { GorlRig } from '../support/gorl-rig.ts';
import { said, talkingApp } from '../support/talking-app.ts';

function ruled(rule: string, files: Record<string, string> = {}, build = ''): GorlRig {
  return new GorlRig({
    files: {
      ...talkingApp(),
      'web/app.js': '// one\n',
      ...files,
      '.air.toml': `[build]\nexclude_dir = ["web", "tmp"]\n${build}\n[[build.rules]]\n${rule}\n`,
    },
  });
}

const count = (rig: GorlRig, type: string): number => rig.events.filter((event) => event.type === type).length;

test('a file of a rule runs its command, in a directory that is left out, and never builds', async () => {
  await using rig = ruled(
    `name = "js"\ncmd = "cat web/app.js >> tmp/ran"\ninclude_dir = ["web"]\ninclude_ext = ["js"]\nexclude_regex = ['\\.min\\.js$']`,
  );
  rig.start();
  await said(rig);
  await rig.waitForEvent('process-ready');
  rig.write('web/x.min.js', 'min');
  rig.write('web/index.html', 'html');
  rig.write('web/app.js', '// two\n');
  await rig.waitForEvent('rule-started', ({ rule, files }) => rule === 'js' && files.length === 1);
  await rig.waitForEvent('rule-finished', ({ end, next }) => end.type === 'code' && end.code === 0 && next === 'none');
  rig.write('web/deep/new.js', 'new');
  await rig.waitForEvent('rule-finished');
  expect(rig.read('tmp/ran')).toBe('// two\n// two\n');
  expect(count(rig, 'build-started')).toBe(1);
  expect(count(rig, 'rule-started')).toBe(2);
});

test('run = "restart" starts the app again without a build, after a success only', async () => {
  await using rig = ruled('cmd = "! grep -q bad web/app.js"\ninclude_file = ["web/app.js"]\nrun = "restart"');
  rig.start();
  await said(rig);
  await rig.waitForEvent('process-ready');
  rig.write('web/app.js', 'good\n');
  await said(rig, 2);
  await rig.waitForEvent('process-ready');
  rig.write('web/app.js', 'bad\n');
  const failed = await rig.waitForEvent('rule-finished', ({ end }) => end.type === 'code' && end.code === 1);
  expect(failed).toMatchObject({ rule: 'rule-0', next: 'none' });
  rig.write('web/app.js', 'good again\n');
  await said(rig, 3);
  expect(count(rig, 'build-started')).toBe(1);
  expect(count(rig, 'process-started')).toBe(3);
});

test('a newer change kills the running command with all its children and starts it over', async () => {
  await using rig = ruled(
    'cmd = "echo begin >> tmp/ran; (sleep 3000) ; echo end >> tmp/ran"\ninclude_ext = ["js"]\ninclude_dir = ["web"]',
  );
  rig.start();
  await said(rig);
  await rig.waitForEvent('process-ready');
  for (const text of ['two', 'three']) {
    const begun = count(rig, 'rule-started');
    rig.write('web/app.js', text);
    await rig.until('the command', 60_000, () => count(rig, 'rule-started') > begun);
    await rig.until('its child', 60_000, () => rig.survivors().some(({ command }) => command === 'sleep 3000'), {
      intervalMs: 50,
    });
  }
  expect(count(rig, 'rule-superseded')).toBe(1);
  expect(rig.survivors().filter(({ command }) => command === 'sleep 3000')).toHaveLength(1);
  rig.signal('SIGTERM');
  expect(await rig.waitForExit()).toBe(143);
  expect(rig.read('tmp/ran')).toBe('begin\nbegin\n');
});

test('a command that writes what starts it is stopped and named; the next save of a person counts again', async () => {
  await using rig = ruled(
    'name = "stamp"\ncmd = "date +%N >> web/app.js"\ninclude_ext = ["js"]\ninclude_dir = ["web"]',
  );
  rig.start();
  await said(rig);
  await rig.waitForEvent('process-ready');
  rig.write('web/app.js', 'one\n');
  const stopped = await rig.waitForEvent('rule-stopped');
  expect(stopped).toMatchObject({ rule: 'stamp', runs: 10 });
  expect(count(rig, 'rule-started')).toBe(11);
  await rig.until('its name', 60_000, () => rig.stderr.includes('rule stamp triggers itself'));
  // What is written within a tick of the file system's clock after the command counts as the command's.
  await rig.until('a later tick', 60_000, () => Date.now() > stopped.t + 10 * lateTickMs);
  rig.write('web/other.js', 'by hand\n');
  await rig.waitForEvent('rule-started', ({ files }) => files.some(({ rel }) => rel === 'web/other.js'));
});

test('a rule whose restart makes the app write what starts the rule is stopped and named', async () => {
  const main = `package main

import (
	"os"
	"time"
)

func main() {
	if err := os.WriteFile("web/routes.txt", []byte(time.Now().String()), 0o644); err != nil {
		panic(err)
	}
	time.Sleep(time.Hour)
}
`;
  await using rig = ruled(
    'name = "routes"\ncmd = "true"\ninclude_ext = ["txt"]\ninclude_dir = ["web"]\ndelay = 50\nrun = "restart"',
    { 'main.go': main },
  );
  rig.start();
  const stopped = await rig.waitForEvent('rule-stopped');
  expect(stopped).toMatchObject({ rule: 'routes', runs: 10 });
  // A save in the moment after the last start would be taken for the app's.
  const before = count(rig, 'rule-started');
  await rig.until('a run for a person', 60_000, () => {
    rig.write('web/routes.txt', `by hand, ${performance.now()}\n`);
    return count(rig, 'rule-started') > before;
  });
});

test('a command that writes the same bytes again starts nothing', async () => {
  // Each file is there in whole at any time: of a file that is seen half written, gorl rightly says that it changed.
  const cmd = 'cat web/app.js > tmp/copy; mv tmp/copy web/app.js; cp web/app.js web/g.tmp && mv web/g.tmp web/gen.js';
  await using rig = ruled(
    `name = "gen"\ncmd = "${cmd}"\ninclude_ext = ["js"]\ninclude_dir = ["web"]\n` +
      '[[build.rules]]\nname = "fence"\ncmd = "true"\ninclude_ext = ["txt"]\ninclude_dir = ["web"]',
    { 'web/gen.js': '// one\n' },
  );
  rig.start();
  await said(rig);
  await rig.waitForEvent('process-ready');
  const of = (type: string): number =>
    rig.events.filter((event) => event.type === type && 'rule' in event && event.rule === 'gen').length;
  const save = (text: string): void => {
    rig.write('tmp/next.js', text);
    renameSync(rig.path('tmp/next.js'), rig.path('web/app.js'));
  };
  let fences = 0;
  /** What the last run wrote was looked at before the fence, and has started no other run. */
  const settle = async (): Promise<void> => {
    for (let before = -1; before !== of('rule-started');) {
      await rig.until('rest', 60_000, () => of('rule-started') === of('rule-finished') + of('rule-superseded'));
      before = of('rule-started');
      rig.write('web/fence.txt', `${(fences += 1)}\n`);
      await rig.waitForEvent('rule-finished', ({ rule }) => rule === 'fence');
    }
  };
  save('// two\n');
  await rig.waitForEvent('rule-finished', ({ rule }) => rule === 'gen');
  await settle();
  expect(rig.read('web/gen.js')).toBe('// two\n');
  // What gorl has not read yet counts when it is written, whatever is in it; by now everything is read.
  const before = of('rule-started');
  save('// three\n');
  await rig.waitForEvent('rule-finished', ({ rule }) => rule === 'gen');
  await settle();
  expect(rig.read('web/gen.js')).toBe('// three\n');
  // Once for the save, once for gen.js, whose bytes are others.
  expect(of('rule-started') - before).toBe(2);
  expect(count(rig, 'rule-stopped')).toBe(0);
});

test('output that tells of problems becomes diagnostics', async () => {
  await using rig = ruled(
    `cmd = "echo '# demo' >&2; echo './web/gen.go:3:2: undefined: rows' >&2; exit 1"\ninclude_ext = ["js"]\ninclude_dir = ["web"]`,
  );
  rig.start();
  await said(rig);
  await rig.waitForEvent('process-ready');
  rig.write('web/gen.go', 'package web\n');
  rig.write('web/app.js', 'two');
  const { diagnostics } = await rig.waitForEvent('rule-finished');
  expect(diagnostics).toMatchObject([
    { message: 'undefined: rows', location: { file: 'web/gen.go', line: 3, column: 2 } },
  ]);
});

test('a changed rule counts from then on', async () => {
  await using rig = ruled('cmd = "echo first >> tmp/ran"\ninclude_ext = ["js"]\ninclude_dir = ["web"]');
  rig.start();
  await said(rig);
  await rig.waitForEvent('process-ready');
  rig.write('.air.toml', rig.read('.air.toml').replace('echo first', 'echo second'));
  await rig.waitForEvent('config-reloaded', ({ changed }) => changed.includes('build.rules'));
  await rig.waitForEvent('watch-started');
  rig.write('web/app.js', 'two');
  await rig.waitForEvent('rule-finished');
  expect(rig.read('tmp/ran')).toBe('second\n');
});
