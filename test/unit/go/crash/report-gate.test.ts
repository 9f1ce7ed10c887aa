import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ReportGate } from '../../../../src/go/crash/report-gate.ts';

const words = ['panic: ', 'fatal error: ', 'WARNING: DATA RACE', 'SIGSEGV: ', 'unexpected fault address '];

test('lets nothing through of ordinary output', () => {
  const gate = new ReportGate();
  for (const text of ['GET / 200\n', 'panic', ':', 'no panic\n', 'a SIGTERM: x\n', 'fatal\nerror: \n'])
    expect(gate.look(text)).toBeUndefined();
});

test.each(words)('%j opens it, from the start of its line on', (word) => {
  expect(new ReportGate().look(`a\nb\n  50 %${word}c\nd`)).toBe(`  50 %${word}c\nd`);
});

test('words may be cut anywhere, and the line before them', () => {
  const text = fc.array(fc.constantFrom(...words, 'x', '\n', 'p', 'pan', ' '), { maxLength: 12 });
  fc.assert(
    fc.property(text, fc.array(fc.nat(20), { minLength: 1, maxLength: 8 }), (parts, lengths) => {
      const whole = parts.join('');
      const expected = new ReportGate().look(whole);
      const gate = new ReportGate();
      let found: string | undefined;
      let at = 0;
      for (let turn = 0; at < whole.length && found === undefined; turn += 1) {
        const length = (lengths[turn % lengths.length] ?? 0) + 1;
        found = gate.look(whole.slice(at, at + length));
        at += length;
      }
      // What comes after is not asked of it.
      expect(found === undefined ? undefined : found + whole.slice(at)).toBe(expected);
    }),
    { numRuns: 2000 },
  );
});

test('of a line without end a few kB are kept', () => {
  const gate = new ReportGate();
  for (let turn = 0; turn < 100; turn += 1) expect(gate.look('x'.repeat(10_000))).toBeUndefined();
  const found = gate.look('panic: boom\n');
  expect(found?.endsWith('xpanic: boom\n')).toBe(true);
  expect(found?.length).toBeLessThan(5000);
});
