import { expect, test } from 'vitest';
import type { Channel } from '../../../../src/report/output/channel.ts';
import { createOutlet } from '../../../../src/report/output/outlet.ts';

/** A reader that takes as much as it is told to; each write is taken whole. */
function outlet() {
  let now = 0;
  const read: string[] = [];
  let waiting: { readonly bytes: Uint8Array; readonly done: () => void } | undefined;
  let awake = true;
  const channel: Channel = {
    write(bytes, done) {
      expect(waiting, 'one write at a time').toBeUndefined();
      if (awake) return read.push(Buffer.from(bytes).toString()) > 0;
      waiting = { bytes, done };
      return false;
    },
    waiting: () => waiting?.bytes.length ?? 0,
    close() {},
  };
  const takeOne = (): void => {
    const taken = waiting;
    waiting = undefined;
    if (taken === undefined) return;
    read.push(Buffer.from(taken.bytes).toString());
    taken.done();
  };
  return {
    outlet: createOutlet({ channel, remark: (bytes) => `<${bytes} left out>`, now: () => now }),
    text: () => read.join(''),
    sleep: () => void (awake = false),
    wake() {
      awake = true;
      takeOne();
    },
    takeOne,
    pass: (ms: number) => void (now += ms),
  };
}

const bytes = (text: string): Buffer => Buffer.from(text);
const line = (length: number): Buffer => bytes(`${'x'.repeat(length - 1)}\n`);
const kB = 1024;

test('what a reader takes at once never waits', () => {
  const { outlet: out, text } = outlet();
  out.write('a\n');
  out.passOn(bytes('b\n'));
  out.write('c\n');
  expect(text()).toBe('a\nb\nc\n');
  expect(out.missing()).toBe(0);
});

test('the bytes of others may be used again while they wait', () => {
  const { outlet: out, text, sleep, wake } = outlet();
  const shared = bytes('first\n');
  sleep();
  out.write('begun\n');
  out.passOn(shared);
  shared.write('other\n');
  out.passOn(shared);
  shared.fill('x');
  wake();
  expect(text()).toBe('begun\nfirst\nother\n');
});

test('only gorl’s own words get the line ends that a terminal does not make', () => {
  const { outlet: out, text } = outlet();
  out.endLinesWith('\r\n');
  out.write('own\n\n');
  out.passOn(bytes('app\n'));
  out.endLinesWith('\n');
  out.write('last\n');
  expect(text()).toBe('own\r\n\r\napp\nlast\n');
});

test('order is kept while the reader sleeps', () => {
  const { outlet: out, text, sleep, wake } = outlet();
  sleep();
  for (let at = 0; at < 50; at += 1) {
    out.write(`own ${at}\n`);
    out.passOn(bytes(`app ${at}\n`));
  }
  wake();
  expect(text()).toBe(Array.from({ length: 50 }, (_, at) => `own ${at}\napp ${at}\n`).join(''));
  expect(out.lost()).toBe(0);
});

test('an app is told when there is room for more', () => {
  const { outlet: out, sleep, takeOne, wake } = outlet();
  sleep();
  out.passOn(line(kB));
  expect(out.appRoom.has()).toBe(true);
  for (let at = 0; at < 90; at += 1) out.passOn(line(kB));
  expect(out.appRoom.has()).toBe(false);
  let told = 0;
  out.appRoom.once(() => (told += 1));
  takeOne();
  expect(told).toBe(0);
  wake();
  expect(told).toBe(1);
  expect(out.appRoom.has()).toBe(true);
});

test('an app that cannot be kept waiting loses its oldest text; gorl loses nothing, and the gap is told', () => {
  const { outlet: out, text, sleep, wake } = outlet();
  sleep();
  out.passOn(bytes('half a line'));
  out.write('first\n');
  for (let at = 0; at < 400; at += 1) out.passOn(line(kB));
  out.write('last\n');
  const kept = 256;
  expect(out.lost()).toBe((400 - kept) * kB);
  wake();
  expect(text()).toBe(`half a linefirst\n<${(400 - kept) * kB} left out>\n${line(kB).toString().repeat(kept)}last\n`);
  expect(out.missing()).toBe(out.lost());
});

test('a gap begins on a line of its own', () => {
  const { outlet: out, text, sleep, wake } = outlet();
  sleep();
  out.passOn(bytes('half'));
  for (let at = 0; at < 257; at += 1) out.passOn(line(kB));
  wake();
  expect(text()).toMatch(/^half\n<1024 left out>\nx/);
});

test('even of its own words gorl keeps a limited amount, the newest', () => {
  const { outlet: out, text, sleep, wake } = outlet();
  sleep();
  out.write('taken\n');
  for (let at = 0; at < 3000; at += 1) out.write(line(kB).toString());
  out.write('newest\n');
  expect(out.missing()).toBeGreaterThan(3000 * kB);
  wake();
  expect(text().length).toBeLessThan(1025 * kB);
  expect(text()).toMatch(/^taken\n<\d+ left out>\n/);
  expect(text()).toMatch(/newest\n$/);
});

test('a reader that takes nothing for a second holds up no command', () => {
  const { outlet: out, sleep, pass } = outlet();
  sleep();
  for (let at = 0; at < 300; at += 1) out.write(line(kB).toString());
  expect(out.commandRoom.has()).toBe(false);
  pass(1001);
  expect(out.commandRoom.has()).toBe(true);
  expect(out.appRoom.has()).toBe(true);
});

test('at the end the text of others makes way, and is counted', async () => {
  const { outlet: out, text, sleep, wake } = outlet();
  sleep();
  out.write('waits\n');
  out.passOn(line(10));
  await out.settle({ mostMs: 0, stillMs: 0 });
  expect(out.lost()).toBe(10);
  expect(out.missing()).toBe(16);
  out.write('stopped\n');
  wake();
  await out.settle({ mostMs: 1000, stillMs: 1000 });
  expect(text()).toBe('waits\n<10 left out>\nstopped\n');
  expect(out.missing()).toBe(10);
});
