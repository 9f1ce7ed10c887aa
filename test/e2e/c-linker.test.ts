import { readFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { expect, test, type TestContext } from 'vitest';
import { findOnPath } from '../../src/base/find-on-path.ts';
import { GorlRig } from '../support/gorl-rig.ts';
import { said, setVersion, talkingApp } from '../support/talking-app.ts';
import { tempProject } from '../support/temp-project.ts';

/** The linker that gorl is to find on this machine. */
function linkerHere(context: TestContext): string {
  const linker = ['mold', 'gold'].find((name) => findOnPath(name === 'gold' ? 'ld.gold' : name, process.env));
  if (linker === undefined || findOnPath('gcc', process.env) === undefined) context.skip('needs gcc, and mold or gold');
  return linker ?? '';
}

/** The talking app, with C in it. */
const cApp = {
  ...talkingApp(),
  'c.go': 'package main\n\n// int one(void) { return 1; }\nimport "C"\n\nvar _ = C.one()\n',
};

const commands = (rig: GorlRig): string[] =>
  rig.events.flatMap((event) => (event.type === 'command-started' ? [event.command] : []));

async function linkerKnown(rig: GorlRig): Promise<void> {
  await rig.waitForEvent('notice', ({ message }) => message.startsWith('C is linked by '));
}

test('a program that contains C is linked by a faster linker, from the second build on', async (context) => {
  const linker = linkerHere(context);
  await using rig = new GorlRig({ files: { ...cApp, '.air.toml': '[build]\ncmd = "go build -o tmp/app ."\n' } });
  rig.start();
  await said(rig);
  await linkerKnown(rig);
  setVersion(rig, 'v2');
  expect(await said(rig, 2)).toMatchObject({ version: 'v2' });
  setVersion(rig, 'v3');
  expect(await said(rig, 3)).toMatchObject({ version: 'v3' });
  expect(commands(rig).map((line) => line.includes(`-extldflags=-fuse-ld=${linker}`))).toEqual([false, true, true]);
  expect(readFileSync(rig.path('tmp/app'), 'latin1')).toMatch(new RegExp(`${linker} \\d`));
});

test('what that cannot link is linked as usual, then and later', async (context) => {
  const linker = linkerHere(context);
  const gcc = findOnPath('gcc', process.env) ?? '';
  const dir = tempProject();
  const script = `#!/bin/sh\ncase "$*" in *--version*) ;; *-fuse-ld=*) exit 1 ;; esac\nexec ${gcc} "$@"\n`;
  dir.write('gcc', script, 0o755);
  context.onTestFinished(() => dir.remove());
  await using rig = new GorlRig({ files: cApp, env: { PATH: `${dir.dir}${delimiter}${process.env['PATH'] ?? ''}` } });
  rig.start();
  await said(rig);
  await linkerKnown(rig);
  setVersion(rig, 'v2');
  expect(await said(rig, 2)).toMatchObject({ version: 'v2' });
  await rig.waitForEvent('notice', ({ message }) => message.startsWith(`${linker} cannot link this program`));
  setVersion(rig, 'v3');
  expect(await said(rig, 3)).toMatchObject({ version: 'v3' });
  expect(commands(rig).map((line) => line.includes('-fuse-ld='))).toEqual([false, true, false, false]);
});

test.each([
  ['without tuning', '[build]\ntuned = false\n', ''],
  ['with a linker of one’s own', '[build]\ncmd = "go build -ldflags=-extldflags=-fuse-ld=bfd -o tmp/app ."\n', 'bfd'],
])('%s nobody else is asked', async (_, config, own) => {
  await using rig = new GorlRig({ files: { ...cApp, '.air.toml': config } });
  rig.start();
  await said(rig);
  await rig.waitForEvent('notice', ({ message }) => message.startsWith('the program is made of'));
  setVersion(rig, 'v2');
  await said(rig, 2);
  setVersion(rig, 'v3');
  await said(rig, 3);
  expect(rig.events.some((event) => event.type === 'notice' && event.message.includes('linked by'))).toBe(false);
  expect(commands(rig).map((line) => /-fuse-ld=(\w+)/.exec(line)?.[1] ?? '')).toEqual([own, own, own]);
});
