import type { Dependencies, OrderState } from '../../../src/engine/order/state.ts';
import type { OrderEffect, OrderEvent, OrderTransition } from '../../../src/engine/order/step.ts';
import { fail, type Move, type World } from '../walk.ts';

export interface OrderMachine {
  readonly initialOrder: (dependencies: Dependencies) => OrderState;
  readonly orderStep: (state: OrderState, event: OrderEvent) => OrderTransition;
}

/** What a service really is at; the oracle knows nothing else. */
type Phase = 'building' | 'built' | 'starting' | 'ready' | 'failed' | 'stopping' | 'down';

interface Fake {
  phase: Phase;
  wasReady: boolean;
  /** The process that was ready last still runs. */
  serves: boolean;
  /** A count of all starts, when it was started last. */
  startedAt: number;
  /** As it was told. */
  awaited: readonly string[];
  stops: number;
  /** Which restart it was asked for: those that it depends on were started by then. */
  followed: number;
}

const by = { type: 'signal', signal: 'SIGINT' } as const;

/** Eight services on fakes: each is built, started, replaced, fails and is stopped as it happens. */
export class OrderWorld implements World {
  readonly #machine: OrderMachine;
  readonly #dependencies: Dependencies;
  readonly #fakes: ReadonlyMap<string, Fake>;
  readonly #trace: string[] = [];
  readonly #queue: OrderEvent[] = [];
  #state: OrderState;
  #starts = 0;
  #requests = 0;
  #ends = 0;

