import { expect, test } from 'vitest';
import { createQuietWindow } from '../../../../src/watch/quiet/quiet-window.ts';

/** A window on a clock that `advance` moves, millisecond by millisecond. */
function windowOnClock({
  quietMs = 15,
  longestMs = 1000,
  held = (_openMs: number, _quietMs: number): boolean => false,
} = {}) {
  let now = 0;
  let timer: { readonly atMs: number; readonly fire: () => void } | undefined;
  const delivered: { readonly atMs: number; readonly late: boolean }[] = [];
  const window = createQuietWindow({
    clock: {
      now: () => now,
      after(ms, fire) {
        timer = { atMs: now + ms, fire };
        return () => (timer = undefined);
      },
    },
    quietMs: () => quietMs,
    longestMs,
    held,
    onQuiet: (late) => delivered.push({ atMs: now, late }),
  });
  const runTimer = (): void => {
    if (timer === undefined || timer.atMs > now) return;
    const { fire } = timer;
    timer = undefined;
    fire();
  };
  return {
    window,
    delivered,
    touchEvery(everyMs: number, untilMs: number): void {
      for (; now < untilMs; now += 1) {
        runTimer();
        if (now % everyMs === 0) window.touch();
      }
    },
    advance(ms: number): void {
      for (const end = now + ms; now < end;) {
        now += 1;
        runTimer();
      }
    },
    /** The event loop stands still: time passes, no timer runs until the end. */
    block(ms: number): void {
      now += ms;
      runTimer();
    },
  };
}

test('delivers 15 ms after the last event, once', () => {
  const { window, delivered, advance } = windowOnClock();
  window.touch();
  advance(10);
  window.touch();
  advance(200);
  expect(delivered).toEqual([{ atMs: 25, late: false }]);
});

test('events that keep coming are held back no longer than the bound', () => {
  const { delivered, touchEvery } = windowOnClock({ longestMs: 100 });
  touchEvery(5, 350);
  expect(delivered.map(({ atMs }) => atMs)).toEqual([100, 200, 300]);
});

test('a bound of 0 is the quiet time itself', () => {
  const { delivered, touchEvery } = windowOnClock({ longestMs: 0 });
  touchEvery(5, 50);
  expect(delivered.map(({ atMs }) => atMs)).toEqual([15, 30, 45]);
});

test('while git is at work nothing is delivered; then within 5 ms', () => {
  let locked = true;
  const { window, delivered, advance } = windowOnClock({ held: () => locked });
  window.touch();
  advance(400);
  expect(delivered).toEqual([]);
  locked = false;
  advance(5);
  expect(delivered).toHaveLength(1);
});

test('after 10 s the gate opens by itself', () => {
  const { window, delivered, advance } = windowOnClock({ held: () => true });
  window.touch();
  advance(10_000);
  expect(delivered).toEqual([]);
  advance(30);
  expect(delivered).toHaveLength(1);
});

test('the gate is told how long the window has been open, and quiet', () => {
  const asked: [openMs: number, quietMs: number][] = [];
  const { window, delivered, advance } = windowOnClock({ held: (...times) => asked.push(times) < 3 });
  advance(100);
  window.touch();
  advance(5);
  window.touch();
  advance(50);
  expect(asked).toEqual([
    [20, 15],
    [25, 20],
    [30, 25],
  ]);
  expect(delivered).toHaveLength(1);
});

test('an event loop that stood still is told of', () => {
  const { window, delivered, block, advance } = windowOnClock();
  window.touch();
  block(600);
  window.touch();
  advance(20);
  expect(delivered.map(({ late }) => late)).toEqual([true, false]);
});

test('what is cancelled is not delivered', () => {
  const { window, delivered, advance } = windowOnClock();
  window.touch();
  window.cancel();
  advance(100);
  expect(delivered).toEqual([]);
});
