import { expect, test } from 'vitest';
import { AppWrites } from '../../../../src/session/own-writes/app-writes.ts';
import type { FileChange } from '../../../../src/protocol/change.ts';

const file = (name: string): FileChange => ({ path: `/p/${name}`, rel: name, kind: 'modified' });

/** gorl in small: what is not sifted out asks for a run. */
function session() {
  const writes = new AppWrites();
  let nowMs = 1000;
  const learned: string[] = [];
  const save = (names: readonly string[], atMs: number): boolean => {
    const sifted = writes.sift(names.map((name) => ({ file: file(name), atMs })));
    learned.push(...sifted.learned.map(({ rel }) => rel));
    if (sifted.rest.length > 0) writes.asked(sifted.rest);
    return sifted.rest.length > 0;
  };
  return {
    learned,
    /** A run of the app that writes these so long after its start; whether that asks for another run. */
    run(names: readonly string[], afterMs: number): boolean {
      nowMs += 5000;
      writes.started(nowMs);
      return save(names, nowMs + afterMs);
    },
    /** A save by a person, so long after the last start; whether that asks for a run. */
    save: (name: string, afterMs: number) => save([name], nowMs + afterMs),
  };
}

/** So many runs one after another, each with its delay; how many of them asked for the next. */
function loop(run: (afterMs: number) => boolean, delays: readonly number[]): number {
  const at = delays.findIndex((delay) => !run(delay));
  return at < 0 ? delays.length : at;
}

test('a page that the app writes at every start is named once and starts nothing after the fifth run', () => {
  const { run, learned } = session();
  expect(loop((afterMs) => run(['page.html'], afterMs), [40, 60, 35, 120, 50, 45, 50])).toBe(4);
  expect(learned).toEqual(['page.html']);
  expect(run(['page.html'], 70)).toBe(false);
  expect(learned).toEqual(['page.html']);
});

test('where the time to the write varies, more runs are asked for', () => {
  const { run } = session();
  expect(loop((afterMs) => run(['page.html'], afterMs), [40, 600, 35, 900, 50, 300, 50, 500, 20, 700, 10])).toBe(9);
});

test('two files that the app writes are both its own', () => {
  const { run, learned } = session();
  expect(loop((afterMs) => run(['a.html', 'b.html'], afterMs), [40, 40, 40, 40, 40, 40])).toBe(4);
  expect(learned).toEqual(['a.html', 'b.html']);
});

test('a person’s save counts before and after, and proves nothing', () => {
  const { run, save, learned } = session();
  for (const round of [1, 2, 3, 4, 5, 6]) {
    expect(save('main.go', 3000), `${round}`).toBe(true);
    expect(run([], 0)).toBe(false);
  }
  loop((afterMs) => run(['page.html'], afterMs), [40, 40, 40, 40, 40]);
  expect(learned).toEqual(['page.html']);
  expect(save('page.html', 3000)).toBe(true);
  expect(run(['page.html'], 40), 'what the app writes in the run for it').toBe(false);
  expect(save('page.html', 700), 'soon after a start, but not as the app does').toBe(true);
  expect(run(['page.html'], 40)).toBe(false);
  expect(learned).toEqual(['page.html']);
});

test('a save between two runs begins the proof anew', () => {
  const { run, save } = session();
  expect(loop((afterMs) => run(['page.html'], afterMs), [40, 40, 40])).toBe(3);
  expect(save('page.html', 3000)).toBe(true);
  expect(loop((afterMs) => run(['page.html'], afterMs), [40, 40, 40, 40, 40])).toBe(4);
});

test('runs that something else asked for prove nothing', () => {
  const { run, save, learned } = session();
  for (const round of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) {
    expect(run(['page.html'], 40), `${round}`).toBe(true);
    save('main.go', 2000);
  }
  expect(learned).toEqual([]);
});

test('a run that a save of another file had asked for as well proves nothing', () => {
  const { run, save, learned } = session();
  expect(loop((afterMs) => run(['page.html'], afterMs), [40, 40, 40])).toBe(3);
  save('style.css', 3000);
  expect(run(['style.css', 'page.html'], 40)).toBe(true);
  expect(loop((afterMs) => run(['page.html'], afterMs), [40, 40, 40, 40])).toBe(3);
  expect(learned).toEqual(['page.html']);
});

test('a save right after the app’s own write counts', () => {
  const { run, save } = session();
  loop((afterMs) => run(['page.html'], afterMs), [40, 40, 40, 40, 40]);
  expect(save('page.html', 90)).toBe(true);
  expect(run(['page.html'], 40)).toBe(false);
  expect(save('page.html', 60)).toBe(true);
});

test('an app that writes its page twice is allowed two', () => {
  const { run, save } = session();
  for (const round of [1, 2, 3, 4, 5]) {
    run(['page.html'], 40);
    expect(save('page.html', 300), `${round}`).toBe(round < 5);
  }
  expect(run(['page.html'], 40)).toBe(false);
  expect(save('page.html', 280)).toBe(false);
  expect(save('page.html', 290)).toBe(true);
});

test('several writes in one run count as one', () => {
  const { run, save, learned } = session();
  expect(run(['page.html'], 40)).toBe(true);
  for (const afterMs of [50, 60, 70, 80, 90]) expect(save('page.html', afterMs)).toBe(true);
  expect(learned).toEqual([]);
});

test('before the app has run, everything counts', () => {
  expect(session().save('page.html', 0)).toBe(true);
});
