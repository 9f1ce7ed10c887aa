import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ServiceLines } from '../../../../src/report/services/service-lines.ts';

const lines = (): ServiceLines => new ServiceLines({ prefix: 'api | ' });

const pushed = (...chunks: readonly string[]): string => {
  const service = lines();
  const parts = chunks.map((chunk) => service.push(Buffer.from(chunk)));
  return Buffer.concat([...parts, service.flush()]).toString();
};

test.each<[string, readonly string[], string]>([
  ['a line', ['one\n'], 'api | one\n'],
  ['several at once', ['one\ntwo\n'], 'api | one\napi | two\n'],
  ['a line in parts', ['o', 'n', 'e\nt', 'wo\n'], 'api | one\napi | two\n'],
  ['one without an end', ['one\ntw', 'o'], 'api | one\napi | two\n'],
  ['an empty one', ['\n\n'], 'api | \napi | \n'],
  ['JSON', ['{"level":"info","msg":"a \\"b\\""}\n'], 'api | {"level":"info","msg":"a \\"b\\""}\n'],
  ['a color that is switched off', ['\u001b[31mred\u001b[0m\n'], 'api | \u001b[31mred\u001b[0m\n'],
  [
    'a color that goes on',
    ['\u001b[31mred\nstill', '\n\u001b[mplain\n'],
    'api | \u001b[31mred\u001b[0m\napi | \u001b[31mstill\u001b[0m\napi | \u001b[31m\u001b[mplain\n',
  ],
  ['a color before a carriage return', ['\u001b[1mbold\r\n'], 'api | \u001b[1mbold\u001b[0m\r\n'],
  ['bytes that are no text', ['\u0000\u00ff\n'], 'api | \u0000\u00ff\n'],
])('%s', (_, chunks, expected) => {
  expect(pushed(...chunks)).toBe(expected);
});

test('however a text is cut, its lines are the same', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'ü', '\n', '\u001b[32m', '\u001b[0m', ' '), maxLength: 60 });
  fc.assert(
    fc.property(text, fc.array(fc.nat({ max: 80 }), { maxLength: 6 }), (whole, cuts) => {
      const bytes = Buffer.from(whole);
      const service = lines();
      const parts: Buffer[] = [];
      let from = 0;
      for (const cut of [...cuts.toSorted((a, b) => a - b), bytes.length]) {
        const to = Math.max(from, Math.min(cut, bytes.length));
        parts.push(service.push(bytes.subarray(from, to)));
        from = to;
      }
      expect(Buffer.concat([...parts, service.flush()]).toString()).toBe(pushed(whole));
      // Nothing but what stands before the lines, and what ends their colors, is added.
      const bare = stripVTControlCharacters(pushed(whole)).replaceAll('api | ', '');
      const wanted = stripVTControlCharacters(whole);
      expect(bare).toBe(whole === '' || whole.endsWith('\n') ? wanted : `${wanted}\n`);
    }),
  );
});

test('a line without an end does not fill the memory', () => {
  const service = lines();
  let out = 0;
  for (let at = 0; at < 100; at++) out += service.push(Buffer.alloc(10_000, 'x')).length;
  expect(out).toBeGreaterThan(900_000);
});
