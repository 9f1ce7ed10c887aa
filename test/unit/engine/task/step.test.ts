import { describe, expect, test } from 'vitest';
import type { Effect } from '../../../../src/engine/task/effect.ts';
import { asked, cancelled, ended, file, own, preempted, resumed, stop, walk } from './walk.ts';

function started(effects: readonly Effect[]): readonly (readonly string[])[] {
  return effects.flatMap((effect) => (effect.type === 'start' ? [effect.files.map(({ rel }) => rel)] : []));
}

function count(effects: readonly Effect[], type: Effect['type']): number {
  return effects.filter((effect) => effect.type === type).length;
}

const unfinished = (effects: readonly Effect[]) =>
  effects.flatMap((effect) => (effect.type === 'end' ? [effect.unfinished.map(({ rel }) => rel)] : []));

describe('newer work', () => {
  test('cancels the run, and the next is for both', () => {
    const { effects } = walk([asked('a'), asked('b'), cancelled(1), ended(2)]);
    expect(started(effects)).toEqual([['a'], ['a', 'b']]);
    expect(effects.filter(({ type }) => type === 'accept')).toEqual([{ type: 'accept', run: 2 }]);
  });

  test('that arrives in two parts cancels once', () => {
    const { effects } = walk([asked('a'), asked('b'), asked('c'), cancelled(1)]);
    expect(count(effects, 'cancel')).toBe(1);
    expect(started(effects)).toEqual([['a'], ['a', 'b', 'c']]);
  });

  test('waits where it is to wait, and both results count', () => {
    const { effects } = walk([asked('a'), asked('b'), asked('c'), ended(1), ended(2)], { newerWork: 'waits' });
    expect(count(effects, 'cancel')).toBe(0);
    expect(started(effects)).toEqual([['a'], ['b', 'c']]);
    expect(count(effects, 'accept')).toBe(2);
  });
});

describe('own work', () => {
  test('does not cancel the run that does it', () => {
    const { effects } = walk([asked('a'), own(1, false, 'b'), own(2, false, 'c'), ended(1), ended(2)]);
    expect(count(effects, 'cancel')).toBe(0);
    expect(started(effects)).toEqual([['a'], ['b', 'c']]);
  });

  test('that may be somebody’s cancels as often as the limit says', () => {
    const { effects } = walk([asked('a'), own(1, true, 'a'), cancelled(1), own(2, true, 'a'), ended(2)]);
    expect(count(effects, 'cancel')).toBe(1);
    expect(started(effects)).toHaveLength(3);
  });

  const loop = [asked('a'), own(1, false, 'a'), ended(1), own(2, false, 'a'), ended(2), own(3, false, 'x'), ended(3)];

  test('is a loop when it goes on: it stops, and says for which files it does not run', () => {
    const { effects, state } = walk([...loop, own(9999, false, 'a')]);
    expect(started(effects)).toHaveLength(3);
    expect(effects.filter(({ type }) => type === 'report')).toEqual([
      { type: 'report', fact: { type: 'loop-stopped', files: [file('x')], runs: 2 } },
    ]);
    expect(state.phase.id).toBe('idle');
  });

  test('is no loop where it takes its time', () => {
    const { effects } = walk([
      asked('a'),
      ended(1),
      ...[1, 2, 3, 4].flatMap((n) => [own(n * 1000, false, 'a'), ended(n + 1)]),
    ]);
    expect(started(effects)).toHaveLength(5);
  });

  test('begins anew when somebody else asks', () => {
    const { effects } = walk([...loop, asked('a'), ended(4), own(4, false, 'a')]);
    expect(started(effects)).toHaveLength(5);
  });
});

describe('idle priority', () => {
  test('gives way, and what it was doing is done again', () => {
    const { effects } = walk([asked('a'), preempted, cancelled(1), asked('b'), resumed], { priority: 'idle' });
    expect(started(effects)).toEqual([['a'], ['a', 'b']]);
    expect(effects).toContainEqual({ type: 'report', fact: { type: 'superseded', run: 1, why: 'preempted' } });
  });
});

describe('the stop', () => {
  test.each([
    ['nothing was asked for', [stop], []],
    ['a run is under way', [asked('a'), stop, cancelled(1)], ['a']],
    ['a run is under way and another is owed', [asked('a'), own(0, false, 'b'), stop, ended(1)], ['a', 'b']],
    ['a run is being superseded', [asked('a'), asked('b'), stop, cancelled(1)], ['a', 'b']],
    ['all was done', [asked('a'), ended(1), stop], []],
  ])('says what is unfinished: %s', (_when, events, files) => {
    const { effects, state } = walk(events);
    expect(unfinished(effects)).toEqual([files]);
    expect(state.phase.id).toBe('stopped');
  });
});
