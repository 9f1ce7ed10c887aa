import { describe, expect, test } from 'vitest';
import { ServiceOrder } from '../../../src/engine/order/service-order.ts';
import { StandingWatch } from '../../../src/engine/order/standing.ts';
import type { Dependencies } from '../../../src/engine/order/state.ts';
import type { OrderEffect, OrderEvent } from '../../../src/engine/order/step.ts';
import type { Event } from '../../../src/engine/service/event.ts';
import { initialState, type State } from '../../../src/engine/service/state.ts';
import { step } from '../../../src/engine/service/step.ts';
import { built, exited, failed, gone, options, ready, started } from './service/walk.ts';

const quit = { type: 'shutdown-requested', reason: { type: 'request', by: { type: 'key', key: 'q' } } } as const;

function order(dependencies: Dependencies) {
  const asked: string[] = [];
  const all = new ServiceOrder(dependencies, (effect: OrderEffect) => {
    if (effect.type === 'all-down') asked.push('all down');
    else if (effect.type === 'await') asked.push(`${effect.service} awaits ${effect.on.join(', ') || 'nobody'}`);
    else if (effect.type === 'restart') asked.push(`${effect.service} follows ${effect.because}`);
    else asked.push(`stop ${effect.service}`);
  });
  return {
    all,
    take: (...events: readonly OrderEvent[]) => (events.forEach((each) => all.dispatch(each)), asked.splice(0)),
  };
}

const on = (dependsOn: readonly string[], restartWith = false) => ({ dependsOn, restartWith });
const is = (service: string, type: 'started' | 'ready' | 'coming' | 'failed' | 'down'): OrderEvent => ({
  type: `service-${type}`,
  service,
});

describe('the order of services', () => {
  test('who depends on another awaits it from the start, and while it is replaced', () => {
    const { all, take } = order(
      new Map([
        ['db', on([])],
        ['api', on(['db'])],
      ]),
    );
    expect(all.awaited('api')).toEqual(['db']);
    expect(take(is('db', 'started'))).toEqual([]);
    expect(take(is('db', 'ready'))).toEqual(['api awaits nobody']);
    expect(take(is('db', 'coming'))).toEqual(['api awaits db']);
    expect(take(is('db', 'failed'))).toEqual(['api awaits nobody']);
  });

  test('they stop one after the other, and those that do not know each other together', () => {
    const { take } = order(
      new Map([
        ['db', on([])],
        ['api', on(['db'])],
        ['web', on(['db'])],
      ]),
    );
    expect(take(quit)).toEqual(['stop api', 'stop web']);
    expect(take(is('api', 'down'))).toEqual([]);
    expect(take(is('web', 'down'))).toEqual(['stop db']);
    expect(take(is('db', 'down'))).toEqual(['all down']);
  });

  test('the second request stops all of them, and those that were asked already once more', () => {
    const { take } = order(
      new Map([
        ['db', on([])],
        ['api', on(['db'])],
      ]),
    );
    take(quit);
    expect(take(quit)).toEqual(['stop db', 'stop db', 'stop api']);
    expect(take(quit)).toEqual([]);
  });

  test('one that ends without having been ready takes those along that wait for it', () => {
    const { take } = order(
      new Map([
        ['db', on([])],
        ['api', on(['db'])],
        ['free', on([])],
      ]),
    );
    expect(take(is('db', 'down'))).toEqual(['stop api']);
    expect(take(is('api', 'down'))).toEqual([]);
    expect(take(is('free', 'down'))).toEqual(['all down']);
  });

  test('another config: who is new waits, who is gone holds nobody', () => {
    const { all, take } = order(
      new Map([
        ['db', on([])],
        ['api', on(['db'])],
      ]),
    );
    const dependencies = new Map([
      ['api', on([])],
      ['web', on(['api'])],
    ]);
    expect(take({ type: 'dependencies-changed', dependencies })).toEqual(['api awaits nobody', 'web awaits api']);
    expect(all.awaited('web')).toEqual(['api']);
    expect(all.awaited('db')).toEqual([]);
  });
});

describe('what a service is at', () => {
  type Happens = Event | { readonly type: 'running'; readonly run: number };
  function follow(...events: readonly Happens[]): string[] {
    return walk(...events).told;
  }

  function walk(...events: readonly Happens[]): { readonly told: string[]; readonly onItsWay: string | undefined } {
    const standing = new StandingWatch('api');
    let state: State = initialState(options);
    const told: string[] = [];
    for (const event of events) {
      if (event.type !== 'running') state = step(state, event, 0).state;
      const news = event.type === 'running' ? standing.running(event.run, state) : standing.observe(event, state);
      told.push(...news.map(({ type }) => type.replace('service-', '')));
    }
    return { told, onItsWay: standing.onItsWay(state) };
  }
  const start: Event = { type: 'session-started' };
  const crashed: Event = { type: 'process-exited', run: 1, end: { type: 'code', code: 3 }, livedMs: 5 };

  test.each<[string, readonly Happens[], string[]]>([
    ['it becomes ready', [start, built(1), started(1), ready], ['started', 'ready']],
    ['it does not build', [start, failed(1)], ['failed']],
    ['it runs, and listens nowhere', [start, built(1), started(1), { type: 'running', run: 1 }], ['started', 'ready']],
    ['it has done its work', [start, built(1), started(1), exited(1), gone(1)], ['started', 'ready']],
    ['it fails', [start, built(1), started(1), crashed, gone(1)], ['started', 'failed']],
    ['it crashes later', [start, built(1), started(1), ready, crashed, gone(1)], ['started', 'ready', 'failed']],
  ])('%s', (_, events, told) => {
    expect(follow(...events)).toEqual(told);
  });

  test.each<[string, readonly Happens[], string | undefined]>([
    ['it is built', [start], 'builds'],
    ['it starts', [start, built(1), started(1)], 'starts'],
    ['it is ready', [start, built(1), started(1), ready], undefined],
    ['it runs, and listens nowhere', [start, built(1), started(1), { type: 'running', run: 1 }], undefined],
    ['it does not build', [start, failed(1)], undefined],
    ['it has crashed', [start, built(1), started(1), crashed, gone(1)], undefined],
    ['it waits for another', [start, built(1), { type: 'dependencies-changed', on: ['db'] }], 'starts'],
    ['it cannot start before another', [start, { type: 'dependencies-changed', on: ['db'] }, built(1)], undefined],
  ])('who waits for it: %s', (_, events, expected) => {
    expect(walk(...events).onItsWay).toBe(expected);
  });

  test('a restart is on its way until the next one is ready', () => {
    const restart: Event = { type: 'restart-requested', by: { type: 'key', key: 'r' } };
    expect(follow(start, built(1), started(1), ready, restart)).toEqual(['started', 'ready', 'coming']);
  });
});
