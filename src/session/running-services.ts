import type { StampedEvent } from '../engine/loop.ts';
import { ServiceOrder } from '../engine/order/service-order.ts';
import type { OnItsWay } from '../engine/order/standing.ts';
import type { Dependencies } from '../engine/order/state.ts';
import type { OrderEffect } from '../engine/order/step.ts';
import type { Event } from '../engine/service/event.ts';
import type { By } from '../protocol/request.ts';
import type { ShutdownReason } from '../protocol/shutdown-reason.ts';
import { serviceConsumer } from '../watch/scope/consumer.ts';
import type { Env } from './adapters.ts';
import { BuildSlots } from './build-slots.ts';
import { changeOf, noChange, type ConfigChange } from './config-change.ts';
import { createEnvironment } from './environment.ts';
import { FrontDoors } from './gateway/front-doors.ts';
import { RunningService, type SharedParts } from './running-service.ts';
import type { NamedSubject, Subjects, WatchedSubject } from './service-plan/subject.ts';

/** What the session gives them; the rest they have among themselves. */
export interface RunningServicesOptions extends Omit<
  SharedParts,
  'areMany' | 'slots' | 'fronts' | 'onBuild' | 'onOrder' | 'onDown'
> {
  /** One of them has ended by itself, or as it was asked. */
  readonly onDown: (reason: ShutdownReason) => void;
  readonly onAllDown: () => void;
  readonly subjects: () => Subjects;
}

/** The services of a session, by name, in the order of the config: they start, make way for each other, and stop. */
export class RunningServices {
  /** The ways in from outside, which several of them may share. */
  readonly fronts: FrontDoors;
  readonly #shared: SharedParts;
  readonly #order: ServiceOrder;
  readonly #onAllDown: () => void;
  readonly #services = new Map<string, RunningService>();
  /** Of earlier configs; they are ending. */
  readonly #leaving = new Set<RunningService>();
  /** They start when those have ended. */
  #waiting: RunningService[] = [];
  #areAllDown = false;
  /** How often all were asked to stop. */
  #stops = 0;

  constructor(subjects: Subjects, options: RunningServicesOptions) {
    const { clock, cores } = options.adapters;
    this.#onAllDown = options.onAllDown;
    this.fronts = new FrontDoors({
      adapters: options.adapters,
      reporter: options.reporting,
      subjects: options.subjects,
    });
    this.#shared = {
      ...options,
      areMany: () => this.areMany,
      fronts: this.fronts,
      slots: new BuildSlots({ cores, after: (ms, fire) => clock.after(ms, fire) }),
      onBuild: (builds) => {
        for (const other of this.all) if (other !== builds) other.service.makeWay();
      },
      onOrder: (events) => events.forEach((event) => this.#order.dispatch(event)),
      onDown: (service, reason) => {
        if (this.#leaving.has(service)) return void this.#left(service);
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

  /** Also those that are ending since another config does not name them. */
  get everything(): readonly RunningService[] {
    return [...this.all, ...this.#leaving];
  }

  get areMany(): boolean {
    return this.#services.size > 1;
  }

  /** What is watched for them. */
  get watched(): readonly WatchedSubject[] {
    return this.all.map(({ name, subject, graph }) => ({
      ...subject,
      consumer: serviceConsumer(name),
      program: () => graph.files,
    }));
  }

  /** What one of them is at, if somebody waits for that. */
  get onTheirWay(): OnItsWay | undefined {
    const all = this.all.map(({ onItsWay }) => onItsWay);
    return all.includes('builds') ? 'builds' : all.find((each) => each !== undefined);
  }

  get(name: string): RunningService | undefined {
    return this.#services.get(name);
  }

  /** What `tmpDirsOf` names is there. */
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
    this.#waiting = [];
    this.#stops += 1;
    // They were asked once.
    if (this.#stops > 1)
      for (const { service } of this.#leaving) service.loop.dispatch({ type: 'shutdown-requested', reason });
    this.#order.dispatch({ type: 'shutdown-requested', reason });
  }

  /** Nothing is processed any more: gorl is broken. */
  halt(): readonly StampedEvent[] {
    for (const { service } of this.everything) service.loop.halt();
    return this.everything.flatMap(({ service }) => service.loop.history()).toSorted((a, b) => a.atMs - b.atMs);
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
        this.#waiting.push(...added);
        this.#startWaiting();
      },
    };
  }

  /** The environment of build rules: that of the only service, or of several no one's own. */
  rulesEnv(shared: () => Pick<Subjects, 'project'>): () => Env {
    const { adapters, reporting } = this.#shared;
    const own = createEnvironment(shared, () => adapters.env, reporting);
    return () => {
      const [only, other] = this.all;
      if (only !== undefined && other === undefined) return only.service.env();
      return Object.assign({ ...own.read() }, ...this.all.map(({ door }) => door.hookEnv()));
    };
  }

  /** Everything has ended. */
  async dispose(): Promise<void> {
    await Promise.all(this.all.map(({ service }) => service.dispose()));
  }

  /** What a service that is ending has may be what one that is new needs: its name, its port, its files. */
  #startWaiting(): void {
    if (this.#leaving.size > 0) return;
    const isPaused = this.all.some(({ service }) => service.loop.state().paused);
    const waiting = this.#waiting.filter((service) => this.#services.get(service.name) === service);
    this.#waiting = [];
    for (const service of waiting) {
      service.start();
      if (isPaused) service.service.loop.dispatch({ type: 'pause-toggled' });
    }
  }

  async #left(service: RunningService): Promise<void> {
    await service.service.dispose();
    this.#leaving.delete(service);
    this.#startWaiting();
    if (this.#leaving.size === 0 && this.#areAllDown) this.#onAllDown();
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
    service.leave();
    service.service.loop.dispatch({ type: 'shutdown-requested', reason: { type: 'removed' } });
  }

  #carryOut(effect: OrderEffect): void {
    if (effect.type === 'all-down') {
      this.#areAllDown = true;
      return this.#leaving.size === 0 ? this.#onAllDown() : undefined;
    }
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
