import fc from 'fast-check';
import { parse } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { renderExample } from '../../../../src/config/describe/describe.ts';
import { keys } from '../../../../src/config/keys/keys.ts';
import { hasErrors, loadConfig } from '../../../../src/config/read/load.ts';
import { tomlDocument } from './toml-documents.ts';

/** Every key with its default or a sample, in force. */
const full = renderExample().replaceAll(/^# (?=[a-z_]+ = |\[)/gm, '');

const values = [
  '0',
  '-1',
  '1e400',
  'nan',
  '-inf',
  '99999999999999999999999',
  '9_223_372_036_854_775_807',
  '""',
  '"x"',
  "'''\n'''",
  '[]',
  '[1]',
  '["a", 2]',
  '[[[]]]',
  '{}',
  '{a = 1}',
  'true',
  '2020-01-01',
  '07:32:00',
];
const rubbish = [
  '\0',
  '\uFFFD',
  '\uD800',
  '[',
  ']',
  '{',
  '=',
  '"',
  "'",
  '"""',
  '\n',
  '\r',
  '\r\n',
  '#',
  '\\',
  '__proto__ = 1\n',
  '[__proto__]\n',
  'constructor.prototype = 1\n',
  '[[build]]\n',
  '[[build.rules]]\n',
  '[build.linux]\n',
  'build = 1\n',
  '\u2028',
  '\uFEFF',
  '(?i',
  'BUILD.CMD = "x"\n',
];

const mutation = fc.oneof(
  fc.record({ kind: fc.constant('value' as const), key: fc.constantFrom(...keys), value: fc.constantFrom(...values) }),
  fc.record({
    kind: fc.constant('insert' as const),
    at: fc.nat(),
    text: fc.oneof(fc.constantFrom(...rubbish), fc.string({ unit: 'binary' })),
  }),
  fc.record({ kind: fc.constant('cut' as const), at: fc.nat(), length: fc.nat(60) }),
  fc.record({
    kind: fc.constant('rename' as const),
    key: fc.constantFrom(...keys),
    name: fc.stringMatching(/^[A-Za-z_-]{1,12}$/),
  }),
  fc.record({ kind: fc.constant('document' as const), text: tomlDocument }),
);

function mutate(text: string, change: typeof mutation extends fc.Arbitrary<infer T> ? T : never): string {
  const leaf = 'key' in change ? change.key.slice(change.key.indexOf('.') + 1) : '';
  switch (change.kind) {
    case 'value':
      return text.replace(new RegExp(`^${leaf} = .*$`, 'm'), () => `${leaf} = ${change.value}`);
    case 'insert': {
      const at = change.at % (text.length + 1);
      return text.slice(0, at) + change.text + text.slice(at);
    }
    case 'cut': {
      const at = change.at % (text.length + 1);
      return text.slice(0, at) + text.slice(at + change.length);
    }
    case 'rename':
      return text.replace(new RegExp(`^${leaf} = `, 'm'), () => `${change.name} = `);
    case 'document':
      return change.text;
  }
}

/** Loads, and checks what must hold for any text whatever. */
function check(text: string) {
  const loaded = loadConfig({
    file: { path: '/p/.air.toml', shown: '.air.toml', text },
    platform: 'linux',
    env: {},
    flags: [],
  });
  expect(new Set(Object.keys(loaded.settings))).toEqual(new Set(keys));
  for (const diagnostic of loaded.diagnostics) {
    const words = [diagnostic.message, diagnostic.hint ?? ''].join('\n');
    expect(words).not.toMatch(/\n\s+at |\.ts:\d|node_modules|\[object|undefined/);
    expect(diagnostic.message.length).toBeLessThan(400);
    expect(diagnostic.location === undefined ? diagnostic.message : diagnostic.location.file).toMatch(
      /^\.air\.toml$|more warnings are not shown/,
    );
    if (diagnostic.location)
      expect(Math.min(diagnostic.location.line, diagnostic.location.column ?? 1)).toBeGreaterThan(0);
  }
  return loaded;
}

function isToml(text: string): boolean {
  try {
    parse(text, { integersAsBigInt: true });
    return true;
  } catch {
    return false;
  }
}

describe('any text at all', () => {
  test('is loaded or told about, with a place, and never throws', () => {
    expect(check(full).diagnostics).toEqual([]);
    const seen = { syntax: 0, errors: 0, fine: 0 };
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (changes) => {
        const text = changes.reduce(mutate, full);
        const loaded = check(text);
        const valid = isToml(text.replace(/^\uFEFF/, ''));
        if (!valid) {
          expect(hasErrors(loaded.diagnostics)).toBe(true);
          expect(loaded.diagnostics.filter(({ severity }) => severity === 'error')).toHaveLength(1);
        }
        seen[!valid ? 'syntax' : hasErrors(loaded.diagnostics) ? 'errors' : 'fine'] += 1;
      }),
      { numRuns: 1000 },
    );
    // About 250, 190 and 560 as measured: each way out is taken often.
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(50);
  });

  test.each([
    ['nothing', '', true],
    ['a byte order mark', '\uFEFF', true],
    ['CRLF', full.replaceAll('\n', '\r\n'), true],
    ['CR alone', 'root = "."\rtmp_dir = "x"', false],
    ['NUL', 'root = "\0"', false],
    ['a million brackets', '['.repeat(1_000_000), false],
    ['a million brackets as a value', `x = ${'['.repeat(1_000_000)}`, false],
    ['a thousand nested tables', `x = ${'{a='.repeat(999)}1${'}'.repeat(999)}`, true],
    ['a million letters as a key', `${'a'.repeat(1_000_000)} = 1`, true],
    ['a million letters as a value', `root = "${'a'.repeat(1_000_000)}"`, true],
    ['many unknown keys', Array.from({ length: 50_000 }, (_, index) => `k${index} = 1`).join('\n'), true],
    ['many unknown list items', `build.include_ext = [${'".x",'.repeat(100_000)}]`, true],
    ['two megabytes', '#'.repeat(2_000_000), false],
    ['a dangerous key', '__proto__ = 1\nconstructor = 2\n[build.__proto__]\ntoString = 1', true],
  ])('%s', (_, text, usable) => {
    const loaded = check(text);
    expect(hasErrors(loaded.diagnostics)).toBe(!usable);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});
