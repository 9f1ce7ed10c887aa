import { expect, test } from 'vitest';
import { sendSignal } from '../../../../src/process/tree/send-signal.ts';

test.each([0, 1, -1, Number.NaN, 1.5, process.pid])('never signals %d', (pid) => {
  expect(sendSignal(pid, 'SIGWINCH')).toBe(false);
});

test('says false when there is no such process', () => {
  expect(sendSignal(4_194_305, 'SIGWINCH')).toBe(false);
});
