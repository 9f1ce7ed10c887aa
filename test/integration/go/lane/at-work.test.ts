import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { takeSnapshot } from '../../../../src/go/build/source-snapshot.ts';
import { LaneRig } from '../../../support/lane-rig.ts';
import { areSame } from '../../../support/same-binary.mjs';
import { env, expectSame, hello, learned } from './hello.ts';

describe('what is edited meanwhile', () => {
  test('a source that is written while it is compiled', async () => {
    let swap: (() => void) | undefined;
    await using rig = await learned({
      files: hello,
      onCommand({ command }) {
        if (command.type === 'argv' && command.file.endsWith('compile')) swap?.();
      },
    });
    rig.edit({ 'word/word.go': hello['word/word.go'].replace('word 1', 'word 2') });
    swap = () => void rig.edit({ 'word/word.go': hello['word/word.go'].replace('word 1', 'word 3') });
    expect((await rig.build()).outcome).toEqual({
      type: 'slow',
      reason: 'example.com/p/word was written to while it was compiled',
    });
    swap = undefined;
    await expectSame(rig);
  });

  test('a snapshot is read in the place of sources that are not still', async () => {
    const files = {
      ...hello,
      'word/word.go': `${hello['word/word.go']}\nfunc Fail() { panic("at its true place") }\n`.replace(
        'package word',
        'package word\n\nimport _ "embed"\n\n//go:embed page.txt\nvar Page string',
      ),
      'word/page.txt': 'page 1',
      'main.go': hello['main.go'].replace('word.Word())', 'word.Word(), word.Page)\n\tword.Fail()'),
    };
    await using rig = await learned({ files });
    const edited = { 'word/word.go': files['word/word.go'].replace('word 1', 'word 2'), 'word/page.txt': 'page 2' };
    const undo = rig.edit(edited);
    const paths = [...Object.keys(files)].map((name) => rig.project.at(name));
    const snapshot = await takeSnapshot(paths, rig.project.at('.rig/snapshot'), rig.cwd);
    undo();
    const { path, outcome } = await rig.build(snapshot);
    expect(outcome).toMatchObject({ type: 'built' });
    const { stderr } = spawnSync(path, { encoding: 'utf8' });
    expect(stderr).toContain('main 1 word 2 page 2');
    expect(stderr).toContain(`${rig.project.at('word/word.go')}:`);
    rig.edit(edited);
    expect(rig.goBuild(`${path}-go`)).toBeUndefined();
    expect(areSame(path, `${path}-go`)).toBe(true);
    // An error of a copy is one of the source.
    rig.edit({ 'word/word.go': edited['word/word.go'].replace('"word 2"', '2') });
    const broken = await takeSnapshot(paths, rig.project.at('.rig/broken'), rig.cwd);
    expect((await rig.build(broken)).outcome).toMatchObject({ type: 'failed', output: rig.goBuild(`${path}-go`) });
  });

  test('other bytes that come and go while it is compiled', async () => {
    let swap: (() => void) | undefined;
    await using rig = await learned({
      files: hello,
      onCommand({ command }) {
        if (command.type === 'argv' && command.file.endsWith('compile')) swap?.();
      },
    });
    const edited = { 'word/word.go': hello['word/word.go'].replace('word 1', 'word 2') };
    rig.edit(edited);
    swap = () => {
      rig.edit({ 'word/word.go': hello['word/word.go'].replace('word 1', 'word 3') });
      rig.edit(edited);
      // Whatever the clock of the file system is, this is another moment.
      utimesSync(rig.project.at('word/word.go'), 1, 1);
    };
    expect((await rig.build()).outcome).toMatchObject({ type: 'slow' });
    swap = undefined;
    await expectSame(rig);
  });

  test('the sources change while the lane learns', async () => {
    let swap: (() => void) | undefined;
    await using rig = new LaneRig({
      files: hello,
      env,
      onCommand({ command }) {
        if (command.type === 'argv' && command.args[0] === 'list') swap?.();
      },
    });
    swap = () => void rig.edit({ 'word/word.go': hello['word/word.go'].replace('word 1', 'word 2') });
    expect(await rig.learn()).toBe('no fast lane yet: the sources changed');
    expect((await rig.build()).outcome).toBeUndefined();
  });

  test('its archives are gone: it begins anew', async () => {
    await using rig = await learned({ files: hello });
    rmSync(rig.project.at('.rig/lane'), { recursive: true });
    rig.edit({ 'main.go': hello['main.go'].replace('main 1', 'main 2') });
    expect((await rig.build()).outcome).toMatchObject({ type: 'slow' });
    expect(await rig.learn()).toMatch(/^the fast lane is ready/);
    rig.edit({ 'main.go': hello['main.go'].replace('main 1', 'main 3') });
    await expectSame(rig);
  });

  test('a build comes while it learns', async () => {
    await using rig: LaneRig = new LaneRig({
      files: hello,
      env,
      onCommand({ command }) {
        if (command.type === 'argv' && command.args[0] === 'list') rig.interrupt();
      },
    });
    await rig.learnInVain();
    expect((await rig.build()).outcome).toBeUndefined();
  });
});

