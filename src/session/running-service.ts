import type { StampedEvent } from '../engine/loop.ts';
import { StandingWatch, type OnItsWay } from '../engine/order/standing.ts';
import type { OrderEvent } from '../engine/order/step.ts';
import type { Event } from '../engine/service/event.ts';
import type { State } from '../engine/service/state.ts';
import type { Reporter } from '../engine/ports.ts';
import type { FileChange } from '../protocol/change.ts';
import type { ServiceEndReason } from '../protocol/shutdown-reason.ts';
import { serviceConsumer } from '../watch/scope/consumer.ts';
import type { SourceWrites } from '../watch/quiet/source-writes.ts';
import type { BuildSlots } from './build-slots.ts';
import type { Adapters } from './adapters.ts';
import type { ConfigChange } from './config-change.ts';
import { Door } from './gateway/door.ts';
import type { FrontDoors } from './gateway/front-doors.ts';
import { isBuildOver } from './graph/build-over.ts';
import { createGraph, type SessionGraph } from './graph/create-graph.ts';
import { AppWrites } from './own-writes/app-writes.ts';
import { OwnWrites } from './own-writes/own-writes.ts';
import { tellWhenRestarted } from './restart-word.ts';
import { createService, type Service } from './service.ts';
import { ServiceChanges } from './service-changes.ts';
import type { NamedSubject } from './service-plan/subject.ts';
import { watchedSources } from './watched-sources.ts';
import type { Watching } from './watching.ts';

/** What the services of a session share, and what they tell it. */
export interface SharedParts {
  readonly args: readonly string[];
  readonly once: boolean;
  readonly runTarget: boolean;
  readonly adapters: Adapters;
  readonly reporting: Reporter;
  readonly writes: SourceWrites;
  readonly watching: () => Watching | undefined;
  readonly isEnding: () => boolean;
  /** There are other services. */
  readonly areMany: () => boolean;
  readonly slots: BuildSlots;
  readonly fronts: FrontDoors;
  /** What a service is made of is known, or another than before: files that are newer than that (Unix ms) count as changed. */
  readonly onGraph: (sinceMs: number | undefined) => void;
  /** Nobody waits for that service any more, and reading every file disturbs nobody. */
  readonly onQuiet: () => void;
  /** See `ServiceChangesDeps`. */
  readonly stoppedUntilMs: () => number;
  /** That service begins to build. */
  readonly onBuild: (service: RunningService) => void;
  readonly onEvent: (service: RunningService, event: Event, state: State) => void;
  /** These files of one of them have changed, whoever found that. */
  readonly onChanges: (files: readonly FileChange[]) => void;
  /** One of them is at something else, perhaps. */
  readonly onMoved: () => void;
  readonly onOrder: (events: readonly OrderEvent[]) => void;
  readonly onStopping: (reason: ServiceEndReason) => void;
  readonly onDown: (service: RunningService, reason: ServiceEndReason) => void;
  readonly onInternalError: (error: unknown, history: readonly StampedEvent[]) => void;
}

/** After one of these nobody waits for the first build any more, and reading every file disturbs nobody. */
const quietMoments: ReadonlySet<Event['type']> = new Set(['process-started', 'process-exited', 'build-failed']);

/** One of the services of a session: its machine, what it is made of, and the way to it. */
export class RunningService {
  readonly service: Service;
  readonly changes: ServiceChanges;
  readonly graph: SessionGraph;
  readonly door: Door;
  readonly #shared: SharedParts;
  readonly #appWrites = new AppWrites();
  readonly #standing: StandingWatch;
  #isLeaving = false;
  #subject: NamedSubject;
  #buildStartedAtMs: number;

