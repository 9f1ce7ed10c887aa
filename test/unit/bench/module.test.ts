import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BenchModule, moduleFiles } from '../../bench/module/bench-module.mjs';
import { edits } from '../../bench/module/edits.mjs';
import { shapes } from '../../bench/module/shapes.mjs';

const lines = (text: string): number => text.split('\n').length;

describe('the modules of the bench', () => {
  let folder = '';
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'gorl-bench-test-'))));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(Object.keys(shapes))('%s is the same each time, and every package but hot imports hot', (name) => {
    const files = moduleFiles(name);
    expect(moduleFiles(name)).toEqual(files);
    const others = [...files].filter(([path]) => path.endsWith('.go') && !/^(?:hot|edge)\//.test(path));
    const imported = `"bench.example/${name}/hot"`;
    expect(others.length).toBeGreaterThan(shapes[name as keyof typeof shapes].packages);
    expect(others.filter(([, text]) => !text.includes(imported))).toEqual([]);
  });

  test('s, with every edit made, is formatted as gofmt has it', () => {
    const module = new BenchModule('s', join(folder, 'formatted'));
    for (const [number, step] of Object.values(edits)
      .flatMap(({ steps }) => steps)
      .entries())
      module.save(step, number + 1);
    expect(execFileSync('gofmt', ['-l', module.dir], { encoding: 'utf8' })).toBe('');
  });

  test.each(Object.entries(edits))('%s changes its own file only, and shows', (name, { steps }) => {
    const module = new BenchModule('s', join(folder, name));
    const read = (): Map<string, string> =>
      new Map([...moduleFiles('s').keys()].map((path) => [path, readFileSync(join(module.dir, path), 'utf8')]));
    for (const [at, step] of [...steps, ...steps].entries()) {
      const before = read();
      const { value, error } = module.save(step, 100 + at);
      const after = read();
      const changed = [...after].filter(([path, text]) => before.get(path) !== text).map(([path]) => path);
      expect(changed).toEqual([step.file]);
      const [old = '', text = ''] = [before.get(step.file), after.get(step.file)];
      if (step.shows === 'value') {
        expect(text).toContain(`"${value}"`);
        expect(old).not.toContain(`"${value}"`);
      }
      if (step.shows === 'error') {
        const line = Number(error?.place.split(':')[1]);
        expect(text.split('\n')[line - 1]).toBe(`var broken = ${error?.missing}`);
      } else expect(error).toBeUndefined();
      const grows = { leafline: 1, import: at % 2 === 0 ? 1 : -1, error: at % 2 === 0 ? 2 : -2 }[name] ?? 0;
      expect(lines(text) - lines(old)).toBe(grows);
    }
  });
});
