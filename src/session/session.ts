import { defined } from '../base/defined.ts';
import type { StampedEvent } from '../engine/loop.ts';
import { ServiceOrder } from '../engine/order/service-order.ts';
import type { OrderEffect } from '../engine/order/step.ts';
import type { Dependencies } from '../engine/order/state.ts';
import type { Event } from '../engine/service/event.ts';
import type { State } from '../engine/service/state.ts';
import type { Request } from '../protocol/request.ts';
import type { ShutdownReason } from '../protocol/shutdown-reason.ts';
import { configConsumer } from '../watch/scope/consumer.ts';
import { SourceWrites } from '../watch/quiet/source-writes.ts';
import type { Adapters } from './adapters.ts';
import { announceSession } from './announce.ts';
import { BuildSlots } from './build-slots.ts';
import { cleanAtEnd } from './clean-at-end.ts';
import { changeOf, noChange, sessionChange, type ConfigChange } from './config-change.ts';
import { createEnvironment } from './environment.ts';
import { exitCodeOf } from './exit-code-of.ts';
import { openWhenAsked } from './editor/open-when-asked.ts';
import { newestWrite } from './newest-write.ts';
import { createReload, type Reloaded } from './reload.ts';
import type { Reporting } from './reporting.ts';
import { Router } from './route.ts';
import { diagnoseOutput } from './rule-problems.ts';
import { createRulesRunner, type Interrupted, type RulesRunner } from './rules.ts';
import { RunningService, type SharedParts } from './running-service.ts';
import { targetOf, type NamedSubject, type Subjects } from './service-plan/subject.ts';
import { SessionWatch } from './session-watch.ts';

export interface SessionOptions {
  readonly subjects: Subjects;
  readonly args: readonly string[];
  readonly once: boolean;
  readonly runTarget: boolean;
  readonly adapters: Adapters;
  readonly reporting: Pick<Reporting, 'report' | 'configure' | 'settle' | 'events' | 'nameServices'>;
  readonly atTerminal: boolean;
  /** Reads the config and finds the programs again. */
  readonly reload: () => Promise<Reloaded<Subjects>>;
  readonly onEnd: (exitCode: number) => void;
  readonly onInternalError: (error: unknown, history: readonly StampedEvent[]) => void;
}

/** One run of gorl: its services, what is watched for them, and who is asked what. */
export class Session {
  readonly #options: SessionOptions;
  readonly #router: Router;
  readonly #watch: SessionWatch;
  readonly #startedAtMs: number;
  readonly #shared: SharedParts;
  readonly #order: ServiceOrder;
  readonly #services = new Map<string, RunningService>();
  /** Of earlier configs; they are ending. */
  readonly #leaving = new Set<RunningService>();
  #subjects: Subjects;
  #rules: RulesRunner;
  #ending = false;
  #wasQuiet = false;
  #isStopping = false;
  #isForced = false;
  /** Unix ms until which gorl was stopped as a job. */
  #stoppedUntilMs = 0;
  #reason: ShutdownReason | undefined;

