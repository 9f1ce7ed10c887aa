import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bothRooms, createRoom, patientRoom } from '../../../../src/report/output/room.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

function limited(waiting: number) {
  const state = { waiting };
  return { state, room: createRoom(() => state.waiting < 10) };
}

test('who asks for a room that is free goes on at once, who asks for one that is not when it is', () => {
  const { state, room } = limited(5);
  let told = 0;
  room.once(() => (told += 1));
  expect(told).toBe(1);
  state.waiting = 15;
  room.once(() => (told += 1));
  room.taken();
  expect(told).toBe(1);
  state.waiting = 9;
  room.taken();
  room.taken();
  expect(told).toBe(2);
});

test('of two rooms both have to be free, in whatever order they get so', () => {
  for (const order of [
    [0, 1],
    [1, 0],
  ] as const) {
    const rooms = [limited(15), limited(15)] as const;
    const both = bothRooms(rooms[0].room, rooms[1].room);
    let told = 0;
    both.once(() => (told += 1));
    for (const [at, which] of order.entries()) {
      expect(both.has()).toBe(false);
      expect(told).toBe(0);
      rooms[which].state.waiting = 0;
      rooms[which].room.taken();
      if (at === 1) expect(told).toBe(1);
    }
    expect(both.has()).toBe(true);
  }
});

test('a reader that takes nothing for a second is not waited for; the timer goes when it takes something', () => {
  const { state, room } = limited(15);
  let takenAt = performance.now();
  const patient = patientRoom(room, () => takenAt);
  let told = 0;
  patient.once(() => (told += 1));
  vi.advanceTimersByTime(999);
  expect(patient.has()).toBe(false);
  expect(told).toBe(0);
  vi.advanceTimersByTime(2);
  expect(patient.has()).toBe(true);
  expect(told).toBe(1);

  takenAt = performance.now();
  patient.once(() => (told += 1));
  state.waiting = 0;
  patient.taken();
  expect(told).toBe(2);
  expect(vi.getTimerCount()).toBe(0);
});
