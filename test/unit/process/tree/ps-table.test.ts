import { expect, test } from 'vitest';
import { parsePs } from '../../../../src/process/tree/ps-table.ts';

test('reads the output of ps in the C locale', () => {
  const text = [
    '    1     0     1 Ss   Sun Nov  2 09:15:01 2026     /sbin/launchd',
    '  511     1   511 S+   Mon Nov 23 17:42:09 2026     ./tmp/main -port 8080 GORL_RUN_ID=abc/run-1 HOME=/Users/x',
    '  512   511   511 Z    Mon Nov 23 17:42:10 2026     (main)',
    'garbage',
    '',
  ].join('\n');
  expect(parsePs(text)).toEqual([
    expect.objectContaining({ pid: 1, ppid: 0, pgid: 1, alive: true }),
    expect.objectContaining({
      pid: 511,
      ppid: 1,
      startTime: Date.parse('Mon Nov 23 17:42:09 2026') / 1000,
      command: './tmp/main -port 8080 GORL_RUN_ID=abc/run-1 HOME=/Users/x',
    }),
    expect.objectContaining({ pid: 512, alive: false }),
  ]);
});
