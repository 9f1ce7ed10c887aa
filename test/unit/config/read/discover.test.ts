import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { discoverConfig } from '../../../../src/config/read/discover.ts';

describe('finding the config', () => {
  let cwd: string;
  beforeEach(() => void (cwd = mkdtempSync(join(tmpdir(), 'gorl-config-'))));
  afterEach(() => rmSync(cwd, { recursive: true }));
  const write = (name: string, text: string | Buffer): void => {
    mkdirSync(join(cwd, name, '..'), { recursive: true });
    writeFileSync(join(cwd, name), text);
  };
  const problemOf = (path?: string) => {
    const found = discoverConfig({ cwd, ...(path === undefined ? {} : { path }) });
    return found.type === 'failed' ? found.diagnostic : found.type;
  };

  test('none', () => expect(discoverConfig({ cwd })).toEqual({ type: 'none' }));

  test('.air.toml before .config/air.toml', () => {
    write('.config/air.toml', 'b');
    expect(discoverConfig({ cwd })).toEqual({
      type: 'found',
      file: { path: join(cwd, '.config/air.toml'), shown: '.config/air.toml', text: 'b' },
    });
    write('.air.toml', 'a');
    expect(discoverConfig({ cwd })).toMatchObject({ file: { shown: '.air.toml', text: 'a' } });
  });

  test('gorl.toml before both, in the same places', () => {
    write('.air.toml', 'a');
    write('.config/gorl.toml', 'c');
    expect(discoverConfig({ cwd })).toMatchObject({ file: { shown: '.config/gorl.toml', text: 'c' } });
    write('gorl.toml', 'g');
    expect(discoverConfig({ cwd })).toMatchObject({ file: { shown: 'gorl.toml', text: 'g' } });
    write('sub/gorl.toml', 's');
    expect(discoverConfig({ cwd, airWd: 'sub' })).toMatchObject({ file: { shown: 'sub/gorl.toml', text: 's' } });
    expect(discoverConfig({ cwd, path: '.air.toml' })).toMatchObject({ file: { text: 'a' } });
  });

  test('$air_wd says where to look, -c is relative to the cwd all the same', () => {
    write('sub/.air.toml', 'sub');
    write('mine.toml', 'mine');
    expect(discoverConfig({ cwd, airWd: 'sub' })).toMatchObject({ file: { shown: 'sub/.air.toml', text: 'sub' } });
    expect(discoverConfig({ cwd, airWd: 'sub', path: 'mine.toml' })).toMatchObject({
      file: { shown: 'mine.toml', text: 'mine' },
    });
  });

  test('a missing -c file', () => {
    expect(problemOf('no.toml')).toMatchObject({
      message: expect.stringMatching(/: no such config file$/) as string,
    });
    expect(problemOf('a\0b')).toMatchObject({ severity: 'error' });
  });

  test('a directory in its place', () => {
    mkdirSync(join(cwd, '.air.toml'));
    expect(problemOf()).toMatchObject({ message: '.air.toml: the config is a directory, not a file' });
  });

  test('a link that leads nowhere is none, one that leads to itself is a problem', () => {
    symlinkSync('nowhere', join(cwd, '.air.toml'));
    expect(problemOf()).toBe('none');
    symlinkSync('self', join(cwd, 'self'));
    expect(problemOf('self')).toMatchObject({
      message: expect.stringMatching(/: the config is a symbolic link to itself$/) as string,
    });
  });

  test('what is no text', () => {
    write('a', Buffer.from('x = 1\ny\0'));
    expect(problemOf('a')).toMatchObject({
      message: 'this is not a text file: it has NUL bytes',
      location: { line: 2, column: 2 },
    });
    write('b', Buffer.from([0x61, 0x0a, 0xc3, 0xa9, 0xff, 0x61]));
    expect(problemOf('b')).toMatchObject({ message: 'this is not UTF-8 text', location: { line: 2, column: 3 } });
    write('c', Buffer.alloc(2_000_000, '#'));
    expect(problemOf('c')).toMatchObject({ message: 'c: this file is too large for a config: more than 1 MiB' });
  });

  test('a device is not read unless it was asked for', () => {
    symlinkSync('/dev/null', join(cwd, '.air.toml'));
    expect(problemOf()).toMatchObject({ message: '.air.toml: the config is not a regular file' });
    expect(discoverConfig({ cwd, path: '/dev/null' })).toMatchObject({
      type: 'found',
      file: { shown: '/dev/null', text: '' },
    });
  });
});
