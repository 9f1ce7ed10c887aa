import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';

const src = new URL('../../../src', import.meta.url).pathname;

/** The middle folders, which know the engine and themselves, and what packages each may use. */
const packagesOf: Record<string, readonly string[]> = {
  engine: [],
  base: [],
  config: ['smol-toml'],
  watch: ['chokidar', 'ignore', 'picomatch'],
  go: [],
  process: ['execa', 'tree-kill'],
  gateway: [],
  report: ['picocolors'],
  cli: ['commander'],
};

interface Import {
  readonly from: string;
  readonly to: string;
}

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const imports = files.flatMap((from) => importsOf(from).map((to): Import => ({ from, to })));
const inside = imports
  .filter(({ to }) => to.startsWith('.'))
  .map(({ from, to }) => ({ from, to: posix.join(dirname(from), to) }));
const folderOf = (file: string): string => file.split('/')[0] ?? '';

describe('the layers', () => {
  test('there is something to look at', () => {
    expect(inside.length).toBeGreaterThan(50);
  });

  test('the engine imports nothing but itself', () => {
    const wrong = imports.filter(({ from, to }) => folderOf(from) === 'engine' && !to.startsWith('./'));
    expect(wrong).toEqual([]);
  });

  test('base imports nothing but node and itself', () => {
    const wrong = imports.filter(({ from, to }) => folderOf(from) === 'base' && !/^(?:\.\/|node:)/.test(to));
    expect(wrong).toEqual([]);
  });

  test('the folders between cli and engine do not import one another', () => {
    const middle = Object.keys(packagesOf).filter((folder) => !['engine', 'base', 'cli'].includes(folder));
    const wrong = inside.filter(({ from, to }) => {
      const allowed = [folderOf(from), 'base', 'engine'];
      return middle.includes(folderOf(from)) && !allowed.includes(folderOf(to));
    });
    expect(wrong).toEqual([]);
  });

  test('each package is used by one file, in the folder that hides it', () => {
    const packages = imports.filter(({ to }) => !to.startsWith('.') && !to.startsWith('node:'));
    const wrong = packages.filter(({ from, to }) => !packagesOf[folderOf(from)]?.includes(to));
    expect(wrong).toEqual([]);
    const uses = new Set(packages.map(({ from, to }) => `${to} in ${from}`));
    const used = new Set(packages.map(({ to }) => to));
    expect([...uses]).toHaveLength(used.size);
  });
});

/** `import … from 'x'`, `export … from 'x'`, `import 'x'`, `import('x')`. */
function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(src, file), 'utf8').replaceAll(/\/\*.*?\*\//gs, '');
  const found = text.matchAll(/^(?:import|export)\s[^'=;]*?\bfrom '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm);
  return [...found].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}
