import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeTmpDir, noTmpDir, unusableTmpDir } from '../../../../src/go/build/tmp-dir.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'gorl-tmp-dir-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const why = (path: string): string => {
  try {
    makeTmpDir(path);
    return 'made';
  } catch (error) {
    return noTmpDir(path, error).message.split(': ').at(-1) ?? '';
  }
};

describe('making', () => {
  test('with its parents and a .gitignore; what is there is left alone', () => {
    makeTmpDir(join(folder, 'a/b/tmp'));
    expect(readFileSync(join(folder, 'a/b/tmp/.gitignore'), 'utf8')).toBe('*\n');
    expect(readdirSync(join(folder, 'a/b'))).toEqual(['tmp']);
    mkdirSync(join(folder, 'own'));
    makeTmpDir(join(folder, 'own'));
    expect(readdirSync(join(folder, 'own'))).toEqual([]);
  });

  test('says what is in the way', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(why(join(folder, 'file'))).toBe('a file with that name is in the way');
    expect(why(join(folder, 'file/below'))).toBe('part of the path is not a directory');
  });

  test('comes back where nothing can be made', (context) => {
    if (process.platform !== 'linux') return context.skip('needs /proc');
    expect(why('/proc/nope/tmp')).not.toBe('made');
  });
});

describe('a directory in which nothing can be made any more', () => {
  const whyNow = (code: string, path = folder): string =>
    unusableTmpDir(path, Object.assign(new Error('mkdir'), { code })).message;

  test('says why, not what mkdir was called with', () => {
    expect(whyNow('ENOSPC')).toBe(`cannot write in ${folder}: no space left on the device`);
    expect(whyNow('EROFS')).toBe(`cannot write in ${folder}: the file system is read-only`);
    expect(whyNow('EACCES')).toBe(`cannot write in ${folder}: permission denied`);
    expect(whyNow('ENOENT', join(folder, 'gone'))).toBe(`cannot create ${join(folder, 'gone')}: ENOENT`);
  });
});