describe('what is compiled before a build asks for it', () => {
  async function watched(): Promise<{ rig: LaneRig; compiled: string[] }> {
    const compiled: string[] = [];
    const rig = await learned({
      files: hello,
      onCommand({ command }) {
        const path = 'example.com/p/word';
        if (command.type === 'argv' && command.file.endsWith('compile') && command.args.includes(path))
          compiled.push(path);
      },
    });
    compiled.length = 0;
    return { rig, compiled };
  }
  const edited = (word: string) => ({ 'word/word.go': hello['word/word.go'].replace('word 1', word) });

  test('what was written is taken by the build', async () => {
    const { rig, compiled } = await watched();
    await using _ = rig;
    rig.edit(edited('word 2'));
    rig.written('word/word.go');
    // Several events tell of one write.
    rig.written('word/word.go');
    expect(compiled).toEqual(['example.com/p/word']);
    await expectSame(rig);
    expect(compiled).toEqual(['example.com/p/word']);
  });

  test('another write ends it; the build takes what is there', async () => {
    const { rig, compiled } = await watched();
    await using _ = rig;
    rig.edit(edited('word 2'));
    rig.written('word/word.go');
    rig.edit(edited('word 3'));
    rig.written('word/word.go');
    expect(compiled).toHaveLength(2);
    await expectSame(rig);
    expect(compiled).toHaveLength(2);
    // Nobody has told of this one.
    rig.edit(edited('word 4'));
    await expectSame(rig);
    expect(compiled).toHaveLength(3);
  });

  test('a write that nobody told of, right after one that was told', async () => {
    const { rig, compiled } = await watched();
    await using _ = rig;
    rig.edit(edited('word 2'));
    rig.written('word/word.go');
    rig.edit(edited('word 3'));
    await expectSame(rig);
    expect(compiled).toHaveLength(2);
  });

  test('an error of the compiler is told by the build', async () => {
    const { rig } = await watched();
    await using _ = rig;
    rig.edit({ 'word/word.go': hello['word/word.go'].replace('"word 1"', '1') });
    rig.written('word/word.go');
    const { path, outcome } = await rig.build();
    expect(outcome).toMatchObject({ type: 'failed', output: rig.goBuild(path) });
  });

  test.each([
    ['half of a file', 'word/word.go', ''],
    ['the same bytes', 'word/word.go', hello['word/word.go']],
    ['another import', 'word/word.go', hello['word/word.go'].replace('package word', 'package word\n\nimport _ "os"')],
    ['a file that is not known', 'word/other.go', 'package word\n'],
    ['no Go file', 'go.mod', 'module example.com/p\n\ngo 1.20\n'],
  ])('nothing for %s', async (_, name, text) => {
    const { rig, compiled } = await watched();
    await using held = rig;
    expect(held.isHeard).toBe(true);
    rig.edit({ [name]: text });
    rig.written(name);
    expect(compiled).toEqual([]);
  });

  test('what nobody asks for is ended with the lane, which hears of nothing then', async () => {
    const { rig } = await watched();
    {
      await using _ = rig;
      rig.edit(edited('word 2'));
      rig.written('word/word.go');
      expect(rig.isHeard).toBe(true);
    }
    expect(rig.isHeard).toBe(false);
  });
});

