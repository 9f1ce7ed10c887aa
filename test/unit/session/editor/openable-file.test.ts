import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openableFile } from '../../../../src/session/editor/openable-file.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'gorl-open-')));
const root = join(folder, 'shop');
const other = join(folder, 'replaced');
const open = (file: string) => openableFile(file, { base: root, roots: [root, other] });

beforeAll(() => {
  for (const directory of [root, other, join(root, 'web'), join(folder, 'shop-secret')]) mkdirSync(directory);
  for (const file of ['shop/main.go', 'shop/web/a b.go', 'shop/a:1.go', 'shop/-x.go', 'replaced/log.go'])
    writeFileSync(join(folder, file), '');
  for (const file of ['secret.go', 'shop-secret/s.go']) writeFileSync(join(folder, file), '');
  symlinkSync(join(folder, 'secret.go'), join(root, 'link.go'));
  symlinkSync(folder, join(root, 'up'));
  symlinkSync(root, join(folder, 'way-in'));
  execFileSync('mkfifo', [join(root, 'pipe.go')]);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('opened', () => {
  test.each([
    ['main.go', 'shop/main.go'],
    ['./web/../main.go', 'shop/main.go'],
    ['web/a b.go', 'shop/web/a b.go'],
    ['a:1.go', 'shop/a:1.go'],
    [join(root, 'main.go'), 'shop/main.go'],
    [join(folder, 'way-in/main.go'), 'shop/main.go'],
    [join(other, 'log.go'), 'replaced/log.go'],
    ['../replaced/log.go', 'replaced/log.go'],
  ])('%s', (file, path) => expect(open(file)).toEqual({ type: 'file', path: join(folder, path) }));
});

describe('refused', () => {
  test.each([
    ['a file elsewhere', '/etc/passwd', '/etc/passwd is no file of this project'],
    ['a way out', '../secret.go', '../secret.go is no file of this project'],
    ['a long way out', '../../../../../../../etc/passwd', '../../../../../../../etc/passwd is no file of this project'],
    ['a link out', 'link.go', 'link.go is no file of this project'],
    ['a directory that is a link out', 'up/secret.go', 'up/secret.go is no file of this project'],
    [
      'a directory whose name only begins like the root',
      '../shop-secret/s.go',
      '../shop-secret/s.go is no file of this project',
    ],
    ['what is not there', 'missing.go', 'missing.go is no file of this project'],
    ['a directory', 'web', 'web is no regular file'],
    ['a pipe', 'pipe.go', 'pipe.go is no regular file'],
    ['an option', '-x.go', 'that is no path of a file'],
    ['a URL', `file://${root}/main.go`, 'that is no path of a file'],
    ['another URL', 'vscode://file/etc/passwd', 'that is no path of a file'],
    ['a NUL', 'main.go\0.txt', 'that is no path of a file'],
    ['a line end', 'main.go\n', 'that is no path of a file'],
    ['nothing', '', 'that is no path of a file'],
    ['a very long one', 'a/'.repeat(3000), 'that is no path of a file'],
  ])('%s', (_, file, reason) => expect(open(file)).toEqual({ type: 'refused', reason }));
});
