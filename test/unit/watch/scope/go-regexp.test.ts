import { describe, expect, test } from 'vitest';
import { compileGoRegexp } from '../../../../src/watch/scope/go-regexp.ts';

// Every expectation here was printed by Go 1.26's regexp package for the same pattern and text.
describe('finds what Go finds', () => {
  test.each<[pattern: string, found: readonly string[], notFound: readonly string[]]>([
    ['_test.go', ['/p/x_test.go', '_testXgo'], ['test.go', '/p/X_TEST.GO']],
    ['(?i)_test\\.go$', ['/p/X_TEST.GO', 'a_test.go'], ['a_test.go.x']],
    ['^a$', ['a'], ['a\n', '\na', 'ab']],
    ['(?m)^b$', ['a\nb', 'b'], ['ab']],
    ['a.b', ['a.b', 'a b', 'a\rb', 'a\u2028b'], ['a\nb', 'ab']],
    ['(?s)a.b', ['a\nb'], ['ab']],
    ['\\Aa\\z', ['a'], ['aa']],
    ['\\Qa.b\\E', ['a.b'], ['aXb']],
    ['^\\Qab\\E{2}$', ['abb'], ['abab', 'ab']],
    ['[[:alpha:]]', ['a', 'Z'], ['0', 'é']],
    ['[[:^alpha:]]', ['0', 'é'], ['a']],
    ['^[^\\D]$', ['0'], ['a', '٣']],
    ['^[a-b-c]$', ['a', 'b', 'c', '-'], ['d']],
    ['^[]a]$', [']', 'a'], ['[']],
    ['\\pL', ['é', '日'], ['0']],
    ['\\p{Greek}', ['Ω'], ['a']],
    ['\\p{^Greek}', ['a'], ['Ω']],
    ['(?P<name>a)(?<other>b)', ['ab'], ['a']],
    ['^(?i:a)b$', ['Ab', 'ab'], ['aB']],
    ['^(?i)[a-c]x(?-i:y)$', ['Bxy', 'bXy'], ['bxY']],
    ['(?i)k', ['K', '\u212a'], ['c']],
    ['^a{,2}$', ['a{,2}'], ['aa']],
    ['^a{2}$', ['aa'], ['a', 'aaa']],
    ['^(?:)*$', [''], ['a']],
    ['\\bfoo\\b', ['a foo b', '/foo/'], ['food']],
    ['\\x41\\x{e9}\\101', ['AéA'], ['A']],
    ['^日.$', ['日本'], ['日']],
    ['/gen/|\\.pb\\.go$', ['/a/gen/b.go', 'x.pb.go'], ['/a/general.go']],
    ['^\\s$', [' ', '\t'], ['\u00a0', '\v']],
    ['^\\-\\_\\/$', ['-_/'], ['-_']],
  ])('%s', (pattern, found, notFound) => {
    const expression = compileGoRegexp(pattern);
    expect(found.filter((text) => !expression.test(text))).toEqual([]);
    expect(notFound.filter((text) => expression.test(text))).toEqual([]);
  });
});

describe('refuses what Go refuses, in its words', () => {
  test.each([
    ['(?=a)', 'invalid or unsupported Perl syntax: `(?=`'],
    ['(?!a)', 'invalid or unsupported Perl syntax: `(?!`'],
    ['a\\1', 'invalid escape sequence: `\\1`'],
    ['a\\Z', 'invalid escape sequence: `\\Z`'],
    ['(a', 'missing closing ): `(a`'],
    ['a)', 'unexpected ): `a)`'],
    ['[a', 'missing closing ]: `[a`'],
    ['[z-a]', 'invalid character class range: `z-a`'],
    ['[[:foo:]]', 'invalid character class range: `[:foo:]`'],
    ['\\p{Foo}', 'invalid character class range: `\\p{Foo}`'],
    ['*a', 'missing argument to repetition operator: `*`'],
    ['a**', 'invalid nested repetition operator: `**`'],
    ['a{2}{3}', 'invalid nested repetition operator: `{2}{3}`'],
    ['a{1001}', 'invalid repeat count: `{1001}`'],
    ['a\\', 'trailing backslash at end of expression: ``'],
    ['(?x)a', 'invalid or unsupported Perl syntax: `(?x`'],
  ])('%s', (pattern, reason) => {
    expect(() => compileGoRegexp(pattern)).toThrow(`error parsing regexp: ${reason}`);
  });
});
