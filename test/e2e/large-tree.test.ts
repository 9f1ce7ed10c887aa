import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import type { GorlRig } from '../support/gorl-rig.ts';
import { buildsOf, imported, library, programKnown, saying } from '../support/saying-app.ts';
import { allSaid, said } from '../support/talking-app.ts';

/** More directories than are watched without a second thought, and in one of them a page. */
function large(): GorlRig {
  const rig = saying({ 'version.go': imported('one'), 'one/one.go': library('one', 'v1') });
  for (let each = 0; each < 600; each += 1) {
    mkdirSync(rig.path(`web/w${each}`), { recursive: true });
    rig.write(`web/w${each}/${each}.ts`, '');
  }
  write(rig, 'web/w7/pages/page.html', '<p>one</p>');
  write(rig, 'other/o/o.go', 'package o\n');
  return rig;
}

function write(rig: GorlRig, rel: string, text: string): void {
  mkdirSync(dirname(rig.path(rel)), { recursive: true });
  writeFileSync(rig.path(rel), text);
}

test('of a large tree only what somebody wants is watched, and a save of that is taken up', async () => {
  await using rig = large();
  rig.start();
  await said(rig);
  await programKnown(rig);
  const { directories } = await rig.waitForEvent('watch-started');
  // The root, one/, and the way to the page.
  expect(directories).toBe(5);
  rig.write('one/one.go', library('one', 'v2'));
  expect(await said(rig, 2)).toMatchObject({ version: 'v2' });
  rig.write('web/w7/pages/page.html', '<p>two</p>');
  await said(rig, 3);
  expect(buildsOf(rig)).toBe(2);
  // A new directory, a page in it, and a package that is imported only now.
  write(rig, 'views/new.html', '<p>new</p>');
  await said(rig, 4);
  write(rig, 'two/two.go', library('two', 'v3'));
  rig.write('version.go', imported('two'));
  expect(await said(rig, 5)).toMatchObject({ version: 'v3' });
});

test('a save while the first build runs is not lost, whatever is watched by then', async () => {
  await using rig = large();
  rig.start();
  await rig.waitForEvent('build-started');
  rig.write('one/one.go', library('one', 'v2'));
  await rig.until('v2', 60_000, () => allSaid(rig).some(({ version }) => version === 'v2'));
});

test('in the next session all of the program is watched from the start', async () => {
  await using rig = large();
  rig.start();
  await said(rig);
  await programKnown(rig);
  rig.signal('SIGTERM');
  await rig.waitForExit();
  rig.start();
  await rig.waitForEvent('build-started');
  rig.write('one/one.go', library('one', 'v2'));
  await rig.until('v2', 60_000, () => allSaid(rig).some(({ version }) => version === 'v2'));
});
