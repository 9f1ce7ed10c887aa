import { expect, test } from 'vitest';
import { neutralOutput } from '../../../../src/report/terminal/neutral-text.ts';

test.each(['', 'a\n\tb\n', 'größe 世界 🎉 é\n', 'x'.repeat(100_000)])('harmless text stays as it is (%#)', (text) => {
  expect(neutralOutput(text, true)).toBe(text);
  expect(neutralOutput(text, false)).toBe(text);
});

test('one bad character among megabytes is found', () => {
  const line = `${'x'.repeat(80)}\n`;
  const megabyte = line.repeat(13_000);
  expect(neutralOutput(`${megabyte}a\u0007b\n${megabyte}`, true)).toBe(`${megabyte}a\u2407b\n${megabyte}`);
  expect(neutralOutput(`${megabyte}a\u001b[31mb\n`, false)).toBe(`${megabyte}ab\n`);
  expect(neutralOutput(`${megabyte}10 %\r20 %\n`, true)).toBe(`${megabyte}20 %\n`);
  expect(neutralOutput(`${megabyte}\ud800`, true)).toBe(`${megabyte}\ufffd`);
});
