import { expect, test } from 'vitest';
import { answer } from '../../../../src/cli/completion/answer.ts';
import { wordsOfLine } from '../../../../src/cli/completion/bash-line.ts';

test.each([
  ['', ['']],
  ['gorl ', ['gorl', '']],
  ['gorl  run\t./x', ['gorl', 'run', './x']],
  [`gorl 'a b' "c d" e\\ f`, ['gorl', 'a b', 'c d', 'e f']],
  [`gorl -c="x y`, ['gorl', '-c=x y']],
  [`gorl 'it\\`, ['gorl', 'it\\']],
  [`gorl "a\\"b" ''`, ['gorl', 'a"b', '']],
  ['gorl x\\', ['gorl', 'x']],
  ['gorl --events fd:3', ['gorl', '--events', 'fd:3']],
])('bash, %j', (line, words) => expect(wordsOfLine(line)).toEqual(words));

const around = { cwd: '/', env: {} };

test('zsh and fish get all candidates with their descriptions', () => {
  expect(answer('zsh', ['completion', ''], around)).toBe('nothing\nbash\nzsh\nfish\n');
  expect(answer('fish', ['--col'], around)).toContain('\n--color\twhen to use colors\n');
  expect(answer('zsh', ['-c', ''], around)).toBe('files\n');
});

test('bash gets what fits, as far as it replaces it: at = and : it takes words apart', () => {
  expect(answer('bash', ['gorl com', 'com'], around)).toBe('nothing\ncompletion\n');
  expect(answer('bash', ['gorl --color=a', 'a'], around)).toBe('nothing\nauto\nalways\n');
  expect(answer('bash', ['gorl --color=', ''], around)).toBe('nothing\nauto\nalways\nnever\n');
  expect(answer('bash', ['gorl --events fd:', ''], around)).toBe('files\n');
});
