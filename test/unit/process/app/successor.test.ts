import { expect, test } from 'vitest';
import type { ProcessRow } from '../../../../src/process/tree/process-table.ts';
import { findSuccessor } from '../../../../src/process/app/successor.ts';

const row = (pid: number, startTime = 1000): ProcessRow => {
  return { pid, ppid: 1, pgid: 10, sid: 10, alive: true, startTime };
};

/** Pid → ports it listens on; a socket's inode is ten times its port. */
function find(members: ProcessRow[], listening: Record<number, number[]>, ports: number[]) {
  const all = Object.values(listening).flat();
  const found = findSuccessor(members, new Set(ports), {
    listeners: () => new Map(all.map((port) => [port * 10, port])),
    of: (pid) => new Set([7, ...(listening[pid] ?? []).map((port) => port * 10)]),
  });
  return found === undefined ? undefined : [found.row.pid, ...found.ports];
}

test.each([
  ['who listens where the app did', { 21: [8080] }, [8080], [21, 8080]],
  ['the oldest of several', { 21: [8080], 22: [8080], 20: [8080] }, [8080], [22, 8080]],
  ['not who listens elsewhere', { 21: [3000] }, [8080], undefined],
  ['elsewhere too', { 21: [9090, 8080] }, [8080, 8443], [21, 8080, 9090]],
  ['whoever listens, when the app ended before anybody knew where', { 21: [3000] }, [], [21, 3000]],
  ['nobody who does not listen', {}, [], undefined],
])('%s', (_, listening, ports, expected) => {
  expect(find([row(20, 3000), row(21, 2000), row(22, 1000)], listening, ports)).toEqual(expected);
});

test('without members nobody is asked', () => {
  expect(findSuccessor([], new Set([8080]))).toBeUndefined();
});
