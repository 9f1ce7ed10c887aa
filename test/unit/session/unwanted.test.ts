import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Report } from '../../../src/protocol/report.ts';
import { Unwanted } from '../../../src/session/unwanted.ts';
import { compileRules } from '../../../src/watch/scope/compile-rules.ts';
import { defaultRules } from '../../support/watch-rules.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'gorl-unwanted-')));
afterAll(() => rmSync(root, { recursive: true }));
const put = (name: string, text = ''): string => {
  const path = join(root, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return path;
};

function setUp() {
  put('.gitignore', '# mine\n\nx_*.go\n');
  put('web/.gitignore', 'b.go\r\nb2.go\r\n');
  const told: string[] = [];
  const report = (each: Report): void => {
    if (each.type === 'nothing-to-do') told.push(`${each.files[0]?.rel} · ${each.reason}`);
  };
  const unwanted = new Unwanted({ report }, (path) => path.endsWith('.go') || path.endsWith('.html'));
  const rules = {
    root,
    respectGitignore: true,
    includeExt: ['go'],
    excludeFile: ['gen.go'],
    excludeRegex: ['_test.go'],
  };
  const { filter } = compileRules({ ...defaultRules, ...rules });
  return { told, save: (...names: readonly string[]) => names.forEach((name) => unwanted.saved(put(name), filter)) };
}

test('a source that is not wanted is told with the reason, once', () => {
  const { told, save } = setUp();
  save('x_a.go', 'x_a.go', 'web/b2.go', 'gen.go', 'a_test.go', 'page.html');
  expect(told).toEqual([
    'x_a.go · ignored by .gitignore:3',
    'web/b2.go · ignored by web/.gitignore:2',
    'gen.go · left out by exclude_file "gen.go"',
    'a_test.go · only tests changed',
    'page.html · left out by include_ext',
  ]);
});

test('not what is wanted, what no person writes, and what is no file any more', () => {
  const { told, save } = setUp();
  save('main.go', 'notes.md', '.#main.go');
  expect(told).toEqual([]);
  const { filter } = compileRules({ ...defaultRules, root, excludeFile: ['gone.go'] });
  const reports: Report[] = [];
  new Unwanted({ report: (each) => void reports.push(each) }, () => true).saved(join(root, 'gone.go'), filter);
  expect(reports).toEqual([]);
});