describe('errors', () => {
  test('of the compiler in what was edited are those of go build', async () => {
    await using rig = await learned({ files: hello });
    rig.edit({
      'main.go': hello['main.go'].replace('main 1"', 'main 1" +'),
      'word/word.go': hello['word/word.go'].replace('"word 1"', '1'),
    });
    const { path, outcome } = await rig.build();
    expect(outcome).toEqual({
      type: 'failed',
      output: rig.goBuild(path),
      end: { type: 'code', code: expect.any(Number) as number },
    });
  });

  test('elsewhere are for the go command to tell', async () => {
    await using rig = await learned({ files: hello });
    rig.edit({ 'word/word.go': hello['word/word.go'].replaceAll('Word', 'Term') });
    expect((await rig.build()).outcome).toEqual({ type: 'slow', reason: 'the compiler refuses main' });
  });
});

test('many packages at once are for the go command', async () => {
  const names = Array.from({ length: 9 }, (_, index) => `p${index}`);
  const files = {
    ...hello,
    'main.go': `package main\n\nimport (\n${names.map((name) => `\t_ "example.com/p/${name}"\n`).join('')})\n\nfunc main() {}\n`,
    ...Object.fromEntries(
      names.map((name) => [
        `${name}/x.go`,
        `package ${name}\n\nimport "example.com/p/word"\n\nvar word = word.Word()\n`,
      ]),
    ),
  };
  const renamed = Object.fromEntries(
    Object.entries(files).map(([name, text]) => [name, text.replace('var word =', 'var _ =')]),
  );
  await using rig = await learned({ files: renamed });
  rig.edit({ 'word/word.go': `${hello['word/word.go']}\n// Other is new.\nvar Other = 1\n` });
  expect((await rig.build()).outcome).toEqual({ type: 'slow', reason: '10 packages have to be compiled, or more' });
  // What was compiled is kept.
  rig.edit({ 'word/word.go': hello['word/word.go'] });
  await expectSame(rig);
}, 60_000);

test('nothing is linked where nothing changed in what is linked', async () => {
  const linked: string[] = [];
  await using rig = await learned({
    files: hello,
    onCommand({ command }) {
      if (command.type === 'argv' && command.file.endsWith('link')) linked.push(command.file);
    },
  });
  rig.edit({ 'main.go': hello['main.go'].replace('main 1', 'main 2') });
  await expectSame(rig);
  expect(linked).toHaveLength(2);
  rig.edit({ 'main.go': `${hello['main.go'].replace('main 1', 'main 2')}// A comment.\n` });
  const { path, outcome } = await rig.build();
  expect(outcome).toMatchObject({ type: 'built' });
  expect(existsSync(path)).toBe(true);
  expect(linked).toHaveLength(2);
});

describe('the proof', () => {
  test('go build makes the same', async () => {
    await using rig = await learned({ files: hello });
    rig.edit({ 'main.go': hello['main.go'].replace('main 1', 'main 2') });
    const { path, outcome } = await rig.build();
    if (outcome?.type !== 'built') throw new Error('it was built');
    expect(await rig.prove(path, outcome.contentId)).toBe('go build makes what the fast lane made');
    expect({ unproven: rig.unproven, warnings: rig.warnings }).toEqual({ unproven: 0, warnings: [] });
  });

  test('go build makes another one: the lane is off, and there is something to report', async () => {
    await using rig = await learned({ files: hello });
    rig.edit({ 'main.go': hello['main.go'].replace('main 1', 'main 2') });
    const { path } = await rig.build();
    expect(await rig.prove(path, 'another')).toBe('the fast lane is off: it made another binary than go build');
    expect(rig.unproven).toBe(1);
    expect(rig.warnings).toEqual([
      'the fast lane made another binary than go build: from now on, go build makes them all',
    ]);
    expect(readFileSync(rig.project.at('.rig/tmp/gorl-lane-report.txt'), 'utf8')).toContain('not another');
    expect((await rig.build()).outcome).toBeUndefined();
  });
});
