import { expect, test } from 'vitest';
import { controlFrame, FrameReader, frameTypes } from '../../../../src/gateway/http2/http2-frames.ts';

const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

function frame(type: number, flags: number, stream: number, payload: string): Buffer {
  const whole = controlFrame(type, Buffer.from(payload));
  whole[4] = flags;
  whole.writeUInt32BE(stream, 5);
  return whole;
}

const whole = Buffer.concat([
  preface,
  frame(4, 0, 0, ''),
  frame(frameTypes.headers, 4, 1, 'headers'),
  frame(frameTypes.data, 1, 1, 'x'.repeat(300)),
  frame(frameTypes.rstStream, 0, 3, '1234'),
]);
const heads = [
  { type: 4, flags: 0, stream: 0 },
  { type: 1, flags: 4, stream: 1 },
  { type: 0, flags: 1, stream: 1 },
  { type: 3, flags: 0, stream: 3 },
];

test.each([1, 2, 5, 9, 10, 64, 10_000])(
  'frames in pieces of %i bytes: all are found, and every byte comes out',
  (size) => {
    const reader = new FrameReader(preface.length);
    const found: unknown[] = [];
    const bytes: Buffer[] = [];
    let ends = 0;
    for (let at = 0; at < whole.length; at += size) {
      for (const part of reader.read(whole.subarray(at, at + size))) {
        bytes.push(Buffer.from(part.bytes));
        if (part.frame !== undefined) found.push(part.frame);
        if (reader.isBetweenFrames) ends++;
      }
    }
    expect(found).toEqual(heads);
    expect(Buffer.concat(bytes)).toEqual(whole);
    expect(reader.isBetweenFrames).toBe(true);
    expect(ends).toBe(heads.length + 1);
  },
);

test('half a head is kept', () => {
  const reader = new FrameReader();
  expect([...reader.read(Buffer.from([0, 0, 8]))]).toEqual([]);
  expect(reader.rest).toEqual(Buffer.from([0, 0, 8]));
  expect(reader.isBetweenFrames).toBe(false);
});
