import { afterEach, expect, test, vi } from 'vitest';
import type { ProcessRow, ProcessTable } from '../../../../src/process/tree/process-table.ts';
import { watchTree } from '../../../../src/process/tree/process-tree.ts';
import { waitFor } from '../../../support/wait-for.ts';

/** No process can have these. */
const leader = 4_194_305;
const child = 4_194_306;
const daemon = 4_194_307;
const sweep = { sweep: async () => {} };

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const row = (pid: number, pgid: number, more: Partial<ProcessRow> = {}): ProcessRow => {
  return { pid, ppid: 1, pgid, sid: pgid, alive: true, startTime: 1000, ...more };
};

/** A table of processes that live as long as the test says. */
function fakeTable(...rows: ProcessRow[]) {
  const live = new Map(rows.map((each) => [each.pid, each]));
  const table: ProcessTable = {
    exact: true,
    rows: (since) => [...live.values()].filter(({ startTime }) => startTime >= since),
    row: (pid) => live.get(pid),
    bears: ({ pid }) => pid === daemon,
  };
  return { table, live };
}

function settled(promise: Promise<unknown>): () => boolean {
  let is = false;
  void promise.then(() => (is = true));
  return () => is;
}

test('what ends in the moment in which kill gives up is gone, not leaked', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'performance'] });
  const { table, live } = fakeTable(row(leader, leader));
  const tree = watchTree({ pid: leader, runId: 'x' }, table, sweep);
  const gone = settled(tree.gone);
  tree.leaderEnded();
  const killed = tree.kill();
  // Between the tree's own last look, at 2994, and the end of kill's last pause, at 3013.
  await vi.advanceTimersByTimeAsync(3010);
  live.clear();
  await vi.advanceTimersByTimeAsync(500);
  expect(await killed).toEqual([]);
  expect(gone()).toBe(true);
});

test('what survives every strike is leaked', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'performance'] });
  const { table } = fakeTable(row(leader, leader), row(child, leader));
  const tree = watchTree({ pid: leader, runId: 'x' }, table, sweep);
  const gone = settled(tree.gone);
  const killed = tree.kill();
  await vi.advanceTimersByTimeAsync(3500);
  expect(await killed).toEqual([leader, child]);
  expect(gone()).toBe(false);
});

test('where no signal reaches anybody, that is known soon', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'performance'] });
  const { table } = fakeTable(row(leader, leader));
  vi.spyOn(process, 'kill').mockImplementation(() => {
    throw Object.assign(new Error('kill EPERM'), { code: 'EPERM' });
  });
  const killed = watchTree({ pid: leader, runId: 'x' }, table, sweep).kill();
  await vi.advanceTimersByTimeAsync(300);
  vi.useRealTimers();
  expect(await killed).toEqual([leader]);
});

test('what outlived a stand-still of the event loop is struck again before it is given up', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'performance'] });
  const { table, live } = fakeTable(row(leader, leader), row(child, leader));
  const tree = watchTree({ pid: leader, runId: 'x' }, table, sweep);
  tree.leaderEnded();
  let isOver = false;
  vi.spyOn(process, 'kill').mockImplementation((pid, signal) => {
    if (isOver && pid === child && signal === 'SIGKILL') live.clear();
    return true;
  });
  const killed = tree.kill();
  await vi.advanceTimersByTimeAsync(20);
  const now = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => now() + 3100);
  isOver = true;
  await vi.advanceTimersByTimeAsync(100);
  expect(await killed).toEqual([]);
});

test('tells when the last of the group is gone, though one in a session of its own lives on', async () => {
  const { table, live } = fakeTable(row(leader, leader), row(child, leader), row(daemon, daemon));
  const tree = watchTree({ pid: leader, runId: 'x' }, table, sweep);
  const groupGone = settled(tree.groupGone);
  const gone = settled(tree.gone);
  live.delete(leader);
  tree.leaderEnded();
  const looked = vi.spyOn(table, 'row');
  await waitFor(() => looked.mock.calls.length > 3);
  expect(groupGone()).toBe(false);
  live.delete(child);
  await waitFor(groupGone);
  expect(gone()).toBe(false);
  live.clear();
  await waitFor(gone);
});

test('a child of the group that nobody has seen yet keeps the group', async () => {
  const { table, live } = fakeTable(row(leader, leader), row(daemon, daemon));
  const tree = watchTree({ pid: leader, runId: 'x' }, table, sweep);
  const groupGone = settled(tree.groupGone);
  tree.members();
  live.delete(leader);
  live.set(child, row(child, leader));
  tree.leaderEnded();
  const looked = vi.spyOn(table, 'row');
  await waitFor(() => looked.mock.calls.some(([pid]) => pid === child));
  expect(groupGone()).toBe(false);
  live.clear();
  await waitFor(groupGone);
});

test('a leader whose start could not be read when it began is recognized later', () => {
  const { table } = fakeTable(row(leader, leader), row(child, leader));
  vi.spyOn(table, 'row').mockImplementationOnce(() => undefined);
  const tree = watchTree({ pid: leader, runId: 'x' }, table, sweep);
  expect(tree.members().map(({ pid }) => pid)).toEqual([leader, child]);
});
