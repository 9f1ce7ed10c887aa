import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { findGo, newestGo, oldestGo, withGo } from '../../../support/go-versions.ts';
import type { LaneRig } from '../../../support/lane-rig.ts';
import { manyImporters } from '../../../support/many-importers.ts';
import { expectSame, learned } from './hello.ts';

const word = manyImporters['word/word.go'];
const oneLineMore = word.replace('\n\n', '\n\n\n');

/** How often the compiler was started is in `compiled`. */
async function counted(
  lineCutoff?: true,
  version = 'local',
): Promise<{ readonly rig: LaneRig; readonly compiled: string[] }> {
  const compiled: string[] = [];
  const rig = await learned({
    files: manyImporters,
    env: withGo(version),
    ...(lineCutoff && { lineCutoff }),
    onCommand({ command }) {
      if (command.type === 'argv' && basename(command.file).startsWith('compile')) compiled.push(command.file);
    },
  });
  compiled.length = 0;
  return { rig, compiled };
}

const said = (path: string): string => spawnSync(path, ['once'], { encoding: 'utf8' }).stderr;

test('an empty line in a package that many import is for the go command', async () => {
  const made = await counted();
  await using rig = made.rig;
  rig.edit({ 'word/word.go': oneLineMore });
  expect((await rig.build()).outcome).toMatchObject({ type: 'slow' });
  expect(made.compiled).toHaveLength(1);
}, 60_000);

test.each(['local', oldestGo, newestGo])(
  'that package alone is compiled, until go build has run, with %s',
  async (version) => {
    if ((await findGo(version)) === undefined) return console.log(`skipped: ${version} cannot be had here`);
    const made = await counted(true, version);
    await using rig = made.rig;
    rig.edit({ 'word/word.go': oneLineMore });
    const { path, outcome } = await rig.build();
    if (outcome?.type !== 'built') throw new Error(JSON.stringify(outcome));
    // Twice more, to compare.
    expect(made.compiled).toHaveLength(3);
    expect(rig.notices.at(-1)).toMatch(/^only lines moved/);
    expect(said(path)).toContain('said word 1');
    // Other edits are built on it.
    rig.edit({ 'main.go': manyImporters['main.go'].replace('"said"', '"told"') });
    const next = await rig.build();
    expect(said(next.path)).toContain('told word 1');
    expect(await rig.prove(next.path, outcome.contentId)).toMatch(/^the fast lane is ready/);
    expect(rig.warnings).toEqual([]);
    rig.edit({ 'main.go': manyImporters['main.go'] });
    await expectSame(rig);
  },
  60_000,
);

test('lines that go again make what there was', async () => {
  const { rig: made } = await counted(true);
  await using rig = made;
  const undo = rig.edit({ 'word/word.go': oneLineMore });
  expect((await rig.build()).outcome).toMatchObject({ type: 'built' });
  undo();
  await expectSame(rig);
}, 60_000);

test.each([
  ['the body of what is inlined', 'word 1', 'word 2'],
  ['a line in a declaration', 'string {', 'string {\n'],
  ['a line in a text', '`a\n\nfunc', '`a\n\n\nfunc'],
  ['what it exports', '// Text is', '// More is new.\nvar More = 1\n\n// Text is'],
])(
  'lines and %s are for the go command',
  async (_, before, now) => {
    const { rig: made } = await counted(true);
    await using rig = made;
    rig.edit({ 'word/word.go': oneLineMore.replace(before, now) });
    expect((await rig.build()).outcome).toMatchObject({ type: 'slow' });
    // What was compiled is kept, and tells of no lines that only moved.
    rig.edit({ 'word/word.go': word });
    await expectSame(rig);
  },
  60_000,
);
