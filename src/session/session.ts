import { defined } from '../base/defined.ts';
import type { StampedEvent } from '../engine/loop.ts';
import type { Event } from '../engine/service/event.ts';
import type { State } from '../engine/service/state.ts';
import type { By, Request } from '../protocol/request.ts';
import type { ShutdownReason } from '../protocol/shutdown-reason.ts';
import { configConsumer } from '../watch/scope/consumer.ts';
import { SourceWrites } from '../watch/quiet/source-writes.ts';
import type { Adapters } from './adapters.ts';
import { announceSession } from './announce.ts';
import { cleanAtEnd } from './clean-at-end.ts';
import { sessionChange, type ConfigChange } from './config-change.ts';
import { exitCodeOf } from './exit-code-of.ts';
import { openWhenAsked } from './editor/open-when-asked.ts';
import { newestWrite } from './newest-write.ts';
import { createReload, type Reloaded } from './reload.ts';
import type { Reporting } from './reporting.ts';
import { Router } from './route.ts';
import type { Interrupted, RulesRunner } from './rules.ts';
import { createSessionRules } from './session-rules.ts';
import type { RunningService } from './running-service.ts';
import { RunningServices } from './running-services.ts';
import { targetOf, tmpDirsOf, type Subjects } from './service-plan/subject.ts';
import { AppTests } from './tests/app-tests.ts';
import { SessionWatch } from './session-watch.ts';

