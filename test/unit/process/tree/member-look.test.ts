import { expect, test } from 'vitest';
import { lookForMembers } from '../../../../src/process/tree/member-look.ts';
import type { ProcessRow, ProcessTable } from '../../../../src/process/tree/process-table.ts';

/** No process can have these. */
const leader = 4_194_305;
const row = (pid: number, more: Partial<ProcessRow> = {}): ProcessRow => {
  return { pid, ppid: 1, pgid: pid, sid: pid, alive: true, startTime: 1000, ...more };
};
const run = { leader, leaderStart: 1000, known: new Map() };

interface Scene {
  readonly rows: ProcessRow[][];
  readonly born: (ProcessRow[] | undefined)[];
  /** Pid → what is read of its environment, at each reading; the last stays. */
  readonly bears: Record<number, (boolean | undefined)[]>;
}

function look({ rows, born, bears }: Scene) {
  const next = <T>(list: T[], at: number): T | undefined => list[Math.min(at, list.length - 1)];
  let looks = 0;
  let births = 0;
  const readings = new Map<number, number>();
  const seen: number[] = [];
  const table: ProcessTable = {
    exact: true,
    rows: () => next(rows, looks++) ?? [],
    row: () => undefined,
    bears({ pid }) {
      const at = readings.get(pid) ?? 0;
      readings.set(pid, at + 1);
      return next(bears[pid] ?? [false], at);
    },
    born: () => (births < born.length ? born[births++] : []),
  };
  const { members, conclusive } = lookForMembers(table, run, 'x', ({ pid }) => void seen.push(pid));
  return { pids: members.map(({ pid }) => pid), conclusive, seen, looks };
}

test('a chain that hops while the table is read is followed, and each link is told of at once', () => {
  // The first link has ended before its environment is read, so that it seems to be nobody's.
  const scene = { rows: [[row(leader + 1)]], born: [[row(leader + 2)], [row(leader + 3)]] };
  const bears = { [leader + 1]: [false], [leader + 2]: [true], [leader + 3]: [true] };
  expect(look({ ...scene, bears })).toMatchObject({
    pids: [leader + 2, leader + 3],
    seen: [leader + 2, leader + 3],
    conclusive: true,
  });
});

test('strangers that are born meanwhile are nobody', () => {
  expect(look({ rows: [[]], born: [[row(leader + 2)]], bears: {} })).toMatchObject({ pids: [], conclusive: true });
});

test('one that loads its program is asked again, and nothing is certain as long as it does', () => {
  const scene = { rows: [[row(leader + 1)]], born: [[row(leader + 2)]] };
  expect(look({ ...scene, bears: { [leader + 1]: [undefined, true] } })).toMatchObject({
    pids: [leader + 1],
    conclusive: true,
  });
  expect(look({ ...scene, bears: { [leader + 1]: [undefined] } })).toMatchObject({ pids: [], conclusive: false });
});

test('where births cannot be told for once, everybody is looked at again', () => {
  const scene = { rows: [[], [row(leader + 1)]], born: [undefined], bears: { [leader + 1]: [true] } };
  expect(look(scene)).toMatchObject({ pids: [leader + 1], looks: 2 });
});

test('children of a group whose number is a stranger’s by now are strangers', () => {
  const stranger = row(leader, { startTime: 2000 });
  const child = row(leader + 5, { pgid: leader, sid: leader, startTime: 2001 });
  expect(look({ rows: [[stranger]], born: [[child]], bears: {} }).pids).toEqual([]);
});
