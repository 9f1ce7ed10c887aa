import { defined } from '../base/defined.ts';
import type { StampedEvent } from '../engine/loop.ts';
import type { Event } from '../engine/service/event.ts';
import type { State } from '../engine/service/state.ts';
import type { Request } from '../protocol/request.ts';
import type { ShutdownReason } from '../protocol/shutdown-reason.ts';
import { configConsumer, serviceConsumer } from '../watch/scope/consumer.ts';
import { SourceWrites } from '../watch/quiet/source-writes.ts';
import type { Adapters } from './adapters.ts';
import { announceSession } from './announce.ts';
import { cleanAtEnd } from './clean-at-end.ts';
import type { ConfigChange } from './config-change.ts';
import { exitCodeOf } from './exit-code-of.ts';
import { watchedSources } from './watched-sources.ts';
import { openWhenAsked } from './editor/open-when-asked.ts';
import { Door } from './gateway/door.ts';
import { isBuildOver } from './graph/build-over.ts';
import { createGraph, type SessionGraph } from './graph/create-graph.ts';
import { newestWrite } from './newest-write.ts';
import { createReload, type Reloaded } from './reload.ts';
import type { Reporting } from './reporting.ts';
import { tellWhenRestarted } from './restart-word.ts';
import { Router } from './route.ts';
import { diagnoseOutput } from './rule-problems.ts';
import { createRulesRunner, type Interrupted, type RulesRunner } from './rules.ts';
import { createService, type Service } from './service.ts';
import type { Subject } from './service-plan/subject.ts';
import { SessionWatch } from './session-watch.ts';

export interface SessionOptions {
  readonly subject: Subject;
  readonly args: readonly string[];
  readonly once: boolean;
  readonly runTarget: boolean;
  readonly adapters: Adapters;
  readonly reporting: Pick<Reporting, 'report' | 'configure' | 'settle' | 'events'>;
  readonly atTerminal: boolean;
  /** Reads the config and finds the program again. */
  readonly reload: () => Promise<Reloaded>;
  readonly onEnd: (exitCode: number) => void;
  readonly onInternalError: (error: unknown, history: readonly StampedEvent[]) => void;
}

/** After one of these nobody waits for the first build any more, and reading every file disturbs nobody. */
const quietMoments: ReadonlySet<Event['type']> = new Set(['process-started', 'process-exited', 'build-failed']);

/** The one service of a project. */
const serviceName = 'app';

/** One run of gorl: its service, what is watched for it, and who is asked what. */
export class Session {
  readonly service: Service;
  readonly #options: SessionOptions;
  readonly #router: Router;
  readonly #writes = new SourceWrites();
  readonly #graph: SessionGraph;
  readonly #watch: SessionWatch;
  readonly #startedAtMs: number;
  #buildStartedAtMs: number;
  #subject: Subject;
  #rules: RulesRunner;
  readonly #door: Door;
  #ending = false;
  #wasQuiet = false;

