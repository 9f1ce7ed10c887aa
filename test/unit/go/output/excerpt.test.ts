import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../../../src/protocol/diagnostic.ts';
import { parseBuildOutput } from '../../../../src/go/output/build-output.ts';
import { attachExcerpts } from '../../../../src/go/output/excerpt.ts';
import { fixturesDir, recorded, releases } from '../corpus.ts';

/** The text that begins at the location: a column counts UTF-8 bytes. */
function textAt({ location }: Diagnostic): string {
  const excerpt = location?.excerpt;
  if (location === undefined || excerpt === undefined) return '';
  const line = excerpt.lines[location.line - excerpt.firstLine] ?? '';
  return Buffer.from(line)
    .subarray((location.column ?? 1) - 1)
    .toString();
}

const found: Readonly<Record<string, readonly string[]>> = {
  'broken-utf8': ['undefinedName)', 'missingName)', '名前 + 1, 未定義)', '未定義)'],
  'broken-type': ['"8080"', 'rows)'],
  'broken-multi': ['add(a int) int {', '1', '1))', 'cat{}'],
  'broken-import': ['"example.com/missing/store"'],
};

describe.each(releases)('%s', (release) => {
  test.each(Object.entries(found))('%s: the column leads to the right character', async (fixture, expected) => {
    const base = join(fixturesDir, fixture);
    const { diagnostics } = parseBuildOutput(recorded(release, fixture), { cwd: base });
    const attached = await attachExcerpts(diagnostics, { base, roots: [base] });
    expect(attached.map(textAt)).toEqual(expected);
  });
});

describe('what is read', () => {
  let dir = '';
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'gorl-excerpt-'));
    writeFileSync(join(dir, 'five.go'), 'one\ntwo\r\nthree\nfour\nfive\n');
    writeFileSync(join(dir, 'big.go'), '');
    truncateSync(join(dir, 'big.go'), 2 * 1024 * 1024 + 1);
    symlinkSync(join(fixturesDir, 'broken-type', 'main.go'), join(dir, 'link.go'));
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  const excerptOf = async (file: string, line: number, roots = [dir]): Promise<unknown> => {
    const diagnostic: Diagnostic = {
      severity: 'error',
      message: 'x',
      notes: [],
      source: 'go',
      location: { file, line },
    };
    return (await attachExcerpts([diagnostic], { base: dir, roots }))[0]?.location?.excerpt;
  };

  test('two lines before and after, where there are any', async () => {
    expect(await excerptOf('five.go', 3)).toEqual({ firstLine: 1, lines: ['one', 'two', 'three', 'four', 'five'] });
    expect(await excerptOf('five.go', 1)).toEqual({ firstLine: 1, lines: ['one', 'two', 'three'] });
    expect(await excerptOf('five.go', 5)).toEqual({ firstLine: 3, lines: ['three', 'four', 'five'] });
  });

  test.each([
    ['a line that is not there', 'five.go', 6],
    ['a file that is not there', 'gone.go', 1],
    ['a directory', '.', 1],
    ['a file over 2 MiB', 'big.go', 1],
    ['a file outside the roots', '/etc/passwd', 1],
    ['a link that leads outside the roots', 'link.go', 1],
  ])('not %s', async (_, file, line) => {
    expect(await excerptOf(file, line)).toBeUndefined();
  });

  test('a link to a second root', async () => {
    expect(await excerptOf('link.go', 1, [dir, fixturesDir])).toMatchObject({ firstLine: 1 });
  });
});
