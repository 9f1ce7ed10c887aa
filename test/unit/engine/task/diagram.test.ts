import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Event } from '../../../../src/engine/task/event.ts';
import type { Options } from '../../../../src/engine/task/options.ts';
import type { Phase } from '../../../../src/engine/task/state.ts';
import { step } from '../../../../src/engine/task/step.ts';
import { UnexpectedEvent } from '../../../../src/engine/task/unexpected-event.ts';
import { asked, cancelled, ended, own, preempted, resumed, stop, walk } from './walk.ts';

interface Arrow {
  readonly from: Phase['id'];
  readonly event: Event;
  readonly to: Phase['id'];
  /** How to get to `from`. */
  readonly before: readonly Event[];
  readonly options?: Partial<Options>;
}

const idle = { priority: 'idle' } as const;
const waits = { newerWork: 'waits' } as const;

/** Every arrow of the diagram in `step.ts`. */
const arrows: readonly Arrow[] = [
  { from: 'idle', event: asked('a'), to: 'running', before: [] },
  { from: 'idle', event: resumed, to: 'running', before: [preempted, asked('a')], options: idle },
  { from: 'idle', event: stop, to: 'stopped', before: [] },
  { from: 'running', event: ended(1), to: 'idle', before: [asked('a')] },
  { from: 'running', event: ended(1), to: 'running', before: [asked('a'), asked('b')], options: waits },
  { from: 'running', event: asked('b'), to: 'superseding', before: [asked('a')] },
  { from: 'running', event: preempted, to: 'superseding', before: [asked('a')], options: idle },
  { from: 'running', event: stop, to: 'stopping', before: [asked('a')] },
  { from: 'superseding', event: cancelled(1), to: 'running', before: [asked('a'), asked('b')] },
  { from: 'superseding', event: ended(1), to: 'running', before: [asked('a'), asked('b')] },
  { from: 'superseding', event: cancelled(1), to: 'idle', before: [asked('a'), preempted], options: idle },
  { from: 'superseding', event: stop, to: 'stopping', before: [asked('a'), asked('b')] },
  { from: 'stopping', event: cancelled(1), to: 'stopped', before: [asked('a'), stop] },
  { from: 'stopping', event: ended(1), to: 'stopped', before: [asked('a'), stop] },
];

describe('the diagram', () => {
  test.each(arrows.map((arrow) => ({ ...arrow, name: `${arrow.from} ──${arrow.event.type}──► ${arrow.to}` })))(
    '$name',
    (arrow) => {
      const before = walk(arrow.before, arrow.options).state;
      expect(before.phase.id).toBe(arrow.from);
      expect(step(before, arrow.event).state.phase.id).toBe(arrow.to);
    },
  );

  test('names exactly the states and events that are walked here', () => {
    const source = readFileSync(join(import.meta.dirname, '../../../../src/engine/task/step.ts'), 'utf8');
    const diagram = /```\n([\s\S]*?)```/.exec(source)?.[1] ?? '';
    const known: readonly (Phase['id'] | Event['type'])[] = [
      ...arrows.flatMap(({ from, to }) => [from, to]),
      ...arrows.map(({ event }) => event.type),
    ];
    const words = diagram.replaceAll(/that supersedes|or preempted when it idles|or resumed with work owed/g, (text) =>
      text.includes('resumed') ? 'resumed' : text.includes('preempted') ? 'preempted' : '',
    );
    const prose = ['and', 'nothing', 'is', 'owed', 'work', 'while', 'a', 'late', 'counts', 'as'];
    const drawn = new Set((words.match(/[a-z]+(?:-[a-z]+)*/g) ?? []).filter((word) => !prose.includes(word)));
    expect([...drawn].toSorted()).toEqual([...new Set(known)].toSorted());
  });
});

describe('what the rules leave as it is', () => {
  test('after the end nothing has an effect', () => {
    const { state } = walk([asked('a'), stop, cancelled(1)]);
    for (const event of [asked('b'), ended(1), cancelled(1), preempted, resumed, stop])
      expect(step(state, event)).toEqual({ state, effects: [] });
  });

  test('while it is being stopped, nothing new is taken on', () => {
    const { state } = walk([asked('a'), stop]);
    for (const event of [asked('b'), own(0, true, 'b'), stop])
      expect(step(state, event)).toEqual({ state, effects: [] });
  });

  test('an earlier run’s event is stale', () => {
    const { state } = walk([asked('a'), ended(1), asked('b')]);
    for (const event of [ended(1), cancelled(1)]) expect(step(state, event)).toEqual({ state, effects: [] });
  });

  test('a task of normal priority gives way to nothing', () => {
    const { state, effects } = walk([preempted, asked('a'), preempted]);
    expect(state.phase.id).toBe('running');
    expect(effects.map(({ type }) => type)).toEqual(['start']);
  });

  test.each([
    ['a run that never began ends', [asked('a')], ended(2)],
    ['a run that never began is cancelled', [], cancelled(1)],
    ['nobody asked for the cancellation', [asked('a')], cancelled(1)],
  ] as const)('%s: an internal error', (_what, before, event) => {
    expect(() => step(walk(before).state, event)).toThrow(UnexpectedEvent);
  });

  test('so is own work of a task that has none', () => {
    const { ownWork: _, ...without } = walk([]).state.options;
    const state = { ...walk([]).state, options: without };
    expect(() => step(state, own(0, false, 'a'))).toThrow(UnexpectedEvent);
  });
});
