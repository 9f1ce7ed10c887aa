import { expect, test } from 'vitest';
import { BadPattern, compileFilepathMatch } from '../../../src/base/go-filepath-match.ts';

// Every expectation here was printed by Go 1.26's filepath.Match.
test.each<[pattern: string, matched: readonly string[], unmatched: readonly string[]]>([
  ['gen/*.go', ['gen/y.go', 'gen/.go'], ['gen/d/y.go', 'y.go', 'gen/y.gox']],
  ['*', ['', 'a', 'a*'], ['a/b']],
  ['**', ['a'], ['a/b']],
  ['?', ['a', 'é'], ['', '/', 'ab']],
  ['[a-c]', ['a', 'c'], ['d', '']],
  ['[^a]', ['b', '/'], ['a']],
  ['[z-a]', [], ['a', 'z']],
  ['[^z-a]', ['a', '/'], ['']],
  ['[\\]]', [']'], ['\\']],
  ['[é-ü]', ['ü'], ['e']],
  ['\\*', ['*'], ['a']],
  ['a.b', ['a.b'], ['aXb']],
  ['$^(|{', ['$^(|{'], ['$']],
])('%s', (pattern, matched, unmatched) => {
  const matches = compileFilepathMatch(pattern);
  expect(matched.filter((name) => !matches(name))).toEqual([]);
  expect(unmatched.filter(matches)).toEqual([]);
});

test.each(['[', '[]', '[]a]', '[-a]', '[a-]', '[a', '[^', '\\', 'a[', '*[a'])('%s is a bad pattern', (pattern) => {
  expect(() => compileFilepathMatch(pattern)).toThrow(BadPattern);
});
