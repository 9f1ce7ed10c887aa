import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readContentId } from '../../../../src/go/build/build-id.ts';
import { exportsOf, wholeOf } from '../../../../src/go/lane/archive-file.ts';
import { stampContentId } from '../../../../src/go/lane/content-id.ts';
import { tempProject } from '../../../support/temp-project.ts';

describe('the content ID of a binary', () => {
  const project = tempProject({
    'go.mod': 'module example.com/p\n\ngo 1.19\n',
    'main.go': 'package main\n\nfunc main() { println("hello") }\n',
  });
  const binary = project.at('binary');
  beforeAll(
    () => void execFileSync('go', ['build', '-buildvcs=false', '-o', binary, '.'], { cwd: project.dir }),
    60_000,
  );
  afterAll(() => project.remove());

  test('is the one that the go command gives', async () => {
    const given = await readContentId(binary);
    const id = execFileSync('go', ['tool', 'buildid', binary]).toString().trim();
    expect(stampContentId(binary, id)).toBe(given);
    expect(execFileSync('go', ['tool', 'buildid', binary]).toString().trim()).toBe(id);
  });

  test('takes the place of the last part of another ID', async () => {
    const given = await readContentId(binary);
    const id = execFileSync('go', ['tool', 'buildid', binary]).toString().trim();
    const other = id.replaceAll(/[^/]/g, 'x');
    const path = project.at('other');
    writeFileSync(path, Buffer.from(readFileSync(binary).toString('latin1').replaceAll(id, other), 'latin1'));
    expect(stampContentId(path, other)).toBe(given);
    expect(await readContentId(path)).toBe(given);
  });

  test('there is none without the ID that it is to have', () => {
    expect(stampContentId(binary, 'x/y/z/none')).toBeUndefined();
  });
});

describe('an archive', () => {
  const project = tempProject();
  afterAll(() => project.remove());
  const header = (name: string, size: number): string => `${name.padEnd(48)}${String(size).padEnd(10)}\`\n`;
  const archive = (id: string, exported: string, code: string): string => {
    const definition = `go object linux amd64 go1\nbuild id "${id}"\n\n\n$$B\n${exported}\n$$\n`;
    const object = `go object linux amd64 go1\nbuild id "${id}"\n\n!\n${code}`;
    const padding = definition.length % 2 === 0 ? '' : '\n';
    const path = project.at('x.a');
    writeFileSync(
      path,
      `!<arch>\n${header('__.PKGDEF', definition.length)}${definition}${padding}${header('_go_.o', object.length)}${object}`,
    );
    return path;
  };
  const digests = (id: string, exported: string, code: string): readonly [string, string] => {
    const path = archive(id, exported, code);
    return [exportsOf(path), wholeOf(path)];
  };

  test.each(['even', 'odd.'])('is the same whatever its build ID is (%s)', (exported) => {
    expect(digests('a/b', exported, 'code')).toEqual(digests('c/d', exported, 'code'));
  });

  test('other code, the same for importers', () => {
    const [exports, whole] = digests('a/b', 'exported', 'code');
    const [otherExports, otherWhole] = digests('a/b', 'exported', 'edoc');
    expect([otherExports === exports, otherWhole === whole]).toEqual([true, false]);
  });

  test('another one for importers', () => {
    expect(digests('a/b', 'other', 'code')[0]).not.toBe(digests('a/b', 'exported', 'code')[0]);
  });

  test.each(['', '!<arch>\n', 'package main\n', `!<arch>\n${header('other', 3)}abc`])('is none: %j', (text) => {
    const path = project.at('none.a');
    writeFileSync(path, text);
    expect(() => exportsOf(path)).toThrow('is no archive of the Go compiler');
    rmSync(path);
    expect(() => exportsOf(path)).toThrow('ENOENT');
  });
});
