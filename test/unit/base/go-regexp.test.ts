import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { areGoRegexpsLoaded, compileGoRegexp, loadGoRegexps } from '../../../src/base/go-regexp.ts';

/** Simple enough for JavaScript's own engine. */
const plain = [
  '',
  '_test.go',
  String.raw`_test\.go$`,
  String.raw`^/p/gen/|\.pb\.go$`,
  String.raw`\-\_\/\ `,
  '日.é|',
  '^$',
  '$^',
  '-&~#@=!<>:,;"\'',
];

describe('the engine', () => {
  test.each(plain)('is not loaded for %j', (pattern) => {
    expect(areGoRegexpsLoaded([pattern])).toBe(true);
    expect(compileGoRegexp(pattern)).toBeInstanceOf(RegExp);
  });

  test('is loaded when one pattern needs it, and once', async () => {
    vi.resetModules();
    const fresh = await import('../../../src/base/go-regexp.ts');
    expect(fresh.areGoRegexpsLoaded(['_test.go', 'a+'])).toBe(false);
    expect(() => fresh.compileGoRegexp('a+')).toThrow('no engine is loaded');
    await fresh.loadGoRegexps(['_test.go', 'a+']);
    expect(fresh.compileGoRegexp('^a+$').test('aaa')).toBe(true);
    expect(fresh.areGoRegexpsLoaded(['b+'])).toBe(true);
  });
});

describe('with the engine', () => {
  beforeAll(() => loadGoRegexps(['a+']));

  test('finds what Go found, and refuses what Go refused, in a corpus of random patterns', () => {
    const lines = readFileSync(new URL('corpus/go-regexp.ndjson', import.meta.url), 'utf8')
      .trimEnd()
      .split('\n');
    const cases = lines.map((line) => JSON.parse(line) as Printed);
    const wrong = cases.filter((printed) => JSON.stringify(ours(printed)) !== JSON.stringify(printed));
    expect(wrong).toEqual([]);
    expect(cases.filter(({ error }) => error === undefined).length).toBeGreaterThan(150);
  });

  test.each(plain)('JavaScript and the engine agree on %j', (pattern) => {
    const alike = `(?:${pattern})`;
    const texts = [
      '',
      'a_test.go',
      '_testXgo',
      '_test\ngo',
      '/p/gen/x',
      'x.pb.go',
      'xpbgo',
      '-_/ ',
      '日\u2028é',
      plain[8] ?? '',
    ];
    for (const text of texts) expect(compileGoRegexp(pattern).test(text)).toBe(compileGoRegexp(alike).test(text));
  });

  test.each([
    [String.raw`(a+)+\.txt$`, 'a'.repeat(40)],
    [String.raw`(a+)+\.txt$`, 'a'.repeat(40_000)],
    ['(x*)*y', 'x'.repeat(40_000)],
    ['(.*)(.*)(.*)(.*)[^/]$', '/'.repeat(10_000)],
  ])('%s takes time linear in the text', (pattern, text) => {
    const expression = compileGoRegexp(pattern);
    const context = createContext({ matches: () => expression.test(text) });
    // Ends a match that does not, which nothing else can.
    expect(runInContext('matches()', context, { timeout: 5000 })).toBe(false);
  });
});

interface Printed {
  readonly pattern: string;
  readonly error?: string;
  readonly found?: readonly string[];
  readonly not?: readonly string[];
}

function ours({ pattern, found = [], not = [] }: Printed): Printed {
  try {
    const expression = compileGoRegexp(pattern);
    const texts = [...found, ...not];
    const matched = texts.filter((text) => expression.test(text));
    const others = texts.filter((text) => !expression.test(text));
    return {
      pattern,
      ...(matched.length === 0 ? {} : { found: matched }),
      ...(others.length === 0 ? {} : { not: others }),
    };
  } catch (error) {
    return { pattern, error: (error as Error).message };
  }
}

// Every expectation here was printed by Go 1.26's regexp package for the same pattern and text.
describe('finds what Go finds', () => {
  beforeAll(() => loadGoRegexps(['a+']));

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
  beforeAll(() => loadGoRegexps(['a+']));

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
    // Go puts an empty pair of quotes behind it.
    ['a\\', 'trailing backslash at end of expression'],
    ['(?x)a', 'invalid or unsupported Perl syntax: `(?x`'],
  ])('%s', (pattern, reason) => {
    expect(() => compileGoRegexp(pattern)).toThrow(`error parsing regexp: ${reason}`);
  });
});
