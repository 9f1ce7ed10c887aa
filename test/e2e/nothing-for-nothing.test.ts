import { execFileSync } from 'node:child_process';
import { renameSync, utimesSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { GorlEvent, GorlRig } from '../support/gorl-rig.ts';
import { buildsOf, constant, knowing, saying } from '../support/saying-app.ts';
import { said } from '../support/talking-app.ts';

const formatted = 'package main\n\nconst version = "v1"\n';

interface Counts {
  readonly builds: number;
  readonly starts: number;
}

/** What a save makes gorl do: all before the save of another file is over when that has been taken up. */
async function doneFor(rig: GorlRig, name: string, save: () => Promise<void> | void): Promise<Counts> {
  const [builds, starts] = [buildsOf(rig), startsOf(rig)];
  await save();
  rig.write('other.go', `package main\n\nfunc init() { println("${name}") }\n`);
  const { cause } = await rig.waitForEvent('build-started', (event) => names(event.cause).includes('other.go'));
  // A save that is in the same build was worth one.
  expect(names(cause)).toEqual(['other.go']);
  await rig.waitForEvent('process-started');
  return { builds: buildsOf(rig) - builds - 1, starts: startsOf(rig) - starts - 1 };
}

function names(cause: Extract<GorlEvent, { readonly type: 'build-started' }>['cause']): readonly string[] {
  return cause.type === 'files' ? cause.files.map(({ rel }) => rel) : [];
}

function startsOf(rig: GorlRig): number {
  return rig.events.filter(({ type }) => type === 'process-started').length;
}

const saves: readonly (readonly [string, (rig: GorlRig) => void])[] = [
  ['the same bytes again', (rig) => rig.write('version.go', formatted)],
  [
    'the same bytes in another file of the name, as editors save',
    (rig) => {
      rig.write('version.go.new', formatted);
      renameSync(rig.path('version.go.new'), rig.path('version.go'));
    },
  ],
  ['touch', (rig) => utimesSync(rig.path('version.go'), new Date(), new Date())],
  ['gofmt of a formatted file', (rig) => void execFileSync('gofmt', ['-w', 'version.go'], { cwd: rig.dir })],
  [
    'truncated and written again at once, as some editors save',
    (rig) => {
      writeFileSync(rig.path('version.go'), '');
      rig.write('version.go', formatted);
    },
  ],
];

test('a save that changes nothing: no build, no restart', async () => {
  await using rig = await knowing(saying({ 'version.go': formatted }));
  for (const [name, save] of saves) {
    expect([name, await doneFor(rig, name, () => save(rig))]).toEqual([name, { builds: 0, starts: 0 }]);
  }
});

test('a comment at the end of a file: one build, no restart', async () => {
  await using rig = await knowing(saying({ 'version.go': formatted }));
  const comment = async (): Promise<void> => {
    rig.write('version.go', `${formatted}\n// A comment.\n`);
    await rig.waitForEvent('nothing-to-do', ({ generation }) => generation !== undefined);
  };
  expect(await doneFor(rig, 'comment', comment)).toEqual({ builds: 1, starts: 0 });
});

test('a change and its undo during the build: no restart, and the right binary', async () => {
  await using rig = await knowing(saying({ 'version.go': formatted }));
  const changeAndUndo = async (): Promise<void> => {
    const started = buildsOf(rig);
    rig.write('version.go', constant('v2'));
    await rig.until('a build', 60_000, () => buildsOf(rig) > started);
    rig.write('version.go', formatted);
    await rig.waitForEvent('nothing-to-do', ({ generation }) => generation !== undefined);
  };
  expect(await doneFor(rig, 'undo', changeAndUndo)).toEqual({ builds: 2, starts: 0 });
  expect(await said(rig, 2)).toMatchObject({ version: 'v1' });
});
