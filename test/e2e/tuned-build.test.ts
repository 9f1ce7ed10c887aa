import { expect, test } from 'vitest';
import { GorlRig } from '../support/gorl-rig.ts';
import { buildsOf, constant, knowing, saying } from '../support/saying-app.ts';
import { configured, said } from '../support/talking-app.ts';

/** The go command refuses it. */
const profile = { 'default.pgo': 'no profile\n' };

test('a profile beside the program is not read, and a new one builds nothing', async () => {
  await using rig = await knowing(saying({ 'version.go': constant('v1'), ...profile }));
  rig.write('default.pgo', 'another one\n');
  rig.write('version.go', constant('v2'));
  expect(await said(rig, 2)).toMatchObject({ version: 'v2' });
  expect(buildsOf(rig)).toBe(2);
});

test('without tuning it is read', async () => {
  await using rig = new GorlRig({ files: { ...configured('tuned = false'), ...profile } });
  rig.start();
  const { output, diagnostics } = await rig.waitForEvent('build-failed');
  expect(output + JSON.stringify(diagnostics)).toContain('error parsing profile');
});