  constructor(options: SessionOptions) {
    const { adapters, reporting, subjects } = options;
    const { clock } = adapters;
    this.#options = options;
    this.#subjects = subjects;
    this.#startedAtMs = clock.now();
    const writes = new SourceWrites();
    this.#watch = new SessionWatch({
      services: () => this.#subjects.services,
      isEnding: () => this.#ending,
      deps: {
        reporter: reporting,
        writes,
        clock,
        program: (service) => this.#services.get(service)?.graph.files,
        buildStartedAtMs: () => Math.min(...this.services.map(({ buildStartedAtMs }) => buildStartedAtMs)),
        onLarge: () => this.services.forEach(({ graph }) => graph.askSoon()),
        ...defined({ events: reporting.events }),
        onChanges: (consumer, files, savedAtMs) => this.#router.changed(consumer, files, savedAtMs),
      },
    });
    this.#router = new Router({
      project: () => this.#subjects.project,
      reporter: reporting,
      files: adapters.files,
      clock,
      service: (name) => this.#services.get(name)?.changes,
      isPaused: () => this.services.some(({ service }) => service.loop.state().paused),
      runRule: (rule, files) => this.#rules.changed(rule, files),
      configChanged: createReload({
        read: options.reload,
        subject: () => this.#subjects,
        compare: sessionChange,
        target: ({ services }) => targetOf(services),
        isEnding: () => this.#ending,
        settle: () => void this.#watch.current?.watcher.settle(configConsumer),
        files: adapters.files,
        reporter: reporting,
        adopt: (after, change, announce) => this.#adopt(after, change, announce),
      }),
    });
    this.#shared = {
      ...options,
      writes,
      watching: () => this.#watch.current,
      isEnding: () => this.#ending,
      areMany: () => this.#services.size > 1,
      slots: new BuildSlots({ cores: adapters.cores, after: (ms, fire) => clock.after(ms, fire) }),
      onGraph: (sinceMs) => this.#watch.current !== undefined && this.#watchOn(sinceMs, true),
      onQuiet: () => this.#quiet(),
      stoppedUntilMs: () => this.#stoppedUntilMs,
      onBuild: (builds) => {
        for (const other of this.services) if (other !== builds) other.service.makeWay();
      },
      onEvent: (service, event, state) => this.#observe(service, event, state),
      onOrder: (events) => events.forEach((event) => this.#order.dispatch(event)),
      // Each of several has its own end; of a request the session has told itself.
      onStopping: (reason) => {
        if (reason.type === 'once' && this.#services.size === 1) this.#stopping(reason, false);
      },
      onDown: (service, reason) => {
        if (this.#leaving.delete(service)) void service.service.dispose();
        else if (reason.type !== 'removed') this.#down(service, reason);
      },
    };
    this.#order = new ServiceOrder(dependenciesOf(subjects), (effect) => this.#ordered(effect));
    for (const subject of subjects.services) this.#add(subject);
    this.#rules = this.#makeRules();
  }

  get services(): readonly RunningService[] {
    return [...this.#services.values()];
  }

  /** @throws when `tmp_dir` cannot be made */
  start(): void {
    const { once, adapters } = this.#options;
    this.#router.begin();
    adapters.files.makeTmpDir(this.#subjects.project.tmpDir);
    this.#nameServices();
    announceSession(this.#options, this.#subjects.project, this.#subjects.services);
    const buildStartedAtMs = adapters.clock.now();
    for (const service of this.services) service.start();
    if (once) return;
    // The go command is on its way before the tree is looked at; what is saved in between counts as changed.
    adapters.clock.soon(() => void this.#beginToWatch(buildStartedAtMs));
  }

  /** Whoever asks: a key, a rule, a signal. */
  ask(request: Request): void {
    const { by } = request;
    switch (request.type) {
      case 'restart':
        return this.services.forEach((service) => service.restart(by));
      case 'all-errors':
        return this.services.forEach(({ service }) => service.showAllErrors());
      case 'rebuild':
        return this.#dispatch({ type: 'rebuild-requested', by });
      case 'toggle-pause':
        return this.#dispatch({ type: 'pause-toggled' });
      case 'open':
        return this.#open(request.place);
      case 'run-tests':
        // Of `gorl test`: no key of this session asks for it.
        return undefined;
      case 'quit':
        return this.#quit({ type: 'request', by });
    }
  }

  /** After gorl was stopped and went on, or whenever events may have been lost. */
  rescan(): void {
    this.#stoppedUntilMs = this.#options.adapters.clock.now();
    this.#watch.current?.watcher.rescan();
  }

  /** Nothing is processed any more: gorl is broken. */
  halt(): readonly StampedEvent[] {
    for (const { service } of this.services) service.loop.halt();
    return this.services.flatMap(({ service }) => service.loop.history()).toSorted((a, b) => a.atMs - b.atMs);
  }

  #nameServices(): void {
    const names = this.#subjects.services.map(({ name }) => name);
    if (names.length > 1) this.#options.reporting.nameServices(names);
  }

  #dispatch(event: Event): void {
    for (const { service } of this.services) service.loop.dispatch(event);
  }

  #open(place: Extract<Request, { type: 'open' }>['place']): void {
    const { adapters, reporting } = this.#options;
    const [first] = this.services;
    if (first === undefined) return;
    const knows = this.services.find(({ graph }) => graph.files?.roleOf(place.file) !== undefined) ?? first;
    openWhenAsked(place, reporting, { adapters, subject: () => knows.subject, graph: knows.graph });
  }

  #add(subject: NamedSubject): RunningService {
    const service = new RunningService(subject, this.#shared, this.#order.awaited(subject.name));
    this.#services.set(subject.name, service);
    return service;
  }

  #ordered(effect: OrderEffect): void {
    if (effect.type === 'all-down') return void this.#end();
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

  #observe(service: RunningService, event: Event, state: State): void {
    if (event.type === 'process-started') this.#rules.appStarted();
    if (event.type === 'pause-toggled' && !state.paused && service === this.services.at(-1)) this.#router.resumed();
  }

  /** The second request overtakes everything graceful. */
  #quit(reason: ShutdownReason): void {
    if (this.#ending || this.#isForced) return;
    this.#stopping(reason, this.#isStopping);
    this.#order.dispatch({ type: 'shutdown-requested', reason });
  }

  #stopping(reason: ShutdownReason, forced: boolean): void {
    [this.#isStopping, this.#isForced] = [true, forced];
    this.#reason ??= reason;
    this.#options.reporting.report({ type: 'session-stopping', reason, forced });
    void this.#rules.stop();
  }

  #down(service: RunningService, reason: ShutdownReason): void {
    // Of several that end by themselves, one that failed decides.
    if (!this.#isStopping && (this.#reason === undefined || (reason.type === 'once' && !reason.ok)))
      this.#reason = reason;
    this.#order.dispatch({ type: 'service-down', service: service.name });
  }

  async #beginToWatch(buildStartedAtMs: number): Promise<void> {
    const recalled = this.services.map(({ graph }) => graph.recall());
    const [start] = await Promise.all([this.#options.adapters.loadWatch(), ...recalled]);
    this.#watch.begin(start, buildStartedAtMs);
    if (this.#wasQuiet) this.#quiet();
  }

  /** The first build may be over before anything is watched. */
  #quiet(): void {
    this.#wasQuiet = true;
    this.#watch.current?.quiet();
  }

  #makeRules(before?: Promise<Interrupted>): RulesRunner {
    const { project } = this.#subjects;
    const { adapters, reporting } = this.#options;
    return createRulesRunner({
      rules: project.loaded.rules,
      commands: adapters.commands,
      reporter: reporting,
      cwd: project.cwd,
      env: this.#rulesEnv(),
      diagnose: (line, output) => diagnoseOutput(this.#firstSubject(), line, output),
      reload: () => this.services.map(({ door }) => door.pages?.reload()).find((reloads) => reloads !== undefined),
      restart: (name) => this.ask({ type: 'restart', by: { type: 'rule', name } }),
      writtenAt: (path) => adapters.files.writtenAt(path),
      now: () => adapters.clock.now(),
      ...defined({ before }),
    });
  }

  /** Of several services no one's own. */
  #rulesEnv(): () => Readonly<Record<string, string>> {
    const { adapters, reporting } = this.#options;
    const shared = createEnvironment(() => ({ project: this.#subjects.project }), adapters.env, reporting);
    return () => {
      const [only, other] = this.services;
      if (only !== undefined && other === undefined) return only.service.env();
      return Object.assign({ ...shared.read() }, ...this.services.map(({ door }) => door.hookEnv()));
    };
  }

  #firstSubject(): NamedSubject {
    const [first] = this.#subjects.services;
    if (first === undefined) throw new Error('internal error: a session without a service');
    return first;
  }

  /** Without a pause in between, so that no change falls between the old watcher and the new one. */
  #adopt(after: Subjects, change: ConfigChange, announce: () => void): void {
    const before = this.#subjects;
    this.#subjects = after;
    if (change.output) this.#options.reporting.configure(after.project.loaded);
    this.#nameServices();
    announce();
    const changes = new Map(after.services.map((subject) => [subject.name, this.#changeOf(subject, before)]));
    for (const [name, service] of this.#services) if (!changes.has(name)) this.#remove(service);
    this.#order.dispatch({ type: 'dependencies-changed', dependencies: dependenciesOf(after) });
    const added = after.services.filter(({ name }) => !this.#services.has(name)).map((subject) => this.#add(subject));
    const kept = after.services.filter(({ name }) => before.services.some((each) => each.name === name));
    for (const subject of kept) this.#services.get(subject.name)?.adopt(subject, changes.get(subject.name) ?? noChange);
    if (change.rules) this.#rules = this.#makeRules(this.#rules.stop());
    const isWatchedAnew = [change, ...changes.values()].some((each) => each.watch || each.process);
    if (isWatchedAnew || added.length > 0) this.#watchAnew(before);
    for (const { name } of kept) this.#services.get(name)?.adopted(changes.get(name) ?? noChange);
    for (const service of added) service.start();
  }

  #changeOf(after: NamedSubject, before: Subjects): ConfigChange {
    const known = before.services.find(({ name }) => name === after.name);
    return known === undefined ? noChange : changeOf(known, after);
  }

  #remove(service: RunningService): void {
    this.#services.delete(service.name);
    this.#leaving.add(service);
    service.graph.stop();
    void service.door.close();
    service.service.loop.dispatch({ type: 'shutdown-requested', reason: { type: 'removed' } });
  }

  /** What was saved since the config was takes effect, also where only the new config looks. */
  #watchAnew(before: Subjects): void {
    const paths = [...before.project.configFiles, ...this.#subjects.project.configFiles];
    this.#watchOn(newestWrite(this.#options.adapters.files, paths));
  }

  #watchOn(sinceMs: number | undefined, quietly?: true): void {
    if (this.#watch.goOn(sinceMs, quietly)) this.#watch.current?.quiet();
  }

  async #end(): Promise<void> {
    const reason = this.#reason;
    if (this.#ending || reason === undefined) return;
    this.#ending = true;
    const { services } = this;
    for (const { graph } of services) graph.stop();
    const { reporting, adapters, atTerminal, once, onEnd } = this.#options;
    // Who waits for `--once` must not take an interrupted run for a finished one.
    const exitCode = exitCodeOf(reason, atTerminal && !once, this.#isForced);
    const closed = services.map(({ door }) => door.close());
    await Promise.allSettled([...closed, this.#watch.current?.close(), adapters.commands.killAll()]);
    await Promise.all([...services, ...this.#leaving].map(({ service }) => service.dispose()));
    for (const { subject } of services) await cleanAtEnd(subject, this.#startedAtMs, { adapters, reporter: reporting });
    adapters.end();
    await reporting.settle(reason.type === 'request' && reason.by.type === 'signal');
    reporting.report({ type: 'session-ended', exitCode, reason });
    onEnd(exitCode);
  }
}

function dependenciesOf({ services }: Subjects): Dependencies {
  return new Map(services.map(({ name, dependsOn, restartWith }) => [name, { dependsOn, restartWith }]));
}
