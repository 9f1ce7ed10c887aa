import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { goFlags } from '../../../../src/go/toolchain/go-flags.ts';
import { temporaryDirectory } from '../../../integration/watch/temp-tree.ts';

test('GOFLAGS, a word in quotes with its spaces', () => {
  expect(goFlags({ GOFLAGS: `-v  "-ldflags=-X a.b=1 -w" '-tags=a b'` })).toEqual([
    '-v',
    '-ldflags=-X a.b=1 -w',
    '-tags=a b',
  ]);
  expect(goFlags({})).toEqual([]);
});

test('what `go env -w` has set counts where the variable says nothing, then what the release sets', () => {
  using directory = temporaryDirectory();
  const dir = directory.path;
  const file = join(dir, 'env');
  mkdirSync(join(dir, 'config/go'), { recursive: true });
  writeFileSync(file, '# by hand\nGOPROXY=off\nGOFLAGS=-mod=mod\n');
  writeFileSync(join(dir, 'config/go/env'), 'GOFLAGS=-race\n');
  writeFileSync(join(dir, 'go.env'), 'GOFLAGS=-trimpath\n');
  expect(goFlags({ GOENV: file })).toEqual(['-mod=mod']);
  expect(goFlags({ GOENV: file, GOFLAGS: '-v' })).toEqual(['-v']);
  expect(goFlags({ GOENV: 'off', XDG_CONFIG_HOME: join(dir, 'config') }, dir)).toEqual(['-trimpath']);
  expect(goFlags({ GOENV: join(dir, 'none') }, dir)).toEqual(['-trimpath']);
  if (process.platform === 'linux')
    expect(goFlags({ GOFLAGS: '', XDG_CONFIG_HOME: join(dir, 'config') })).toEqual(['-race']);
});