  constructor(machine: OrderMachine, dependencies: Dependencies) {
    this.#machine = machine;
    this.#dependencies = dependencies;
    this.#state = machine.initialOrder(dependencies);
    this.#fakes = new Map(
      [...dependencies.keys()].map((name) => {
        const awaited = this.#state.services.get(name)?.awaited ?? [];
        return [
          name,
          { phase: 'building', wasReady: false, serves: false, startedAt: 0, awaited, stops: 0, followed: 0 },
        ];
      }),
    );
    for (const [name, { dependsOn, restartWith }] of dependencies)
      this.#trace.push(
        `${name} depends on ${dependsOn.join(', ') || 'nothing'}${restartWith ? ', and restarts with it' : ''}`,
      );
  }

  moves(): readonly Move[] {
    const moves = [...this.#fakes].flatMap(([name, fake]) => this.#movesOf(name, fake));
    return [...moves, { name: 'quit', weight: this.#requests === 0 ? 0.4 : 1, act: () => this.#quit() }];
  }

  /** Everything comes to its good end, and then somebody quits. */
  settle(): void {
    this.#untilNothingMoves(() => ['built', 'start', 'ready']);
    for (const [name, fake] of this.#fakes)
      if (this.#requests === 0 && fake.phase === 'built' && !this.#waitsInVain(name))
        this.#fail(`${name} could start, and does not`);
    this.#quit();
    this.#untilNothingMoves(() => ['built', 'start', 'ready', 'gone']);
    for (const [name, { phase }] of this.#fakes) if (phase !== 'down') this.#fail(`${name} is ${phase} at the end`);
    if (this.#ends !== 1) this.#fail(`the end was told ${this.#ends} times`);
  }

  #untilNothingMoves(wanted: () => readonly string[]): void {
    for (let moved = true; moved;) {
      moved = false;
      for (const [name, fake] of this.#fakes) {
        const move = this.#movesOf(name, fake).find((each) => wanted().includes(each.name.split(' ')[1] ?? ''));
        move?.act();
        moved ||= move !== undefined;
      }
    }
  }

  #movesOf(name: string, fake: Fake): Move[] {
    const move = (what: string, weight: number, act: () => void): Move => ({
      name: `${name} ${what}`,
      weight,
      act: () => {
        this.#trace.push(`${name} ${what}`);
        act();
      },
    });
    const goes = (phase: Phase, event: OrderEvent): void => {
      fake.phase = phase;
      this.#take(event);
    };
    const service = name;
    const coming = { type: 'service-coming', service } as const;
    const failed = { type: 'service-failed', service } as const;
    const crashes = (weight: number): Move =>
      move('crashes', weight, () => {
        fake.serves = false;
        goes('failed', failed);
      });
    switch (fake.phase) {
      case 'building':
        return [
          move('built', 3, () => goes('built', coming)),
          move('does not build', 1, () => goes('failed', failed)),
          ...(fake.serves ? [move('is the same', 1, () => goes('ready', { type: 'service-ready', service }))] : []),
        ];
      case 'built':
        return fake.awaited.length > 0 ? [] : [move('start', 4, () => this.#started(name, fake))];
      case 'starting':
        return [
          move('ready', 4, () => {
            [fake.wasReady, fake.serves] = [true, true];
            goes('ready', { type: 'service-ready', service });
            this.#expectFollowers(name);
          }),
          crashes(1),
        ];
      case 'ready':
        return [move('saved', 1, () => goes('building', coming)), crashes(0.5)];
      case 'failed':
        return [move('saved', 1, () => goes('building', coming))];
      case 'stopping':
        return [move('gone', 3, () => goes('down', { type: 'service-down', service }))];
      case 'down':
        return [];
    }
  }

  #started(name: string, fake: Fake): void {
    for (const dependency of this.#dependencies.get(name)?.dependsOn ?? []) {
      const other = this.#fakes.get(dependency);
      if (other?.wasReady !== true) this.#fail(`${name} starts, and ${dependency} was never ready`);
      if (other.phase === 'building' || other.phase === 'built' || other.phase === 'starting')
        this.#fail(`${name} starts, and ${dependency} is ${other.phase}`);
    }
    this.#starts += 1;
    fake.startedAt = this.#starts;
    [fake.phase, fake.serves] = ['starting', false];
    this.#take({ type: 'service-started', service: name });
  }

  #quit(): void {
    this.#trace.push('somebody quits');
    this.#requests += 1;
    this.#take({ type: 'shutdown-requested', reason: { type: 'request', by } });
  }

  /** One after the other, as `ServiceOrder` does it. */
  #take(event: OrderEvent): void {
    this.#queue.push(event);
    if (this.#queue.length > 1) return;
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
      const { state, effects } = this.#machine.orderStep(this.#state, next);
      this.#state = state;
      for (const effect of effects) this.#carryOut(effect);
      this.#queue.shift();
    }
  }

  #carryOut(effect: OrderEffect): void {
    this.#trace.push(`  ${JSON.stringify(effect)}`);
    if (effect.type === 'all-down') {
      this.#ends += 1;
      return;
    }
    const fake = this.#fakes.get(effect.service);
    if (fake === undefined) this.#fail(`there is no ${effect.service}`);
    if (effect.type === 'await') fake.awaited = effect.on;
    else if (effect.type === 'stop') this.#stop(effect.service, fake);
    else this.#restart(effect.service, fake, effect.because);
  }

  #stop(name: string, fake: Fake): void {
    if (fake.phase === 'down') this.#fail(`${name} is down, and asked to stop`);
    fake.stops += 1;
    if (fake.stops > 2) this.#fail(`${name} is asked to stop ${fake.stops} times`);
    if (this.#requests < 2)
      for (const [other, { dependsOn }] of this.#dependencies)
        if (dependsOn.includes(name) && this.#fakes.get(other)?.phase !== 'down')
          this.#fail(`${name} is stopped before ${other}`);
    if (this.#requests === 0) this.#fail(`${name} is stopped, and nobody asked for it`);
    fake.phase = 'stopping';
  }

  #restart(name: string, fake: Fake, because: string): void {
    const { dependsOn = [], restartWith } = this.#dependencies.get(name) ?? {};
    if (restartWith !== true || !dependsOn.includes(because)) this.#fail(`${name} is restarted with ${because}`);
    const since = this.#fakes.get(because)?.startedAt ?? 0;
    if (fake.startedAt === 0 || fake.startedAt > since) this.#fail(`${name} is restarted without cause`);
    fake.followed = since;
    if (fake.phase !== 'ready' && fake.phase !== 'starting') return;
    fake.phase = 'built';
    this.#take({ type: 'service-coming', service: name });
  }

  /** Whoever is to start anew with it was told so. */
  #expectFollowers(name: string): void {
    const since = this.#fakes.get(name)?.startedAt ?? 0;
    for (const [other, { dependsOn, restartWith }] of this.#dependencies) {
      const fake = this.#fakes.get(other);
      const mustFollow = restartWith && dependsOn.includes(name) && fake !== undefined && fake.startedAt > 0;
      if (
        mustFollow &&
        fake.startedAt < since &&
        fake.followed < since &&
        fake.phase !== 'stopping' &&
        fake.phase !== 'down'
      )
        this.#fail(`${other} does not restart with ${name}`);
    }
  }

  /** Something on the way to it will not be ready without somebody's help. */
  #waitsInVain(name: string): boolean {
    return (this.#dependencies.get(name)?.dependsOn ?? []).some((dependency) => {
      const other = this.#fakes.get(dependency);
      return other === undefined || !other.wasReady || other.phase === 'built' || this.#waitsInVain(dependency);
    });
  }

  #fail(message: string): never {
    return fail(message, this.#trace);
  }
}
