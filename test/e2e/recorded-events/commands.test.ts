import { rmSync } from 'node:fs';
import { test } from 'vitest';
import { EventTape } from '../../support/event-tape.ts';
import { GorlRig } from '../../support/gorl-rig.ts';
import { said, setVersion, talkingApp } from '../../support/talking-app.ts';

/** A build of the user's own, which does what the file `mode` says. */
const script = `case "$(cat mode)" in
refuse) echo 'no rule to make target api'; exit 2 ;;
die) kill -9 $$ ;;
hang) sleep 1000 ;;
esac
go build -o tmp/main .
`;

const config = `[build]
cmd = "exec sh build.sh"
bin = "tmp/main"
pre_cmd = ["echo generated 3 files", "test ! -e broken"]
`;

test('hooks and a build command of the user: what they print, how they fail, a change meanwhile', async () => {
  await using rig = new GorlRig({
    files: { ...talkingApp(), 'build.sh': script, mode: 'build\n', '.air.toml': config },
  });
  const tape = new EventTape().of(rig);
  const next = (mode: string): void => {
    rig.write('mode', `${mode}\n`);
    setVersion(rig, `v${performance.now()}`);
  };
  rig.start();
  tape.keep(await rig.waitForEvent('session-started'));
  tape.keep(await rig.waitForEvent('command-started', ({ name }) => name === 'pre_cmd'));
  tape.keep(await rig.waitForEvent('command-output'));
  tape.keep(await rig.waitForEvent('command-started', ({ name }) => name === 'cmd'));
  await said(rig);
  await rig.until('the watch', 60_000, () => rig.events.some(({ type }) => type === 'watch-started'));

  rig.write('broken', '');
  next('refuse');
  tape.keep(await rig.waitForEvent('command-failed'), await rig.waitForEvent('build-failed'));
  rmSync(rig.path('broken'));
  next('die');
  tape.keep(await rig.waitForEvent('build-failed'));
  next('hang');
  await rig.waitForEvent('command-started', ({ name }) => name === 'cmd');
  next('build');
  tape.keep(await rig.waitForEvent('files-changed', ({ cancels }) => cancels !== undefined));
  tape.keep(await rig.waitForEvent('build-cancelled'));
  await rig.waitForEvent('process-started');
  next('hang');
  await rig.waitForEvent('command-started', ({ name }) => name === 'cmd');
  rig.signal('SIGTERM');
  tape.keep(await rig.waitForEvent('build-cancelled'));
  await rig.waitForExit();
  await tape.expectRecorded('commands');
});

test('a generator: a success, and a failure', async () => {
  await using rig = new GorlRig({
    files: {
      ...talkingApp(),
      'a.proto': 'message A { int32 a = 1; int32 b = 1; }\n',
      'generate.sh':
        'echo generating; if [ -e broken ]; then echo "a.proto:1:36:field number 1 used more than once"; exit 100; fi\n',
      '.air.toml': '[[build.generate]]\nname = "buf"\nfiles = ["**/*.proto"]\ncmd = "sh generate.sh"\n',
    },
  });
  const tape = new EventTape().of(rig);
  rig.start();
  tape.keep(await rig.waitForEvent('generator-started'), await rig.waitForEvent('command-output'));
  tape.keep(await rig.waitForEvent('generator-finished'));
  await said(rig);
  await rig.waitForEvent('process-ready');
  rig.write('broken', '');
  rig.write('a.proto', `${rig.read('a.proto')}// more\n`);
  tape.keep(await rig.waitForEvent('build-failed'));
  await tape.expectRecorded('generators');
});

const rules = `[build]
exclude_dir = ["web", "tmp"]

[[build.rules]]
name = "css"
cmd = "echo 3 files"
include_ext = ["css"]
include_dir = ["web"]
run = "restart"

[[build.rules]]
name = "gen"
cmd = "echo '# example.com/talking' >&2; echo './web/gen.go:3:9: undefined: rows' >&2; exit 1"
include_ext = ["tmpl"]
include_dir = ["web"]

[[build.rules]]
name = "long"
cmd = "sleep 1000"
include_ext = ["md"]
include_dir = ["web"]

[[build.rules]]
name = "stamp"
cmd = "date +%N >> web/stamp.txt"
include_ext = ["txt"]
include_dir = ["web"]
`;

test('rules: a success, problems, a newer change, and one that starts itself', async () => {
  await using rig = new GorlRig({
    files: {
      ...talkingApp(),
      'web/app.css': 'p {}\n',
      'web/gen.go': 'package web\n\nvar _ = rows\n',
      'web/a.md': '# one\n',
      '.air.toml': rules,
    },
  });
  const tape = new EventTape().of(rig);
  rig.start();
  await said(rig);
  await rig.waitForEvent('process-ready');
  rig.write('web/page.tmpl', '<p>\n');
  tape.keep(await rig.waitForEvent('rule-finished'));
  rig.write('web/a.md', '# two, longer\n');
  await rig.waitForEvent('rule-started');
  // What changes in the moment after its start may be the command's own work.
  await rig.until('the command', 60_000, () => rig.survivors().some(({ command }) => command === 'sleep 1000'), {
    intervalMs: 50,
  });
  rig.write('web/a.md', '# another\n');
  tape.keep(await rig.waitForEvent('rule-superseded'));
  rig.write('web/stamp.txt', '0\n');
  tape.keep(await rig.waitForEvent('rule-stopped'));
  // Last: what is written in the moment after a restart may be the app's work.
  rig.write('web/app.css', 'p { margin: 0 }\n');
  tape.keep(await rig.waitForEvent('rule-started'), await rig.waitForEvent('command-output'));
  tape.keep(await rig.waitForEvent('rule-finished'), await rig.waitForEvent('process-stopping'));
  await tape.expectRecorded('rules');
});
