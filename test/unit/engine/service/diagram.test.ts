import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Event } from '../../../../src/engine/service/event.ts';
import type { Options } from '../../../../src/engine/service/options.ts';
import type { State } from '../../../../src/engine/service/state.ts';
import { step } from '../../../../src/engine/service/step.ts';
import { UnexpectedEvent } from '../../../../src/engine/service/unexpected-event.ts';
import {
  built,
  cancelled,
  changed,
  drained,
  drainOver,
  exited,
  failed,
  gone,
  grace,
  handedOver,
  ready,
  rebuild,
  remained,
  shutdown,
  start,
  unhealthy,
  unready,
  walk,
} from './walk.ts';

interface Arrow {
  readonly region: 'build' | 'instance' | 'lifecycle';
  readonly from: string;
  readonly event: Event;
  readonly to: string;
  /** How to get to `from`. */
  readonly before: readonly Event[];
  readonly options?: Partial<Options>;
}

/** Every arrow of the diagram in `step.ts`. */
const arrows: readonly Arrow[] = [
  { region: 'build', from: 'idle', event: start, to: 'building', before: [] },
  { region: 'build', from: 'building', event: built(1), to: 'idle', before: [start] },
  { region: 'build', from: 'building', event: failed(1), to: 'idle', before: [start] },
  { region: 'build', from: 'building', event: changed, to: 'cancelling', before: [start] },
  { region: 'build', from: 'building', event: rebuild, to: 'cancelling', before: [start] },
  { region: 'build', from: 'building', event: shutdown, to: 'cancelling', before: [start] },
  { region: 'build', from: 'cancelling', event: cancelled(1), to: 'idle', before: [start, shutdown] },
  { region: 'build', from: 'cancelling', event: cancelled(1), to: 'building', before: [start, changed] },
  { region: 'build', from: 'cancelling', event: built(1), to: 'building', before: [start, changed] },
  { region: 'build', from: 'cancelling', event: failed(1), to: 'building', before: [start, changed] },
  { region: 'instance', from: 'none', event: built(1), to: 'starting', before: [start] },
  { region: 'instance', from: 'starting', event: ready, to: 'ready', before: [start, built(1)] },
  { region: 'instance', from: 'starting', event: handedOver, to: 'starting', before: [start, built(1)] },
  { region: 'instance', from: 'ready', event: handedOver, to: 'ready', before: [start, built(1), ready] },
  { region: 'instance', from: 'starting', event: unready, to: 'starting', before: [start, built(1)] },
  { region: 'instance', from: 'starting', event: exited(1), to: 'stopping', before: [start, built(1)] },
  { region: 'instance', from: 'ready', event: unhealthy, to: 'stopping', before: [start, built(1), ready] },
  {
    region: 'instance',
    from: 'ready',
    event: shutdown,
    to: 'draining',
    before: [start, built(1), ready],
    options: { drainMs: 100 },
  },
  ...[drained, drainOver, exited(1)].map((event): Arrow => ({
    ...{ region: 'instance', from: 'draining', event, to: 'stopping' },
    before: [start, built(1), ready, shutdown],
    options: { drainMs: 100 },
  })),
  { region: 'instance', from: 'starting', event: shutdown, to: 'stopping', before: [start, built(1)] },
  { region: 'instance', from: 'ready', event: exited(1), to: 'stopping', before: [start, built(1), ready] },
  { region: 'instance', from: 'ready', event: built(2), to: 'stopping', before: [start, built(1), ready, changed] },
  {
    region: 'instance',
    from: 'ready',
    event: failed(2),
    to: 'stopping',
    before: [start, built(1), ready, changed],
    options: { stopOnError: true },
  },
  { region: 'instance', from: 'ready', event: failed(2), to: 'ready', before: [start, built(1), ready, changed] },
  {
    region: 'instance',
    from: 'ready',
    event: shutdown,
    to: 'killing',
    before: [start, built(1), ready],
    options: { graceMs: 0 },
  },
  { region: 'instance', from: 'stopping', event: grace, to: 'killing', before: [start, built(1), ready, shutdown] },
  { region: 'instance', from: 'stopping', event: shutdown, to: 'killing', before: [start, built(1), ready, shutdown] },
  {
    region: 'instance',
    from: 'stopping',
    event: gone(1),
    to: 'none',
    before: [start, built(1), ready, shutdown, exited(1)],
  },
  {
    region: 'instance',
    from: 'killing',
    event: gone(1),
    to: 'none',
    before: [start, built(1), ready, shutdown, shutdown, exited(1)],
  },
  {
    region: 'instance',
    from: 'killing',
    event: remained,
    to: 'killing',
    before: [start, built(1), ready, changed, built(2), grace],
  },
  {
    region: 'instance',
    from: 'killing',
    event: remained,
    to: 'none',
    before: [start, built(1), ready, shutdown, shutdown],
  },
  { region: 'lifecycle', from: 'up', event: shutdown, to: 'stopping', before: [start, built(1)] },
  { region: 'lifecycle', from: 'stopping', event: gone(1), to: 'down', before: [start, built(1), shutdown, exited(1)] },
];

