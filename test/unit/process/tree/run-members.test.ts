import { describe, expect, test } from 'vitest';
import type { ProcessRow } from '../../../../src/process/tree/process-table.ts';
import { findMembers } from '../../../../src/process/tree/run-members.ts';

const row = (pid: number, ppid: number, pgid: number, sid = pgid, more: Partial<ProcessRow> = {}): ProcessRow => ({
  pid,
  ppid,
  pgid,
  sid,
  alive: true,
  startTime: 1000,
  ...more,
});

function pids(rows: ProcessRow[], bearers: number[] = [], known: [number, number][] = [[100, 1000]]): number[] {
  const run = { leader: 100, leaderStart: 1000, known: new Map(known) };
  return findMembers(rows, run, (candidate) => bearers.includes(candidate.pid))
    .map((member) => member.pid)
    .toSorted((a, b) => a - b);
}

describe('findMembers', () => {
  test('takes the group, the session, descendants in any order, and bearers of the run id', () => {
    const rows = [
      row(104, 103, 104), // grandchild in a session of its own, listed before its parent
      row(103, 102, 103),
      row(102, 100, 102, 102), // a setsid child of the leader
      row(100, 1, 100),
      row(101, 1, 100), // an orphan of the group
      row(105, 1, 105, 100), // another group of the session
      row(106, 1, 106), // a daemon
      row(107, 106, 107), // a child of the daemon
      row(200, 1, 200), // a stranger
      row(201, 200, 201),
    ];
    expect(pids(rows, [106])).toEqual([100, 101, 102, 103, 104, 105, 106, 107]);
  });

  test('does not count zombies', () => {
    expect(pids([row(100, 1, 100, 100, { alive: false }), row(101, 100, 100, 100, { alive: false })])).toEqual([]);
  });

  test('never takes pid 1 or gorl itself', () => {
    expect(pids([row(1, 0, 100), row(process.pid, 100, 100), row(0, 0, 100)])).toEqual([]);
  });

  test('remembers a member whose links are all cut, but not its reused pid', () => {
    const known: [number, number][] = [[150, 1005]];
    expect(pids([row(150, 1, 150, 150, { startTime: 1005 })], [], known)).toEqual([150]);
    expect(pids([row(150, 1, 150, 150, { startTime: 1006 })], [], known)).toEqual([]);
  });

  test('leaves a stranger alone who got the number of the ended leader, and his group', () => {
    const rows = [
      row(100, 1, 100, 100, { startTime: 2000 }),
      row(101, 100, 100, 100, { startTime: 2001 }),
      row(106, 1, 106),
    ];
    expect(pids(rows, [106])).toEqual([106]);
  });

  test('takes the group and the session of a leader whose start is not known', () => {
    const rows = [row(100, 1, 100), row(101, 1, 100)];
    const run = { leader: 100, leaderStart: undefined, known: new Map<number, number>() };
    expect(findMembers(rows, run, () => false)).toEqual(rows);
  });
});
