import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, relative } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findOnPath } from '../../../src/base/find-on-path.ts';

const base = realpathSync(mkdtempSync(join(tmpdir(), 'gorl-path-')));
afterAll(() => rmSync(base, { recursive: true }));

function directory(name: string): string {
  const path = join(base, name);
  mkdirSync(path);
  return path;
}

const [first, second, third] = ['first', 'second', 'third'].map(directory) as [string, string, string];
mkdirSync(join(first, 'tool'));
writeFileSync(join(second, 'tool'), '', { mode: 0o644 });
writeFileSync(join(third, 'tool'), '');
chmodSync(join(third, 'tool'), 0o755);

test.each<[what: string, path: string | undefined, which: 'all' | 'absolute', found: string | undefined]>([
  ['the first that is a file and executable', [first, second, third].join(delimiter), 'all', join(third, 'tool')],
  ['no directory of that name', first, 'all', undefined],
  ['no file that may not be executed', second, 'all', undefined],
  ['nothing where nothing is', '/nowhere', 'all', undefined],
  ['nothing for empty entries', delimiter, 'all', undefined],
  ['nothing without a PATH', undefined, 'all', undefined],
  ['by a relative entry', relative(process.cwd(), third), 'all', join(relative(process.cwd(), third), 'tool')],
  ['not by a relative entry where those are passed by', relative(process.cwd(), third), 'absolute', undefined],
  ['by an absolute entry then', third, 'absolute', join(third, 'tool')],
])('%s', (_, path, which, found) => {
  expect(findOnPath('tool', { PATH: path }, which)).toBe(found);
  expect(findOnPath('tool', { Path: path }, which)).toBe(found);
});
