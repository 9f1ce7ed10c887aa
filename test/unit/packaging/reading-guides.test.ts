import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { layers } from '../../support/layers.ts';

const root = join(import.meta.dirname, '../../..');
const text = (name: string): string => readFileSync(join(root, name), 'utf8');
const folders = readdirSync(join(root, 'src'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

describe.each(folders)('src/%s/README.md', (folder) => {
  const page = (): string => text(`src/${folder}/README.md`);

  test('has at most 15 lines', () => {
    expect(page().trimEnd().split('\n').length).toBeLessThanOrEqual(15);
  });

  test('names the file to start with, which exists', () => {
    const [, file = ''] = /^Start reading at \[`(\S+)`\]\(\1\)\.$/m.exec(page()) ?? [];
    expect(file).toMatch(/\.ts$/);
    expect(existsSync(join(root, 'src', folder, file))).toBe(true);
  });

  test('says what the folder may import, as lint does', () => {
    const named = (line: RegExp): string[] =>
      [...(line.exec(page())?.[1] ?? '').matchAll(/`([^`:]+)`/g)].map(([, name = '']) => name).toSorted();
    expect(named(/^May import: (.*)$/m)).toEqual(layers[folder]?.folders.filter((name) => name !== folder).toSorted());
    expect(named(/^Packages, each in one file: (.*)$/m)).toEqual(layers[folder]?.packages.toSorted());
  });
});

/**
 * Files that a page names in backticks, found from the repository's root, `src/`, `test/`, or the folder of the name before
 * in the same table cell or sentence (`integration/watch/fuzz.test.ts`, `limits.test.ts`). A name with `<area>` is a pattern.
 */
function unresolved(page: string): string[] {
  const missing: string[] = [];
  for (const line of page.replaceAll(/```[\s\S]*?```/g, '').split(/\n\n|\n(?=[|-])/)) {
    let before: string | undefined;
    for (const [, name = ''] of line.matchAll(/`([\w@.][\w@./-]*\.(?:ts|mjs|js|json|md|toml|example))`/g)) {
      const places = ['', 'src', 'test', ...(before === undefined ? [] : [before])].map((place) =>
        join(root, place, name),
      );
      const found = places.find((place) => existsSync(place));
      if (found === undefined) missing.push(name);
      else before = join(found, '..').slice(root.length);
    }
  }
  return missing;
}

// What is no file of this repository: it belongs to the user's project.
const foreign = new Set(['.air.toml', 'package.json', 'go.mod', 'tmp_dir/gorl-state.json']);

test.each(['docs/architecture.md', 'test/promises.md', 'CONTRIBUTING.md'])(
  'every file that %s names exists',
  (page) => {
    expect(unresolved(text(page)).filter((name) => !foreign.has(name))).toEqual([]);
  },
);

test('a file that is gone is found, wherever it is named', () => {
  const page = 'See `src/engine/loop.ts`, `loop.ts` and `gone.ts`.\n\n| `unit/engine/loop.test.ts`, `lost.test.ts` |\n';
  expect(unresolved(page)).toEqual(['gone.ts', 'lost.test.ts']);
});

/** Tests that a page names in quotes behind their file and that are not in it; `…` stands for any words. */
function lostTests(page: string): string[] {
  const lost: string[] = [];
  for (const [, , , heldBy = ''] of page.split('\n').map((line) => line.split('|'))) {
    let [folder, source] = ['', ''];
    for (const [, file, name] of heldBy.matchAll(/`([\w./-]+\.test\.ts)`|"([^"]+)"/g)) {
      if (file !== undefined) {
        const path = [join(root, 'test', file), join(folder, file)].find((place) => existsSync(place)) ?? '';
        [folder, source] = [join(path, '..'), path === '' ? '' : readFileSync(path, 'utf8').replaceAll("\\'", "'")];
      }
      if (name !== undefined && !name.split('…').every((words) => source.includes(words.trim()))) lost.push(name);
    }
  }
  return lost;
}

test('every test that test/promises.md names exists', () => {
  expect(lostTests(text('test/promises.md'))).toEqual([]);
  const row = '| 1 | **Said.** | `unit/engine/loop.test.ts` "no such test" | |';
  expect(lostTests(row)).toEqual(['no such test']);
});

test('docs/architecture.md has a row for every folder of src, with its packages', () => {
  const rows = [...text('docs/architecture.md').matchAll(/^\| (`src\/.*?) \|.*\| (.*?) \|$/gm)];
  const told = rows.flatMap(([, names = '', packages = '']) =>
    [...names.matchAll(/`src\/(\w+)`/g)].map(([, name = '']) => [name, packages === '–' ? [] : packages.split(', ')]),
  );
  const known = folders.map((folder) => [folder, layers[folder]?.packages]);
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(known));
});

test('one version of air is compared with, in all pages', () => {
  const [, tried = ''] = /air v(\d+\.\d+\.\d+):/.exec(text('docs/air-migration.md')) ?? [];
  expect(tried).not.toBe('');
  for (const page of ['README.md', 'docs/comparison.md'])
    expect([...text(page).matchAll(/\bair v?(\d+\.\d+\.\d+)/g)].map(([, named]) => named)).toEqual([tried]);
});
