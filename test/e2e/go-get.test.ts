import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { GorlRig } from '../support/gorl-rig.ts';
import { moduleProxy } from '../support/module-proxy.ts';
import { buildsOf, constant, programKnown } from '../support/saying-app.ts';
import { said, talkingApp } from '../support/talking-app.ts';

const folder = mkdtempSync(join(tmpdir(), 'gorl-proxy-'));
afterAll(() => rmSync(folder, { recursive: true }));
const source = (version: string): string => `package dep\n\nconst Version = "${version}"\n`;
const env = moduleProxy(folder, {
  path: 'example.com/dep',
  versions: { 'v1.0.0': source('one'), 'v1.1.0': source('two') },
});
const importing = 'package main\n\nimport "example.com/dep"\n\nconst version = dep.Version\n';

function goGet(rig: GorlRig, query: string): void {
  execFileSync('go', ['get', query], { cwd: rig.dir, env: rig.env(), stdio: 'ignore' });
}

test('go get: of what is imported already, and of another version of it', async () => {
  const { 'main.go': main = '', ...rest } = talkingApp();
  const files = { ...rest, 'main.go': main.replace('const version = "v1"', ''), 'version.go': constant('v1') };
  await using rig = new GorlRig({ files, env });
  rig.start();
  await said(rig);
  await programKnown(rig);
  rig.write('version.go', importing);
  await rig.waitForEvent('build-failed');
  goGet(rig, 'example.com/dep@v1.0.0');
  expect(await said(rig, 2)).toMatchObject({ version: 'one' });
  const before = buildsOf(rig);
  goGet(rig, 'example.com/dep@v1.1.0');
  expect(await said(rig, 3)).toMatchObject({ version: 'two' });
  // go get writes go.mod and go.sum one after the other.
  expect(buildsOf(rig) - before).toBeLessThanOrEqual(2);
  // What has become of the program is known: a module file still counts.
  rig.write('go.mod', `${rig.read('go.mod')}// a comment\n`);
  await rig.waitForEvent('nothing-to-do', ({ reason }) => reason === 'the binary is the same');
});
