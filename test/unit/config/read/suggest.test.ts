import { describe, expect, test } from 'vitest';
import { synonymOf } from '../../../../src/config/keys/synonyms.ts';
import { editDistance, suggest } from '../../../../src/config/read/suggest.ts';

test.each([
  ['tmp_folder', 'tmp_dir'],
  ['tempDir', 'tmp_dir'],
  ['tmp_path', 'tmp_dir'],
  ['exclude_folders', 'build.exclude_dir'],
  ['ignore-dirs', 'build.exclude_dir'],
  ['watch_extensions', 'build.include_ext'],
  ['command', 'build.cmd'],
  ['binary', 'build.bin'],
  ['before_command', 'build.pre_cmd'],
  ['pre_build', 'build.pre_cmd'],
  ['kill_timeout', 'build.kill_delay'],
  ['log_file', 'build.log'],
  ['constructor', undefined],
  ['__proto__', undefined],
  ['', undefined],
])('%j is another word for %s', (name, key) => {
  expect(synonymOf(name)).toBe(key);
});

describe('did you mean', () => {
  test.each([
    ['', '', 0],
    ['cmd', 'cdm', 1],
    ['cmd', 'cmmd', 1],
    ['cmd', 'cd', 1],
    ['cmd', 'cmx', 1],
    ['build', 'biuld', 1],
    ['ca', 'abc', 3],
    ['kitten', 'sitting', 3],
  ])('%s and %s are %i apart', (a, b, distance) => {
    expect([editDistance(a, b), editDistance(b, a)]).toEqual([distance, distance]);
  });

  test.each([
    ['biuld', 'build'],
    ['excludeDir', 'exclude_dir'],
    ['Exclude-Dir', 'exclude_dir'],
    ['excludedir', 'exclude_dir'],
    ['exclude_dirs', 'exclude_dir'],
    ['cdm', 'cmd'],
    ['xyz', undefined],
    ['', undefined],
    ['x'.repeat(100_000), undefined],
  ])('%s', (name, meant) => {
    expect(suggest(name, ['cmd', 'build', 'exclude_dir', 'exclude_regex'])).toBe(meant);
  });
});
