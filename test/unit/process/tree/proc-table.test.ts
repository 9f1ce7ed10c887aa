import { describe, expect, test } from 'vitest';
import { environmentHolds, openProcFs, parseStat } from '../../../../src/process/tree/proc-table.ts';

const rest = (state: string, threads: number): string =>
  `${state} 17 42 41 0 -1 4194304 97 0 0 0 1 2 0 0 20 0 ${threads} 0 123456 2469888 200 1844`;

describe('parseStat', () => {
  test.each([
    ['a plain name', `42 (server) ${rest('S', 1)}`],
    ['spaces and parentheses', `42 (a) R 1 (b) c) ${rest('S', 1)}`],
    ['a line break', `42 (a\n) b) ${rest('S', 1)}`],
  ])('finds the fields after %s', (_, line) => {
    expect(parseStat(line)).toEqual({ pid: 42, ppid: 17, pgid: 42, sid: 41, alive: true, startTime: 123456 });
  });

  test.each([
    ['R', 1, true],
    ['T', 1, true],
    ['D', 1, true],
    ['Z', 1, false],
    ['X', 0, false],
    ['Z', 3, true],
  ])('state %s with %d threads: alive is %s', (state, threads, alive) => {
    expect(parseStat(`42 (server) ${rest(state, threads)}`)?.alive).toBe(alive);
  });

  test.each(['', '42', '42 (server)', '42 (server) S 1 2'])('rejects %j', (line) => {
    expect(parseStat(line)).toBeUndefined();
  });
});

describe('environmentHolds', () => {
  const holds = (text: string) => environmentHolds(Buffer.from(text), 'abc/run-3');

  test('finds a whole entry anywhere', () => {
    expect(holds('GORL_RUN_ID=abc/run-3\0A=1\0')).toBe(true);
    expect(holds('A=1\0GORL_RUN_ID=abc/run-3\0')).toBe(true);
    expect(holds('X=GORL_RUN_ID=abc/run-3\0GORL_RUN_ID=abc/run-3\0')).toBe(true);
  });

  test('takes no part of an entry for it', () => {
    expect(holds('GORL_RUN_ID=abc/run-30\0')).toBe(false);
    expect(holds('MY_GORL_RUN_ID=abc/run-3\0')).toBe(false);
    expect(holds('X=GORL_RUN_ID=abc/run-3\0')).toBe(false);
    expect(environmentHolds(undefined, 'abc/run-3')).toBe(false);
  });
});

describe.runIf(process.platform === 'linux')('the real /proc', () => {
  test('shows this process, and only what is young enough', () => {
    const table = openProcFs();
    const self = table.row(process.pid);
    expect(self).toMatchObject({ pid: process.pid, ppid: process.ppid, alive: true });
    const since = self?.startTime ?? 0;
    const rows = table.rows(since);
    expect(rows.map((row) => row.pid)).toContain(process.pid);
    expect(rows.every((row) => row.startTime >= since)).toBe(true);
    expect(table.rows(since + 1).map((row) => row.pid)).not.toContain(process.pid);
    expect(table.row(4_194_304 + 1)).toBeUndefined();
  });
});
