import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkRunTarget, type CheckedTarget } from '../../../../src/session/service-plan/run-target.ts';
import { fakeGoList, type ListedPackage } from '../../../support/fake-go.ts';
import { tempProject, type TempProject } from '../../../support/temp-project.ts';

let project: TempProject;
beforeAll(() => {
  project = tempProject({
    'go.mod': 'module example.com/x\n',
    'cmd/api/main.go': 'package main\n',
    'cmd/api/handlers.go': 'package main\n',
    'cmd/worker/main.go': 'package main\n',
    'lib/lib.go': 'package lib\n',
    'tagged/main.go': '//go:build never\n\npackage main\n',
  });
});
afterAll(() => project.remove());

const mains = (): readonly ListedPackage[] =>
  ['cmd/api', 'cmd/worker'].map((name) => ({ Dir: project.at(name), Name: 'main' }));

interface Asked {
  readonly dirs: readonly string[];
  readonly why: string;
}

/** `described` is what go list says of the target; of `./...` it says the two programs, unless `listed` does. */
async function check(
  packages: readonly string[],
  described: ListedPackage = {},
  { chosen, listed = mains() }: { chosen?: string; listed?: readonly ListedPackage[] } = {},
): Promise<{
  readonly checked: CheckedTarget;
  readonly asked: readonly Asked[];
  readonly commands: readonly string[];
}> {
  const asked: Asked[] = [];
  const commands = fakeGoList((pattern) => (pattern === './...' ? listed : [described]));
  const checked = await checkRunTarget({
    root: project.dir,
    goFile: '/go',
    env: {},
    commands,
    packages,
    choose(dirs, why) {
      asked.push({ dirs, why });
      return Promise.resolve(chosen);
    },
  });
  return { checked, asked, commands: commands.asked };
}

describe('files', () => {
  test('of package main, or of one that is not said for certain, are run', async () => {
    for (const packages of [['cmd/api/main.go', 'cmd/api/handlers.go'], ['tagged/main.go']])
      expect(await check(packages)).toEqual({ checked: { type: 'ok', packages }, asked: [], commands: [] });
  });

  test('of another package are refused by its name', async () => {
    const { checked } = await check(['lib/lib.go']);
    expect(checked).toMatchObject({ diagnostic: { message: 'lib/lib.go is package lib, not a main package' } });
  });

  test.each([
    ['cmd/api/mian.go', 'did you mean cmd/api/main.go?'],
    ['cmd/api/zzzzzz.go', undefined],
    ['nowhere/main.go', undefined],
  ])('that are not there: %s → %s', async (name, hint) => {
    const { checked } = await check([name]);
    expect(checked).toMatchObject({ type: 'refused', diagnostic: { message: `there is no file ${name}` } });
    expect(checked.type === 'refused' && checked.diagnostic.hint).toBe(hint);
  });
});

describe('packages', () => {
  test('an import path is go list’s to judge', async () => {
    const judge = async (described: ListedPackage) => (await check(['example.com/x/y'], described)).checked;
    expect(await judge({ Name: 'main' })).toEqual({ type: 'ok', packages: ['example.com/x/y'] });
    // A syntax error, for example: the build tells more of it.
    expect(await judge({ Name: 'main', Error: { Err: 'expected }' } })).toMatchObject({ type: 'ok' });
    expect(await judge({ Error: { Err: 'dial tcp: timeout' } })).toMatchObject({ type: 'ok' });
    expect(await judge({ Name: 'y' })).toMatchObject({
      diagnostic: { message: 'example.com/x/y is package y, not a main package' },
    });
    expect(
      await judge({ Error: { Err: 'no required module provides package example.com/x/y; to add it:\n\tgo get' } }),
    ).toMatchObject({ diagnostic: { message: 'no required module provides package example.com/x/y' } });
  });

  test('a path without ./ is no path for go run: it is written as one', async () => {
    const { checked } = await check(['cmd/worker'], { Error: { Err: 'package cmd/worker is not in std' } });
    expect(checked).toMatchObject({
      type: 'refused',
      diagnostic: { message: 'there is no package cmd/worker', hint: 'did you mean ./cmd/worker?' },
    });
  });

  test('if another is chosen, that is run', async () => {
    const result = await check(['./lib'], { Name: 'lib' }, { chosen: './cmd/api' });
    expect(result.checked).toEqual({ type: 'ok', packages: ['./cmd/api'] });
    expect(result.asked).toEqual([
      { dirs: ['./cmd/api', './cmd/worker'], why: './lib is package lib, not a main package' },
    ]);
    expect(result.commands).toEqual(['./lib', './...']);
  });

  test('the directory itself means the only program below it, and nobody is asked', async () => {
    const none = { Error: { Err: 'no Go files in .' } };
    expect(await check(['.'], none, { listed: mains().slice(0, 1) })).toMatchObject({
      checked: { type: 'ok', packages: ['./cmd/api'] },
      asked: [],
    });
    expect((await check(['.'], none, { listed: [] })).checked).toMatchObject({
      diagnostic: { message: 'no Go files in .', notes: [] },
    });
  });

  test('at most eight programs are listed', async () => {
    const listed = Array.from({ length: 9 }, (_, at) => ({ Dir: project.at(`cmd/p${at}`), Name: 'main' }));
    const { checked } = await check(['./nowhere'], {}, { listed });
    const notes = checked.type === 'refused' ? checked.diagnostic.notes : [];
    expect(notes).toHaveLength(9);
    expect(notes.slice(-2)).toEqual([{ message: 'gorl run ./cmd/p7' }, { message: '…' }]);
  });
});
