import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { GorlRig } from '../support/gorl-rig.ts';
import { constant, imported, knowing, library, programKnown, saying } from '../support/saying-app.ts';
import { said, talkingApp } from '../support/talking-app.ts';

const nothing = (rig: GorlRig, rel: string) =>
  rig.waitForEvent('nothing-to-do', ({ files }) => files.some((file) => file.rel === rel));

test('a build constraint that goes and one that comes', async () => {
  const without = (version: string): string => `//go:build never\n\n${constant(version)}`;
  await using rig = await knowing(saying({ 'one.go': constant('v1'), 'two.go': without('v2') }));
  rig.write('two.go', without('v2, edited'));
  expect((await nothing(rig, 'two.go')).reason).toBe('left out by build constraints');
  rig.write('one.go', without('v1'));
  rig.write('two.go', constant('v2'));
  expect(await said(rig, 2)).toMatchObject({ version: 'v2' });
  await programKnown(rig);
  rig.write('two.go', constant('v3'));
  expect(await said(rig, 3)).toMatchObject({ version: 'v3' });
  rig.write('one.go', without('v1, edited'));
  expect((await nothing(rig, 'one.go')).reason).toBe('left out by build constraints');
});

test('a package with another name, and a file more and a file less in it', async () => {
  await using rig = await knowing(saying({ 'version.go': imported('one'), 'one/one.go': library('one', 'v1') }));
  rig.write('one/one.go', library('uno', 'v2'));
  rig.write('version.go', imported('one').replace('= one.', '= uno.'));
  expect(await said(rig, 2)).toMatchObject({ version: 'v2' });
  rig.write('one/more.go', library('uno', 'v3'));
  rmSync(rig.path('one/one.go'));
  expect(await said(rig, 3)).toMatchObject({ version: 'v3' });
  await programKnown(rig);
  rig.write('one/more.go', library('uno', 'v4'));
  expect(await said(rig, 4)).toMatchObject({ version: 'v4' });
});

test('a package directory that is moved away and back', async () => {
  await using rig = await knowing(saying({ 'version.go': imported('one'), 'one/one.go': library('one', 'v1') }));
  renameSync(rig.path('one'), rig.path('elsewhere'));
  await rig.waitForEvent('build-failed');
  renameSync(rig.path('elsewhere'), rig.path('one'));
  await rig.waitForEvent('nothing-to-do', ({ reason }) => reason === 'the binary is the same');
  rig.write('one/one.go', library('one', 'v2'));
  expect(await said(rig, 2)).toMatchObject({ version: 'v2' });
});

test('a go.mod that is broken and repaired', async () => {
  await using rig = await knowing(saying({ 'version.go': imported('one'), 'one/one.go': library('one', 'v1') }));
  const good = rig.read('go.mod');
  rig.write('go.mod', 'modul example.com/talking\n');
  await rig.waitForEvent('build-failed');
  rig.write('one/one.go', library('one', 'v2'));
  await rig.waitForEvent('build-failed');
  mkdirSync(rig.path('two'));
  rig.write('two/two.go', library('two', 'v3'));
  rig.write('version.go', imported('two'));
  await rig.waitForEvent('build-failed');
  rig.write('go.mod', good);
  expect(await said(rig, 2)).toMatchObject({ version: 'v3' });
  await programKnown(rig);
  rig.write('two/two.go', library('two', 'v4'));
  expect(await said(rig, 3)).toMatchObject({ version: 'v4' });
});

/** The talking app in ./app, which takes its version from example.com/lib. */
function besideLibraries(files: Readonly<Record<string, string>>): GorlRig {
  const { 'main.go': main = '' } = talkingApp();
  const module = 'module example.com/lib\n\ngo 1.19\n';
  return new GorlRig({
    files: {
      'app/go.mod': 'module example.com/app\n\ngo 1.19\n',
      'app/main.go': main.replace('const version = "v1"', ''),
      'app/version.go': 'package main\n\nimport "example.com/lib"\n\nconst version = lib.Version\n',
      'one/go.mod': module,
      'one/lib.go': library('lib', 'one'),
      'two/go.mod': module,
      'two/lib.go': library('lib', 'two'),
      ...files,
    },
    env: { air_wd: 'app', GOPROXY: 'off', GOSUMDB: 'off' },
  });
}

test('a go.work that is edited', async () => {
  const work = (use: string): string => `go 1.19\n\nuse (\n\t./app\n\t./${use}\n)\n`;
  await using rig = await knowing(besideLibraries({ 'go.work': work('one') }));
  rig.write('go.work', work('two'));
  expect(await said(rig, 2)).toMatchObject({ version: 'two' });
  await programKnown(rig);
  rig.write('two/lib.go', library('lib', '2'));
  expect(await said(rig, 3)).toMatchObject({ version: '2' });
  rig.write('one/lib.go', library('lib', '1'));
  expect((await nothing(rig, '../one/lib.go')).reason).toBe('no part of the program');
});

test('go mod tidy and go mod edit', async () => {
  const module = (lib: string): string => `module example.com/app\n\ngo 1.19\n\nreplace example.com/lib => ../${lib}\n`;
  await using rig = besideLibraries({ 'app/go.mod': module('one') });
  rig.start();
  const { diagnostics } = await rig.waitForEvent('build-failed');
  expect(diagnostics[0]?.message).toContain('example.com/lib');
  const go = (...args: readonly string[]): void =>
    void execFileSync('go', args, { cwd: rig.path('app'), env: rig.env(), stdio: 'ignore' });
  go('mod', 'tidy');
  expect(await said(rig)).toMatchObject({ version: 'one' });
  await programKnown(rig);
  go('mod', 'edit', '-replace', 'example.com/lib=../two');
  expect(await said(rig, 2)).toMatchObject({ version: 'two' });
  await programKnown(rig);
  rig.write('two/lib.go', library('lib', '2'));
  expect(await said(rig, 3)).toMatchObject({ version: '2' });
});

test('a save, and its undo during the build: the app is not restarted', async () => {
  await using rig = await knowing(saying({ 'version.go': constant('v1') }));
  await rig.waitForEvent('process-ready');
  rig.write('version.go', constant('v2'));
  await rig.waitForEvent('build-started', ({ generation }) => generation === 2);
  rig.write('version.go', constant('v1'));
  await rig.waitForEvent('nothing-to-do', ({ reason }) => reason === 'the binary is the same');
  expect(rig.events.filter(({ type }) => type === 'process-started')).toHaveLength(1);
  rig.write('version.go', constant('v3'));
  expect(await said(rig, 2)).toMatchObject({ version: 'v3' });
});

test('a save of a source that is not wanted says why, once', async () => {
  await using rig = await knowing(saying({ 'version.go': constant('v1'), 'one_test.go': 'package main\n' }));
  rig.write('one_test.go', 'package main // edited\n');
  expect((await nothing(rig, 'one_test.go')).reason).toBe('only tests changed');
  rig.write('one_test.go', 'package main // again\n');
  rig.write('version.go', constant('v2'));
  await said(rig, 2);
  expect(rig.events.filter(({ type }) => type === 'nothing-to-do')).toHaveLength(1);
});
