import type { StampedEvent } from '../engine/loop.ts';
import { ServiceOrder } from '../engine/order/service-order.ts';
import type { Dependencies } from '../engine/order/state.ts';
import type { OrderEffect } from '../engine/order/step.ts';
import type { Event } from '../engine/service/event.ts';
import type { By } from '../protocol/request.ts';
import type { ShutdownReason } from '../protocol/shutdown-reason.ts';
import { BuildSlots } from './build-slots.ts';
import { changeOf, noChange, type ConfigChange } from './config-change.ts';
import { RunningService, type SharedParts } from './running-service.ts';
import type { NamedSubject, Subjects } from './service-plan/subject.ts';

/** What the session gives them; the rest they have among themselves. */
export interface RunningServicesOptions extends Omit<
  SharedParts,
  'areMany' | 'slots' | 'onBuild' | 'onOrder' | 'onDown'
> {
  /** One of them has ended by itself, or as it was asked. */
  readonly onDown: (reason: ShutdownReason) => void;
  readonly onAllDown: () => void;
}

/** The services of a session, by name, in the order of the config: they start, make way for each other, and stop. */
export class RunningServices {
  readonly #shared: SharedParts;
  readonly #order: ServiceOrder;
  readonly #onAllDown: () => void;
  readonly #services = new Map<string, RunningService>();
  /** Of earlier configs; they are ending. */
  readonly #leaving = new Set<RunningService>();

  constructor(subjects: Subjects, options: RunningServicesOptions) {
    const { clock, cores } = options.adapters;
    this.#onAllDown = options.onAllDown;
    this.#shared = {
      ...options,
      areMany: () => this.#services.size > 1,
      slots: new BuildSlots({ cores, after: (ms, fire) => clock.after(ms, fire) }),
      onBuild: (builds) => {
        for (const other of this.all) if (other !== builds) other.service.makeWay();
      },
      onOrder: (events) => events.forEach((event) => this.#order.dispatch(event)),
      onDown: (service, reason) => {
        if (this.#leaving.delete(service)) return void service.service.dispose();
        if (reason.type !== 'removed') options.onDown(reason);
        return this.#order.dispatch({ type: 'service-down', service: service.name });
      },
    };
    this.#order = new ServiceOrder(dependenciesOf(subjects), (effect) => this.#carryOut(effect));
    for (const subject of subjects.services) this.#add(subject);
  }

  get all(): readonly RunningService[] {
    return [...this.#services.values()];
  }

  get areMany(): boolean {
    return this.#services.size > 1;
  }

  get(name: string): RunningService | undefined {
    return this.#services.get(name);
  }

  /** @throws when a `tmp_dir` cannot be made */
  start(): void {
    for (const service of this.all) service.start();
  }

  /** @param name for one of them; default: for all */
  dispatch(event: Event, name?: string): void {
    for (const { service } of this.#named(name)) service.loop.dispatch(event);
  }

  /** @param name one of them; default: all */
  restart(by: By, name?: string): void {
    for (const service of this.#named(name)) service.restart(by);
  }

  /** The second time it overtakes everything graceful. */
  stop(reason: ShutdownReason): void {
    this.#order.dispatch({ type: 'shutdown-requested', reason });
  }

  /** Nothing is processed any more: gorl is broken. */
  halt(): readonly StampedEvent[] {
    for (const { service } of this.all) service.loop.halt();
    return this.all.flatMap(({ service }) => service.loop.history()).toSorted((a, b) => a.atMs - b.atMs);
  }

  /**
   * Takes on another config: what is gone ends, what is new is there, and starts with `adopted`.
   *
   * @returns what is to be watched anew, and what is left to be done when it is
   */
  adopt(before: Subjects, after: Subjects): { readonly isWatchedAnew: boolean; readonly adopted: () => void } {
    const changes = new Map(after.services.map((subject) => [subject.name, changeFor(subject, before)]));
    for (const [name, service] of this.#services) if (!changes.has(name)) this.#remove(service);
    this.#order.dispatch({ type: 'dependencies-changed', dependencies: dependenciesOf(after) });
    const kept = after.services.filter(({ name }) => this.#services.has(name));
    const added = after.services.filter(({ name }) => !this.#services.has(name)).map((subject) => this.#add(subject));
    const changeIn = (name: string): ConfigChange => changes.get(name) ?? noChange;
    for (const subject of kept) this.#services.get(subject.name)?.adopt(subject, changeIn(subject.name));
    return {
      isWatchedAnew: added.length > 0 || [...changes.values()].some(({ watch, process }) => watch || process),
      adopted: () => {
        for (const { name } of kept) this.#services.get(name)?.adopted(changeIn(name));
        for (const service of added) service.start();
      },
    };
  }

  /** Everything has ended. */
  async dispose(): Promise<void> {
    await Promise.all([...this.all, ...this.#leaving].map(({ service }) => service.dispose()));
  }

  #named(name: string | undefined): readonly RunningService[] {
    return name === undefined ? this.all : this.all.filter((service) => service.name === name);
  }

  #add(subject: NamedSubject): RunningService {
    const service = new RunningService(subject, this.#shared, this.#order.awaited(subject.name));
    this.#services.set(subject.name, service);
    return service;
  }

  #remove(service: RunningService): void {
    this.#services.delete(service.name);
    this.#leaving.add(service);
    service.graph.stop();
    void service.door.close();
    service.service.loop.dispatch({ type: 'shutdown-requested', reason: { type: 'removed' } });
  }

  #carryOut(effect: OrderEffect): void {
    if (effect.type === 'all-down') return this.#onAllDown();
    const loop = this.#services.get(effect.service)?.service.loop;
    switch (effect.type) {
      case 'await':
        return loop?.dispatch({ type: 'dependencies-changed', on: effect.on });
      case 'restart':
        return loop?.dispatch({ type: 'dependency-restarted', service: effect.because });
      case 'stop':
        return loop?.dispatch({ type: 'shutdown-requested', reason: effect.reason });
    }
  }
}

function changeFor(after: NamedSubject, before: Subjects): ConfigChange {
  const known = before.services.find(({ name }) => name === after.name);
  return known === undefined ? noChange : changeOf(known, after);
}

function dependenciesOf({ services }: Subjects): Dependencies {
  return new Map(services.map(({ name, dependsOn, restartWith }) => [name, { dependsOn, restartWith }]));
}
