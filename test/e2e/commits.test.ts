import { expect, test } from 'vitest';
import { commitAll } from '../support/commit-all.ts';
import { GorlRig } from '../support/gorl-rig.ts';
import { configured, said, talkingApp } from '../support/talking-app.ts';

test('a commit is no change: what is then built is the same, and the app keeps running', async () => {
  await using rig = new GorlRig({ files: { ...talkingApp(), '.gitignore': 'tmp/\n' } });
  commitAll(rig.dir);
  rig.start();
  await said(rig);
  await rig.waitForEvent('process-ready');
  commitAll(rig.dir);
  rig.write('main.go', `${rig.read('main.go')}// a comment\n`);
  await rig.waitForEvent('nothing-to-do', ({ reason }) => reason === 'the binary is the same');
  expect(rig.events.filter(({ type }) => type === 'process-started')).toHaveLength(1);
});

test('with vcs_stamp it is in the binary, which is another one then', async () => {
  await using rig = new GorlRig({ files: { ...configured('vcs_stamp = true'), '.gitignore': 'tmp/\n' } });
  commitAll(rig.dir);
  rig.start();
  await said(rig);
  await rig.waitForEvent('process-ready');
  rig.write('main.go', `${rig.read('main.go')}// a comment\n`);
  expect(await said(rig, 2)).toMatchObject({ version: 'v1' });
});
