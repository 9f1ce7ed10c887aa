import { execFileSync } from 'node:child_process';
import { expect, onTestFinished, test } from 'vitest';
import { EventTape } from '../../support/event-tape.ts';
import { GorlRig } from '../../support/gorl-rig.ts';
import { tempProject } from '../../support/temp-project.ts';
import { allSaid, said, setVersion, talkingApp } from '../../support/talking-app.ts';

const realGo = execFileSync('sh', ['-c', 'command -v go']).toString().trim();

/** A go command that makes another binary of the same sources when it is asked to prove something. */
const doubtfulGo = `#!/bin/sh
case "$*" in
build*/proof*) shift; exec ${realGo} build -tags=proof "$@" ;;
esac
exec ${realGo} "$@"
`;

const files = {
  ...talkingApp(),
  'proof.go': '//go:build proof\n\npackage main\n\nfunc init() { println("proof") }\n',
};

test('the fast lane: an error at once, a build without the go command, and one that proves wrong', async () => {
  const tools = tempProject();
  onTestFinished(() => tools.remove());
  tools.write('go', doubtfulGo, 0o755);
  await using rig = new GorlRig({ files, env: { PATH: `${tools.dir}:${process.env['PATH']}` } });
  const tape = new EventTape().of(rig);
  const lane = (start: string) => rig.waitForEvent('notice', ({ message }) => message.startsWith(start));
  rig.start();
  await said(rig);
  await lane('the fast lane is ready');

  setVersion(rig, 'v2 "+');
  tape.keep(await rig.waitForEvent('errors-found'));
  const { diagnostics } = await rig.waitForEvent('build-failed');
  expect(diagnostics).toHaveLength(1);

  setVersion(rig, 'v3');
  expect(await said(rig, 2)).toMatchObject({ version: 'v3' });
  await lane('the fast lane is off: it made another binary');
  tape.keep(await rig.waitForEvent('notice', ({ level }) => level === 'warning'));
  tape.keep(await rig.waitForEvent('build-started', ({ cause }) => cause.type === 'unproven'));
  await rig.waitForEvent('nothing-to-do', ({ reason }) => reason === 'the binary is the same');
  expect(rig.read('tmp/gorl-lane-report.txt')).toContain('go build: the content ID is ');

  setVersion(rig, 'v4');
  expect(await said(rig, 3)).toMatchObject({ version: 'v4' });
  expect(allSaid(rig)).toHaveLength(3);
  await tape.expectRecorded('lane');
});
