import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeTmpDir, noTmpDir, removeTmpDir } from '../../../src/cli/tmp-dir.ts';

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
    expect(why(join(folder, 'file'))).toBe('there is a file of that name');
    expect(why(join(folder, 'file/below'))).toBe('something on the way is no directory');
  });

  test('comes back where nothing can be made', (context) => {
    if (process.platform !== 'linux') return context.skip('needs /proc');
    expect(why('/proc/nope/tmp')).not.toBe('made');
  });
});

describe('removing', () => {
  test('it and what is in it', () => {
    const path = join(folder, 'tmp');
    makeTmpDir(path);
    expect(removeTmpDir(path, folder)).toBeUndefined();
    expect(existsSync(path)).toBe(false);
    expect(removeTmpDir(path, folder)).toBeUndefined();
  });

  test('never the root or what it lies in, whatever it is called', () => {
    const root = join(folder, 'root');
    mkdirSync(root);
    symlinkSync(folder, join(root, 'up'));
    for (const path of [root, folder, join(root, 'up'), join(root, 'up/root')]) removeTmpDir(path, root);
    expect(existsSync(join(root, 'up'))).toBe(true);
  });

  test('what cannot be removed is told', (context) => {
    if (process.platform !== 'linux') return context.skip('needs /proc');
    expect(removeTmpDir('/proc/self/task', folder)).toMatch(/^\/proc\/self\/task could not be removed: /);
  });
});
