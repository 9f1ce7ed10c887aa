import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Environment } from '../../../../src/config/env/environment.ts';

describe('environment', () => {
  let root: string;
  beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'gorl-env-'))));
  afterEach(() => rmSync(root, { recursive: true }));
  const write = (name: string, text: string): void => writeFileSync(join(root, name), text);
  const create = () => new Environment({ base: { PATH: '/bin', GONE: undefined, EMPTY: '' }, root, cwd: root });

  test('without files it is what gorl was started with', () => {
    expect(create().read([])).toEqual({ env: { PATH: '/bin', EMPTY: '' }, diagnostics: [], notes: [] });
  });

  test('later files win, but nothing replaces what was there before, even when that is empty', () => {
    write('a.env', 'X=a\nY=a\nPATH=/mine\nEMPTY=full\nGONE=1');
    write('b.env', 'Y=b');
    expect(create().read(['a.env', join(root, 'b.env')]).env).toEqual({
      PATH: '/bin',
      EMPTY: '',
      X: 'a',
      Y: 'b',
      GONE: '1',
    });
  });

  test('variables follow the files: changed values are updated, vanished ones are gone', () => {
    const environment = create();
    write('.env', 'X=1\nY=1');
    environment.read(['.env']);
    write('.env', 'X=2');
    expect(environment.read(['.env']).env).toEqual({ PATH: '/bin', EMPTY: '', X: '2' });
    rmSync(join(root, '.env'));
    expect(environment.read(['.env'])).toEqual({
      env: { PATH: '/bin', EMPTY: '' },
      diagnostics: [],
      notes: ['env file .env does not exist'],
    });
  });

  test('an error in one file leaves all values as they were', () => {
    const environment = create();
    write('a.env', 'X=1');
    write('b.env', 'Y=1');
    environment.read(['a.env', 'b.env']);
    write('a.env', 'X=2');
    write('b.env', 'Y="1');
    const reading = environment.read(['a.env', 'b.env']);
    expect(reading.env).toEqual({ PATH: '/bin', EMPTY: '', X: '1', Y: '1' });
    expect(environment.env).toBe(reading.env);
    expect(reading.diagnostics).toMatchObject([{ severity: 'error', location: { file: 'b.env', line: 1, column: 3 } }]);
  });

  test('variables of one file do not expand in another', () => {
    write('a.env', 'X=1');
    write('b.env', 'Y=[$X][$PATH]');
    expect(create().read(['a.env', 'b.env']).env['Y']).toBe('[][]');
  });

  test('a directory and a binary file are problems, not exceptions', () => {
    mkdirSync(join(root, 'dir'));
    write('bin', 'A\0B');
    const messages = create()
      .read(['dir', 'bin'])
      .diagnostics.map(({ message, location }) => `${location?.file}: ${message}`);
    expect(messages).toEqual(['dir: the env file is a directory', 'bin: this is not a text file: it has NUL bytes']);
  });
});
