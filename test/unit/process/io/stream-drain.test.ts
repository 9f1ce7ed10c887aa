import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { drained } from '../../../../src/process/io/stream-drain.ts';

/** Keeps this process busy, as others do that want its processor. */
function block(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

test('what is there when the writer has ended is read, however slowly', async () => {
  let chunk = 0;
  const stream = new Readable({
    read() {
      setImmediate(() => {
        if (chunk < 6) this.push(`chunk ${(chunk += 1)}\n`);
      });
    },
  });
  let text = '';
  stream.on('data', (data) => {
    text += String(data);
    block(20);
  });
  await drained([stream]);
  expect(text.split('\n')).toHaveLength(7);
});

test('one that has ended, one that is quiet, and one whose writer never stops', async () => {
  const ended = Readable.from([]);
  ended.resume();
  const quiet = new PassThrough();
  await drained([ended, quiet]);
  const endless = new Readable({
    read() {
      setImmediate(() => this.push('more'));
    },
  });
  let chunks = 0;
  endless.on('data', () => (chunks += 1));
  await once(endless, 'data');
  const startedAt = performance.now();
  await drained([endless]);
  expect(chunks).toBeGreaterThan(1);
  expect(performance.now() - startedAt).toBeGreaterThan(45);
  for (const stream of [quiet, endless]) stream.destroy();
});
