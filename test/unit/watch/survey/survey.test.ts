import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { Reach } from '../../../../src/watch/survey/reach.ts';
import { startSurvey } from '../../../../src/watch/survey/survey.ts';
import { isLargeTree } from '../../../../src/watch/survey/tree-size.ts';
import type { WatchScope } from '../../../../src/watch/scope/watch-scope.ts';
import { temporaryProject } from '../scope/temporary-project.ts';

const { root, compile } = temporaryProject();

beforeEach(() => {
  const files = [
    'main.go',
    'pages/index.html',
    'docs/a/readme.md',
    'docs/b/more.md',
    'web/src/app.ts',
    'web/src/deep/er/page.html',
    'web/dist/out.js',
    'lib/deep/lib.go',
    'lib/other/other.go',
    'node_modules/x/page.html',
  ];
  for (const file of files) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), '');
  }
});

const soon = (fire: () => void): void => void setImmediate(fire);

async function without(rules: Partial<WatchScope> = {}): Promise<readonly string[]> {
  const { filter } = compile(rules);
  const survey = startSurvey({
    filter,
    mayWant: (name) => name.endsWith('.html'),
    wants: (path) => filter.file(path).watch,
    soon,
  });
  return [...(await survey.without)].map((path) => path.slice(root.length + 1)).toSorted();
}

describe('a survey', () => {
  test('finds the topmost directories that hold nothing', async () => {
    expect(await without()).toEqual(['docs', 'lib', 'web/dist']);
  });

  test('of what a directory of the program holds only what else is in it is left out', async () => {
    const program = {
      directories: [join(root, 'lib/deep')],
      wants: () => false,
      mayLieBelow: (directory: string) => [join(root, 'lib'), join(root, 'lib/deep')].includes(directory),
    };
    expect(await without({ program })).toEqual(['docs', 'lib/other', 'web/dist']);
  });

  test('follows no links, and goes on where a directory cannot be read', async () => {
    symlinkSync(join(root, 'pages'), join(root, 'docs/link'));
    expect(await without()).toEqual(['docs', 'lib', 'web/dist']);
  });

  test('is not told any more once it is stopped', async () => {
    const { filter } = compile();
    const turns: (() => void)[] = [];
    const survey = startSurvey({
      filter,
      mayWant: () => true,
      wants: () => true,
      soon: (fire) => void turns.push(fire),
    });
    survey.stop();
    for (const turn of turns.splice(0)) turn();
    expect(turns).toEqual([]);
    const answer = await Promise.race([survey.without, Promise.resolve('nothing')]);
    expect(answer).toBe('nothing');
  });
});

describe('the size of a tree', () => {
  test('counts the directories that only the lists want', () => {
    const { filter } = compile();
    // docs, docs/a, docs/b, lib, lib/deep, lib/other, pages, web, web/dist, web/src, web/src/deep, web/src/deep/er
    expect(isLargeTree(filter, 12)).toBe(false);
    expect(isLargeTree(filter, 11)).toBe(true);
  });

  test('does not count those of the program', () => {
    const program = { directories: [], wants: () => false, mayLieBelow: () => true };
    expect(isLargeTree(compile({ program }).filter, 0)).toBe(false);
  });
});

describe('in a large tree', () => {
  const listed = (reach: Reach, ...names: readonly string[]) => {
    const { filter } = compile({ reach });
    return names.map((name) => filter.directory(join(root, name)).watch);
  };

  test('nothing is entered for the lists alone before it is looked through', () => {
    const reach = new Reach(true);
    expect(listed(reach, 'docs', 'web')).toEqual([false, false]);
    expect(compile({ reach }).filter.directory(root).watch).toBe(true);
  });

  test('what holds something, and what is new, is entered', () => {
    const reach = new Reach(true);
    expect(reach.learn(new Set([join(root, 'docs')]))).toBe(true);
    expect(listed(reach, 'docs', 'web', 'made-later')).toEqual([false, true, true]);
    expect(reach.learn(new Set([join(root, 'docs')]))).toBe(false);
    expect(reach.learn(new Set([join(root, 'web')]))).toBe(true);
  });

  test('all is entered when only the lists can say what to watch', () => {
    const reach = new Reach(true);
    expect(reach.open()).toBe(true);
    expect(listed(reach, 'docs', 'web')).toEqual([true, true]);
    expect(reach.open()).toBe(false);
  });

  test('what the config names is entered', () => {
    const rule = { name: 'r', includeDir: ['docs'], includeExt: [], includeFile: [], excludeRegex: [], delayMs: 0 };
    const { filter } = compile({ reach: new Reach(true), buildRules: [rule] });
    expect(filter.directory(join(root, 'docs'))).toEqual({ watch: true, because: 'build.rules' });
    expect(filter.directory(join(root, 'web'))).toEqual({ watch: false, because: 'nothing in it is wanted' });
  });
});
