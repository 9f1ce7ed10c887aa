import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeName, toDisk } from '../../../src/base/file-name.ts';

test.each([
  ['main.go', 'main.go'],
  ['grün.go', 'grün.go'],
  ['💀.go', '💀.go'],
])('%s stays as it is', (name, decoded) => {
  expect(decodeName(Buffer.from(name))).toBe(decoded);
  expect(toDisk(name)).toBe(name);
});

test('a byte that is no UTF-8 is kept, and two such names are told apart', () => {
  const names = [0xe9, 0xe8].map((byte) => decodeName(Buffer.from([0x63, byte, 0x2e, 0x67, 0x6f])));
  expect(names).toEqual(['c\udce9.go', 'c\udce8.go']);
  expect(toDisk(`/p/${names[0]}`)).toEqual(Buffer.from([...Buffer.from('/p/c'), 0xe9, ...Buffer.from('.go')]));
});

test('every name finds its way back to its bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 12 }), (bytes) => {
      const name = Buffer.from(bytes);
      expect(Buffer.from(toDisk(decodeName(name)))).toEqual(name);
    }),
    { numRuns: 2000 },
  );
});
