import { expect, test } from 'vitest';
import { createOutputTail } from '../../../../src/process/commands/output-tail.ts';

test('keeps everything up to the limit', () => {
  const tail = createOutputTail(10);
  tail.push('12345');
  tail.push('67890');
  expect(tail.text()).toBe('1234567890');
});

test('forgets the oldest beyond it', () => {
  const tail = createOutputTail(10);
  for (let i = 0; i < 1000; i++) tail.push(`${i},`);
  expect(tail.text()).toBe('7,998,999,');
});
