import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { holdBack } from '../../../../src/process/io/held-stream.ts';
import { waitFor } from '../../../support/wait-for.ts';

function held() {
  const stream = new PassThrough({ highWaterMark: 1 });
  const room = { free: true, waiting: [] as (() => void)[] };
  const read: string[] = [];
  stream.on('data', (chunk: Buffer) => void read.push(chunk.toString()));
  const hold = holdBack(stream, {
    has: () => room.free,
    once: (listener) => void room.waiting.push(listener),
  });
  return { stream, room, read, hold };
}

test('nothing is read while there is no room', async () => {
  const { stream, room, read } = held();
  room.free = false;
  for (const text of ['a', 'b', 'c']) stream.write(text);
  await waitFor(() => room.waiting.length === 1);
  expect(read).toEqual(['a']);
  expect(stream.isPaused()).toBe(true);
  room.free = true;
  room.waiting[0]?.();
  await waitFor(() => read.length === 3);
});

test('a child that is stopping, and one that has ended, are read in any case', async () => {
  for (const how of ['hurry', 'finish'] as const) {
    const { stream, room, read, hold } = held();
    room.free = false;
    for (const text of ['a', 'b', 'c']) stream.write(text);
    await waitFor(() => room.waiting.length === 1);
    hold[how]();
    await waitFor(() => read.join('') === 'abc');
    stream.end('d');
    await waitFor(() => read.length === 4);
    expect(read.join('')).toBe('abcd');
  }
});