  constructor(subject: NamedSubject, shared: SharedParts, awaited: readonly string[]) {
    const { adapters } = shared;
    const { name } = subject;
    this.#subject = subject;
    this.#shared = shared;
    this.#standing = new StandingWatch(name);
    this.#buildStartedAtMs = adapters.clock.now();
    const current = (): NamedSubject => this.#subject;
    const state = (): State => this.service.loop.state();
    this.graph = createGraph({
      adapters,
      reporter: shared.reporting,
      subject: current,
      env: () => this.service.env(),
      buildStartedAtMs: () => this.#buildStartedAtMs,
      isBuilding: () => state().build.id === 'building',
      onGraph: (sinceMs) => shared.onGraph(sinceMs),
      onKnown: () => this.#quiet(),
      onUnknown: () => shared.watching()?.programIsUnknown(),
    });
    this.door = new Door({
      adapters,
      fronts: shared.fronts,
      reporter: shared.reporting,
      subject: current,
      graph: this.graph,
      state,
      service: name,
      isOneOfMany: shared.areMany,
    });
    const ownWrites = new OwnWrites();
    this.changes = new ServiceChanges({
      subject: current,
      isOneOfMany: shared.areMany,
      reporter: { report: (report) => shared.reporting.report(report, shared.areMany() ? name : undefined) },
      files: adapters.files,
      heard: shared.onChanges,
      graph: this.graph,
      clock: adapters.clock,
      dispatch: (event) => this.service.loop.dispatch(event),
      state,
      pages: () => this.door.pages,
      ownWrites,
      appWrites: this.#appWrites,
      stoppedUntilMs: shared.stoppedUntilMs,
    });
    this.service = createService({
      ...shared,
      name,
      awaited,
      subject: current,
      isOneOfMany: shared.areMany,
      reporter: this.#reporter(),
      ownWrites,
      sources: watchedSources({
        ...shared,
        consumer: serviceConsumer(name),
        program: () => this.graph.files,
        changed: (files) => this.changes.changed(files, adapters.clock.now()),
      }),
      program: () => this.graph.files,
      door: this.door,
      buildStarted: () => {
        this.#buildStartedAtMs = adapters.clock.now();
        shared.onBuild(this);
      },
      buildOnceMore: (files) => this.changes.buildOnceMore(files),
      ends: {
        stopping: shared.onStopping,
        down: (reason) => shared.onDown(this, reason),
      },
    });
    this.service.loop.subscribe((event, next) => this.#observe(event, next));
  }

  get name(): string {
    return this.#subject.name;
  }

  get subject(): NamedSubject {
    return this.#subject;
  }

  /** Unix ms. */
  get buildStartedAtMs(): number {
    return this.#buildStartedAtMs;
  }

  get onItsWay(): OnItsWay | undefined {
    return this.#standing.onItsWay(this.service.loop.state());
  }

  /** Its `tmp_dir` is there. */
  start(): void {
    this.service.loop.dispatch({ type: 'session-started' });
    this.service.listen();
    if (!this.#shared.once) this.door.configure();
  }

  restart(by: Extract<Event, { type: 'restart-requested' }>['by']): void {
    const { loop } = this.service;
    if (by.type === 'key') tellWhenRestarted(loop.state(), this.#shared.reporting);
    loop.dispatch({ type: 'restart-requested', by });
  }

  /** No config names it any more: nobody waits for it, and it leads nowhere. It is stopped next. */
  leave(): void {
    this.#isLeaving = true;
    this.graph.stop();
    this.door.close();
  }

  /** Another config holds from now on. */
  adopt(after: NamedSubject, change: ConfigChange): void {
    const before = this.#subject;
    this.#subject = after;
    if (before.project.tmpDir !== after.project.tmpDir || before.launch.name !== after.launch.name)
      this.service.replaceBuilder();
    this.graph.adopted(before);
    if (change.proxy) this.door.configure();
  }

  /** To be called when what is watched follows the new config, too. */
  adopted(change: ConfigChange): void {
    const action = change.process ? 'rebuild-and-restart' : change.watch ? 'rebuild' : undefined;
    this.service.loop.dispatch({
      type: 'config-changed',
      options: this.service.options(),
      ...(action === undefined ? {} : { batch: { action, cause: { type: 'config' } } }),
    });
  }

  #reporter(): Reporter {
    const told = this.door.serviceReporter();
    return {
      report: (report) => {
        told.report(report);
        if (report.type !== 'process-running' || this.#isLeaving) return;
        this.#shared.onOrder(this.#standing.running(report.run, this.service.loop.state()));
        this.#shared.onMoved();
      },
    };
  }

  #observe(event: Event, state: State): void {
    const { once, isEnding, adapters, onEvent, onOrder, onMoved } = this.#shared;
    if (event.type === 'process-started') this.#appWrites.started(adapters.clock.now());
    onEvent(this, event, state);
    this.door.update();
    if (!this.#isLeaving) onOrder(this.#standing.observe(event, state));
    onMoved();
    if (quietMoments.has(event.type)) this.#quiet();
    if (once || isEnding() || this.#isLeaving) return;
    if (isBuildOver(event, state, this.graph.hasAnswered)) this.graph.buildEnded();
  }

  #quiet(): void {
    this.#shared.onQuiet();
    this.service.quiet();
  }
}