  constructor(options: SessionOptions) {
    const { adapters, reporting } = options;
    this.#options = options;
    this.#subject = options.subject;
    this.#startedAtMs = adapters.clock.now();
    this.#buildStartedAtMs = this.#startedAtMs;
    this.#graph = createGraph({
      adapters,
      reporter: reporting,
      subject: () => this.#subject,
      env: () => this.service.env(),
      buildStartedAtMs: () => this.#buildStartedAtMs,
      isBuilding: () => this.service.loop.state().build.id === 'building',
      onGraph: (sinceMs) => this.#watch.current !== undefined && this.#watchOn(sinceMs, true),
      onKnown: () => this.#quiet(),
      onUnknown: () => this.#watch.current?.programIsUnknown(),
    });
    this.#watch = new SessionWatch({
      subject: () => this.#subject,
      isEnding: () => this.#ending,
      deps: {
        reporter: reporting,
        writes: this.#writes,
        clock: adapters.clock,
        program: () => this.#graph.files,
        buildStartedAtMs: () => this.#buildStartedAtMs,
        onLarge: () => this.#graph.askSoon(),
        ...defined({ events: reporting.events }),
        onChanges: (consumer, files, savedAtMs) => this.#router.changed(consumer, files, savedAtMs),
      },
    });
    this.#router = new Router({
      subject: () => this.#subject,
      reporter: reporting,
      files: adapters.files,
      graph: this.#graph,
      clock: adapters.clock,
      dispatch: (event) => this.service.loop.dispatch(event),
      state: () => this.service.loop.state(),
      pages: () => this.#door.pages,
      runRule: (rule, files) => this.#rules.changed(rule, files),
      configChanged: createReload({
        read: options.reload,
        subject: () => this.#subject,
        isEnding: () => this.#ending,
        settle: () => void this.#watch.current?.watcher.settle(configConsumer),
        files: adapters.files,
        reporter: reporting,
        adopt: (after, change, announce) => this.#adopt(after, change, announce),
      }),
    });
    this.#door = new Door({
      adapters,
      reporter: reporting,
      subject: () => this.#subject,
      graph: this.#graph,
      state: () => this.service.loop.state(),
      service: serviceName,
    });
    this.service = createService({
      ...options,
      name: serviceName,
      subject: () => this.#subject,
      reporter: this.#door.serviceReporter(),
      ownWrites: this.#router.ownWrites,
      sources: watchedSources(
        this.#writes,
        () => this.#watch.current,
        (files) => this.#router.changed(serviceConsumer, files, adapters.clock.now()),
      ),
      program: () => this.#graph.files,
      door: this.#door,
      buildStarted: () => (this.#buildStartedAtMs = adapters.clock.now()),
      buildOnceMore: (files) => this.#router.buildOnceMore(files),
      ends: {
        stopping: (reason, forced) => {
          reporting.report({ type: 'session-stopping', reason, forced });
          void this.#rules.stop();
        },
        down: (reason, forced) => void this.#end(reason, forced),
      },
    });
    this.#rules = this.#makeRules();
    this.service.loop.subscribe((event, state) => this.#observe(event, state));
  }

  /** @throws when `tmp_dir` cannot be made */
  start(): void {
    const { once, adapters } = this.#options;
    this.#router.begin();
    adapters.files.makeTmpDir(this.#subject.project.tmpDir);
    announceSession(this.#options, this.#subject);
    const buildStartedAtMs = adapters.clock.now();
    this.service.loop.dispatch({ type: 'session-started' });
    this.service.listen();
    if (once) return;
    this.#door.configure();
    // The go command is on its way before the tree is looked at; what is saved in between counts as changed.
    adapters.clock.soon(() => void this.#beginToWatch(buildStartedAtMs));
  }

  /** Whoever asks: a key, a rule, a signal. */
  ask(request: Request): void {
    const { loop } = this.service;
    const { adapters, reporting } = this.#options;
    const { by } = request;
    switch (request.type) {
      case 'restart':
        if (by.type === 'key') tellWhenRestarted(loop.state(), reporting);
        return loop.dispatch({ type: 'restart-requested', by });
      case 'all-errors':
        return this.service.showAllErrors();
      case 'rebuild':
        return loop.dispatch({ type: 'rebuild-requested', by });
      case 'toggle-pause':
        return loop.dispatch({ type: 'pause-toggled' });
      case 'open':
        return openWhenAsked(request.place, reporting, { adapters, subject: () => this.#subject, graph: this.#graph });
      case 'run-tests':
        // Of `gorl test`: no key of this session asks for it.
        return undefined;
      case 'quit':
        return loop.dispatch({ type: 'shutdown-requested', reason: { type: 'request', by } });
    }
  }

  /** After gorl was stopped and went on, or whenever events may have been lost. */
  rescan(): void {
    this.#router.wentOn();
    this.#watch.current?.watcher.rescan();
  }

  #observe(event: Event, state: State): void {
    this.#router.observe(event, state);
    this.#door.update();
    if (event.type === 'process-started') this.#rules.appStarted();
    if (quietMoments.has(event.type)) this.#quiet();
    if (this.#options.once || this.#ending) return;
    if (isBuildOver(event, state, this.#graph.hasAnswered)) this.#graph.buildEnded();
  }

  async #beginToWatch(buildStartedAtMs: number): Promise<void> {
    const [start] = await Promise.all([this.#options.adapters.loadWatch(), this.#graph.recall()]);
    this.#watch.begin(start, buildStartedAtMs);
    if (this.#wasQuiet) this.#quiet();
  }

  /** The first build may be over before anything is watched. */
  #quiet(): void {
    this.#wasQuiet = true;
    this.#watch.current?.quiet();
    this.service.quiet();
  }

  #makeRules(before?: Promise<Interrupted>): RulesRunner {
    const { project } = this.#subject;
    const { adapters, reporting } = this.#options;
    return createRulesRunner({
      rules: project.loaded.rules,
      commands: adapters.commands,
      reporter: reporting,
      cwd: project.cwd,
      env: () => this.service.env(),
      diagnose: (line, output) => diagnoseOutput(this.#subject, line, output),
      reload: () => this.#door.pages?.reload(),
      restart: (name) => this.ask({ type: 'restart', by: { type: 'rule', name } }),
      writtenAt: (path) => adapters.files.writtenAt(path),
      now: () => adapters.clock.now(),
      ...defined({ before }),
    });
  }

  /** Without a pause in between, so that no change falls between the old watcher and the new one. */
  #adopt(after: Subject, change: ConfigChange, announce: () => void): void {
    const before = this.#subject;
    this.#subject = after;
    if (change.output) this.#options.reporting.configure(after.project.loaded);
    announce();
    if (before.project.tmpDir !== after.project.tmpDir || before.launch.name !== after.launch.name)
      this.service.replaceBuilder();
    if (change.rules) this.#rules = this.#makeRules(this.#rules.stop());
    this.#graph.adopted(before);
    if (change.proxy) this.#door.configure();
    if (change.watch || change.process) this.#watchAnew(before);
    const action = change.process ? 'rebuild-and-restart' : change.watch ? 'rebuild' : undefined;
    this.service.loop.dispatch({
      type: 'config-changed',
      options: this.service.options(),
      ...(action === undefined ? {} : { batch: { action, cause: { type: 'config' } } }),
    });
  }

  /** What was saved since the config was takes effect, also where only the new config looks. */
  #watchAnew(before: Subject): void {
    const paths = [...before.project.configFiles, ...this.#subject.project.configFiles];
    this.#watchOn(newestWrite(this.#options.adapters.files, paths));
  }

  #watchOn(sinceMs: number | undefined, quietly?: true): void {
    if (this.#watch.goOn(sinceMs, quietly)) this.#watch.current?.quiet();
  }

  async #end(reason: ShutdownReason, forced: boolean): Promise<void> {
    if (this.#ending) return;
    this.#ending = true;
    this.#graph.stop();
    const { reporting, adapters, atTerminal, once, onEnd } = this.#options;
    // Who waits for `--once` must not take an interrupted run for a finished one.
    const exitCode = exitCodeOf(reason, atTerminal && !once, forced);
    await Promise.allSettled([this.#door.close(), this.#watch.current?.close(), adapters.commands.killAll()]);
    await this.service.dispose();
    await cleanAtEnd(this.#subject, this.#startedAtMs, { adapters, reporter: reporting });
    adapters.end();
    await reporting.settle(reason.type === 'request' && reason.by.type === 'signal');
    reporting.report({ type: 'session-ended', exitCode, reason });
    onEnd(exitCode);
  }
}