export interface SessionOptions {
  readonly subjects: Subjects;
  readonly args: readonly string[];
  readonly once: boolean;
  readonly runTarget: boolean;
  readonly adapters: Adapters;
  readonly reporting: Pick<Reporting, 'report' | 'configure' | 'settle' | 'events' | 'nameServices' | 'tellTests'>;
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
  readonly #services: RunningServices;
  #subjects: Subjects;
  #rules: RulesRunner;
  readonly #tests: AppTests;
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
      subjects: () => [...this.#services.watched, ...this.#tests.watched()],
      isEnding: () => this.#ending,
      deps: {
        reporter: reporting,
        writes,
        clock,
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
      testsChanged: (files) => this.#tests.changed(files),
      runRule: (rule, files) => this.#rules.changed(rule, files),
      configChanged: createReload({
        read: options.reload,
        subject: () => this.#subjects,
        compare: sessionChange,
        target: ({ services }) => targetOf(services),
        isEnding: () => this.#ending || this.#isStopping,
        tmpDirs: tmpDirsOf,
        settle: () => void this.#watch.current?.watcher.settle(configConsumer),
        files: adapters.files,
        reporter: reporting,
        adopt: (after, change, announce) => this.#adopt(after, change, announce),
      }),
    });
    this.#services = new RunningServices(subjects, {
      ...options,
      subjects: () => this.#subjects,
      writes,
      watching: () => this.#watch.current,
      isEnding: () => this.#ending,
      onGraph: (sinceMs) => this.#watch.current !== undefined && this.#watchOn(sinceMs, true),
      onQuiet: () => this.#quiet(),
      stoppedUntilMs: () => this.#stoppedUntilMs,
      onEvent: (service, event, state) => this.#observe(service, event, state),
      onChanges: (files) => this.#tests.servicesChanged(files),
      onMoved: () => this.#tests.look(),
      // Each of several has its own end; of a request the session has told itself.
      onStopping: (reason) => {
        if (reason.type === 'once' && !this.#services.areMany) this.#stopping(reason, false);
      },
      onDown: (reason) => this.#down(reason),
      onAllDown: () => void this.#end(),
    });
    this.#rules = this.#makeRules();
    this.#tests = new AppTests({
      adapters,
      reporter: reporting,
      writes,
      project: () => this.#subjects.project,
      isBusy: () => this.#services.onTheirWay,
      watching: () => this.#watch.current,
      watchOn: (sinceMs) => this.#watchOn(sinceMs, true),
      tellTests: () => reporting.tellTests(),
    });
  }

  get services(): readonly RunningService[] {
    return this.#services.all;
  }

  /** Also those that are ending since another config does not name them. */
  get everything(): readonly RunningService[] {
    return this.#services.everything;
  }

  /** @throws when `tmp_dir` cannot be made */
  start(): void {
    const { once, adapters } = this.#options;
    this.#router.begin();
    for (const dir of tmpDirsOf(this.#subjects)) adapters.files.makeTmpDir(dir);
    this.#nameServices();
    announceSession(this.#options, this.#subjects.project, this.#subjects.services);
    const buildStartedAtMs = adapters.clock.now();
    this.#services.start();
    if (once) return;
    // The go command is on its way before the tree is looked at; what is saved in between counts as changed.
    adapters.clock.soon(() => void this.#beginToWatch(buildStartedAtMs));
    this.#tests.start(buildStartedAtMs);
  }

  /** Whoever asks: a key, a rule, a signal. */
  ask(request: Request): void {
    const { by } = request;
    switch (request.type) {
      case 'restart':
        return this.#services.restart(by, request.service);
      case 'all-errors':
        return this.services.forEach(({ service }) => service.showAllErrors());
      case 'rebuild':
        return this.#services.dispatch({ type: 'rebuild-requested', by }, request.service);
      case 'toggle-pause':
        return this.#services.dispatch({ type: 'pause-toggled' });
      case 'open':
        return this.#open(request.place);
      case 'run-tests':
        return this.#tests.ask(request.tests);
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
    return this.#services.halt();
  }

  #nameServices(): void {
    const names = this.#subjects.services.map(({ name }) => name);
    this.#options.reporting.nameServices(names);
  }

  #open(place: Extract<Request, { type: 'open' }>['place']): void {
    const { adapters, reporting } = this.#options;
    const [first] = this.services;
    if (first === undefined) return;
    const knows = this.services.find(({ graph }) => graph.files?.roleOf(place.file) !== undefined) ?? first;
    openWhenAsked(place, reporting, { adapters, subject: () => knows.subject, graph: knows.graph });
  }

  #observe(service: RunningService, event: Event, state: State): void {
    if (event.type === 'process-started') this.#rules.appStarted();
    if (event.type === 'pause-toggled' && !state.paused && service === this.services.at(-1)) this.#router.resumed();
  }

  /** The second request overtakes everything graceful. */
  #quit(reason: ShutdownReason): void {
    if (this.#ending || this.#isForced) return;
    this.#stopping(reason, this.#isStopping);
    this.#services.stop(reason);
  }

  #stopping(reason: ShutdownReason, forced: boolean): void {
    [this.#isStopping, this.#isForced] = [true, forced];
    if (this.#reason === undefined || this.#services.areMany) this.#reason = reason;
    this.#options.reporting.report({ type: 'session-stopping', reason, forced });
    void this.#rules.stop();
    void this.#tests.stop();
  }

  /** Of several that end by themselves, one that failed decides. */
  #down(reason: ShutdownReason): void {
    const decides = this.#reason === undefined || (reason.type === 'once' && !reason.ok);
    if (!this.#isStopping && decides) this.#reason = reason;
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
    const [services, subjects] = [this.#services, (): Subjects => this.#subjects];
    const restart = (by: By): void => this.ask({ type: 'restart', by });
    return createSessionRules({ ...this.#options, services, subjects, restart }, before);
  }

  /** Without a pause in between, so that no change falls between the old watcher and the new one. */
  #adopt(after: Subjects, change: ConfigChange, announce: () => void): void {
    const before = this.#subjects;
    this.#subjects = after;
    if (change.output) this.#options.reporting.configure(after.project.loaded);
    this.#nameServices();
    announce();
    const { isWatchedAnew, adopted } = this.#services.adopt(before, after);
    this.#tests.adopt();
    if (change.rules) this.#rules = this.#makeRules(this.#rules.stop());
    if (isWatchedAnew || change.watch || change.process) this.#watchAnew(before);
    adopted();
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
    for (const { door } of services) door.close();
    await Promise.allSettled([
      this.#services.fronts.close(),
      this.#watch.current?.close(),
      this.#tests.stop(),
      adapters.commands.killAll(),
    ]);
    await this.#services.dispose();
    await cleanAtEnd(this.#subjects, this.#startedAtMs, { adapters, reporter: reporting });
    adapters.end();
    await reporting.settle(reason.type === 'request' && reason.by.type === 'signal');
    reporting.report({ type: 'session-ended', exitCode, reason });
    onEnd(exitCode);
  }
}