function stateOf(state: State, region: Arrow['region']): string {
  if (region === 'build') return state.build.id;
  return region === 'lifecycle' ? state.lifecycle.id : (state.current?.id ?? 'none');
}

describe('the diagram', () => {
  test.each(
    arrows.map((arrow) => ({ ...arrow, name: `${arrow.region}: ${arrow.from} ──${arrow.event.type}──► ${arrow.to}` })),
  )('$name', (arrow) => {
    const before = walk(arrow.before, arrow.options).state;
    expect(stateOf(before, arrow.region)).toBe(arrow.from);
    expect(stateOf(step(before, arrow.event, 0).state, arrow.region)).toBe(arrow.to);
  });

  test('names exactly the states and events that are walked here', () => {
    const source = readFileSync(join(import.meta.dirname, '../../../../src/engine/service/step.ts'), 'utf8');
    const diagram = /```\n([\s\S]*?)```/.exec(source)?.[1] ?? '';
    const states = new Set(arrows.flatMap(({ from, to }) => [from, to]));
    for (const state of states) expect(diagram).toContain(state);
    const drawn = new Set(diagram.match(/\b[a-z]+-[a-z]+(?:-[a-z]+)?\b/g));
    const notEvents = ['start-build', 'build-failed', 'session-started'];
    const walked = new Set<string>(arrows.map(({ event }) => event.type));
    for (const name of drawn) if (!notEvents.includes(name)) expect([...walked]).toContain(name);
    for (const name of walked) if (!notEvents.includes(name)) expect([...drawn]).toContain(name);
  });
});

describe('what the rules leave out', () => {
  test('after the end nothing has an effect', () => {
    const down = walk([start, built(1), shutdown, exited(1), gone(1)]).state;
    for (const event of [start, changed, built(2), ready, gone(7), shutdown])
      expect(step(down, event, 0)).toEqual({ state: down, effects: [] });
  });

  test('one that is being stopped is stopped, whoever carries on for it', () => {
    for (const before of [
      [start, built(1), ready, shutdown],
      [start, built(1), ready, shutdown, grace],
    ]) {
      const { state } = walk(before);
      expect(step(state, handedOver, 0)).toEqual({ state, effects: [] });
    }
  });

  test('results of an earlier build or run are ignored', () => {
    const state = walk([start, built(1), ready, changed, built(2), exited(1), gone(1)]).state;
    for (const event of [built(1), failed(1), cancelled(1), ready, handedOver, exited(1), gone(1)])
      expect(step(state, event, 0).state).toEqual(state);
  });

  test('a build or a process that gorl never started is an internal error', () => {
    const state = walk([start, built(1)]).state;
    expect(() => step(state, built(9), 0)).toThrow(UnexpectedEvent);
    expect(() => step(state, exited(9), 0)).toThrow(UnexpectedEvent);
    expect(() => step(state, gone(1), 0)).toThrow(UnexpectedEvent);
    expect(() => step(state, remained, 0)).toThrow(UnexpectedEvent);
  });

  test('so is a build that says it was cancelled when nobody asked', () => {
    const { state } = walk([start]);
    expect(() => step(state, cancelled(1), 0)).toThrow(UnexpectedEvent);
  });
});
