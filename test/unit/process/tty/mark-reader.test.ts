import { expect, test } from 'vitest';
import { MarkReader } from '../../../../src/process/tty/mark-reader.ts';

/** A reader, and what was written to its stream: lines of an app, marks of gorl. */
function stream() {
  const marks = new MarkReader();
  const written: Buffer[] = [];
  const read: number[] = [];
  return {
    marks,
    say: (text: string) => void written.push(Buffer.from(text)),
    /** @param room how much of it is taken */
    mark(number: number, room = Infinity) {
      const write = (mark: Buffer): number => {
        written.push(mark.subarray(0, room));
        return Math.min(mark.length, room);
      };
      void marks.write(write)?.then(() => read.push(number));
    },
    read,
    /** All of it, in pieces of that size. */
    async receive(size: number): Promise<string> {
      const bytes = Buffer.concat(written.splice(0));
      let text = '';
      for (let at = 0; at < bytes.length; at += size) text += String(marks.read(bytes.subarray(at, at + size)));
      await Promise.resolve();
      return text;
    },
  };
}

test.each([1, 2, 3, 7, 1000])('marks are taken out and told of, in pieces of %i bytes', async (size) => {
  const { say, mark, receive, read } = stream();
  say('one\u001b');
  mark(1);
  say('[0mtwo');
  mark(2);
  mark(3);
  say('\u001b_three');
  expect(await receive(size)).toBe('one\u001b[0mtwo\u001b_three');
  expect(read).toEqual([1, 2, 3]);
});

test('without one that is awaited nothing is held back or looked for', async () => {
  const { say, receive } = stream();
  say('\u001b_gorl-\u001b');
  expect(await receive(3)).toBe('\u001b_gorl-\u001b');
});

test('one that was taken in part is known by that part', async () => {
  const { say, mark, receive, read } = stream();
  say('a');
  mark(1, 9);
  say('b');
  expect(await receive(2)).toBe('ab');
  expect(read).toEqual([1]);
});

test('one that cannot be written is none', () => {
  const marks = new MarkReader();
  const refuses = (): number => {
    throw Object.assign(new Error('later'), { code: 'EAGAIN' });
  };
  expect([marks.write(refuses), marks.write(() => 0)]).toEqual([undefined, undefined]);
  const hungUp = (): number => {
    throw Object.assign(new Error('hung up'), { code: 'EIO' });
  };
  expect(() => marks.write(hungUp)).toThrow('hung up');
});

test('at the end nobody waits any more', async () => {
  const { mark, marks, read } = stream();
  mark(1);
  marks.close();
  await Promise.resolve();
  expect(read).toEqual([1]);
});
