import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadGlobs } from '../../../../../src/base/glob.ts';
import { InputFiles } from '../../../../../src/go/build/generate/input-files.ts';

await loadGlobs(['*']);

const root = realpathSync(mkdtempSync(join(tmpdir(), 'gorl-inputs-')));
afterAll(() => rmSync(root, { recursive: true }));

const put = (name: string): void => {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), name);
};

[
  'a.templ',
  'views/b.templ',
  'views/deep/c.templ',
  'views/c.go',
  'node_modules/x/d.templ',
  'views/vendor/e.templ',
  'testdata/f.templ',
  '.hidden/g.templ',
  'views/.h.templ',
  'tmp/i.templ',
].forEach(put);
mkdirSync(join(root, 'dir.templ'));
symlinkSync(join(root, 'views'), join(root, 'linked'));
symlinkSync(join(root, 'a.templ'), join(root, 'views/link.templ'));
symlinkSync(join(root, 'gone'), join(root, 'views/broken.templ'));

const inputs = (files: readonly string[], exclude: readonly string[] = []): InputFiles =>
  new InputFiles({ files, exclude }, { root, tmpDir: join(root, 'tmp') });

const found = async (...globs: Parameters<typeof inputs>): Promise<string[]> =>
  (await inputs(...globs).find()).map((path) => relative(root, path));

test('finds the files that match, and none where nobody looks', async () => {
  expect(await found(['**/*.templ'])).toEqual(['a.templ', 'views/b.templ', 'views/deep/c.templ', 'views/link.templ']);
  expect(await found(['**/*.templ'], ['views/deep', '**/link.templ'])).toEqual(['a.templ', 'views/b.templ']);
  expect(await found(['views/*.templ', '*.templ'])).toEqual(['a.templ', 'views/b.templ', 'views/link.templ']);
  expect(await found(['node_modules/**', 'tmp/*', '.hidden/*', 'testdata/*'])).toEqual([]);
});

test('says the same of a path as it finds, also of one that is not there', () => {
  const { wants, mayLieBelow } = {
    wants: (path: string) => inputs(['**/*.templ']).wants(join(root, path)),
    mayLieBelow: (path: string) => inputs(['**/*.templ']).mayLieBelow(join(root, path)),
  };
  expect(['new/x.templ', 'tmp/x.templ', 'a/node_modules/x.templ', 'x.go'].filter(wants)).toEqual(['new/x.templ']);
  expect(['', 'views', 'tmp', 'tmp/x', '.git', 'a/vendor'].filter(mayLieBelow)).toEqual(['', 'views']);
  expect(inputs(['**/*.templ']).wants('/elsewhere/a.templ')).toBe(false);
  expect(inputs(['**/*.templ']).mayLieBelow(dirname(root))).toBe(false);
});

test('a root that is not there has none', async () => {
  const gone = new InputFiles(
    { files: ['**/*'], exclude: [] },
    { root: join(root, 'gone'), tmpDir: join(root, 'tmp') },
  );
  expect(await gone.find()).toEqual([]);
});
