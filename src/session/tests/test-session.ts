import { defined } from '../../base/defined.ts';
import { sweepLeftovers } from '../../go/build/leftovers.ts';
import type { FileChange } from '../../protocol/change.ts';
import type { Request } from '../../protocol/request.ts';
import type { ShutdownReason } from '../../protocol/shutdown-reason.ts';
import { SourceWrites } from '../../watch/quiet/source-writes.ts';
import { configConsumer, testsConsumer, type Consumer } from '../../watch/scope/consumer.ts';
import type { Adapters } from '../adapters.ts';
import { announceSession } from '../announce.ts';
import { cleanAtEnd } from '../clean-at-end.ts';
import { compareConfigs, type ConfigChange } from '../config-change.ts';
import { openWhenAsked } from '../editor/open-when-asked.ts';
import { exitCodeOf } from '../exit-code-of.ts';
import { newestWrite } from '../newest-write.ts';
import { createReload, type Reloaded } from '../reload.ts';
import type { Reporting } from '../reporting.ts';
import { onlySubject } from '../service-plan/subject.ts';
import { SessionWatch } from '../session-watch.ts';
import { isBuiltOtherwise, type TestedSubject } from './test-subject.ts';
import { Testing } from './testing.ts';

export interface TestSessionOptions {
  readonly subject: TestedSubject;
  readonly once: boolean;
  readonly adapters: Adapters;
  /** As `adapters` loads it. */
  readonly listPackages: Awaited<ReturnType<Adapters['loadListPackages']>>;
  readonly reporting: Pick<Reporting, 'report' | 'configure' | 'settle' | 'events'>;
  readonly atTerminal: boolean;
  /** Reads the config again. */
  readonly reload: () => Promise<Reloaded<TestedSubject>>;
  readonly onEnd: (exitCode: number) => void;
}

/** One run of `gorl test`: what is watched, which tests a save affects, and what came of them. */
export class TestSession {
  readonly #options: TestSessionOptions;
  readonly #testing: Testing;
  readonly #readConfig: () => void;
  readonly #watch: SessionWatch;
  readonly #startedAtMs: number;
  #subject: TestedSubject;
  #ending = false;

  constructor(options: TestSessionOptions) {
    const { adapters, reporting } = options;
    const { files, clock } = adapters;
    this.#options = options;
    this.#subject = options.subject;
    this.#startedAtMs = clock.now();
    const writes = new SourceWrites();
    this.#testing = new Testing({
      ...options,
      reporter: reporting,
      subject: () => this.#subject,
      writes,
      watching: () => this.#watch.current,
      isBeside: false,
      onGraph: (sinceMs) => void this.#watch.goOn(sinceMs, true),
      changed: (changed) => this.#changed(testsConsumer, changed),
      onFinished: (ok) => this.#finished(ok),
    });
    this.#watch = new SessionWatch({
      subjects: () => [this.#testing.watched()],
      isEnding: () => this.#ending,
      deps: {
        reporter: reporting,
        writes,
        clock,
        buildStartedAtMs: () => this.#startedAtMs,
        onLarge: () => undefined,
        ...defined({ events: reporting.events }),
        onChanges: (consumer, changed) => this.#changed(consumer, changed),
      },
    });
    this.#readConfig = createReload({
      read: options.reload,
      subject: () => this.#subject,
      compare: (before, after) => compareConfigs(before.project.loaded, after.project.loaded),
      target: ({ launch }) => launch.target,
      tmpDirs: ({ project }) => [project.tmpDir],
      isEnding: () => this.#ending,
      settle: () => void this.#watch.current?.watcher.settle(configConsumer),
      files,
      reporter: reporting,
      adopt: (after, change, announce) => this.#adopt(after, change, announce),
    });
  }

  /** @throws when `tmp_dir` cannot be made */
  start(): void {
    const { adapters } = this.#options;
    const { tmpDir } = this.#subject.project;
    adapters.files.makeTmpDir(tmpDir);
    announceSession(
      { ...this.#options, args: this.#subject.words.args },
      this.#subject.project,
      onlySubject(this.#subject).services,
    );
    void sweepLeftovers(tmpDir);
    void this.#begin();
  }

  /** Whoever asks: a key, a signal. */
  ask(request: Request): void {
    const { adapters, reporting } = this.#options;
    switch (request.type) {
      case 'run-tests':
        return this.#testing.runner.ask(request.tests);
      case 'open': {
        const graph = { files: this.#testing.graph.known?.files };
        return openWhenAsked(request.place, reporting, { adapters, subject: () => this.#subject, graph });
      }
      case 'quit':
        return void this.#end({ type: 'request', by: request.by });
      case 'restart':
      case 'rebuild':
      case 'all-errors':
      case 'toggle-pause':
        // Of an app: no key of this session asks for it.
        return undefined;
    }
  }

  /** After gorl was stopped and went on, or whenever events may have been lost. */
  rescan(): void {
    this.#watch.current?.watcher.rescan();
  }

  /** The tests are on their way before the tree is looked at; what is saved in between counts as changed. */
  async #begin(): Promise<void> {
    await this.#testing.graph.after([]);
    this.#testing.runner.ask({ which: 'all' });
    if (this.#options.once) return;
    this.#watch.begin(await this.#options.adapters.loadWatch(), this.#startedAtMs);
  }

  #changed(consumer: Consumer, files: readonly FileChange[]): void {
    if (files.length === 0 || this.#ending) return;
    if (consumer.type === 'config') return this.#readConfig();
    // What a build rule has is a file like others here: no rule runs.
    this.#options.reporting.report({ type: 'files-changed', files });
    this.#testing.runner.changed(files);
  }

  #adopt(after: TestedSubject, change: ConfigChange, announce: () => void): void {
    const before = this.#subject;
    this.#subject = after;
    if (change.output) this.#options.reporting.configure(after.project.loaded);
    announce();
    if (isBuiltOtherwise(before, after)) this.#testing.graph.forget();
    const paths = [...before.project.configFiles, ...after.project.configFiles];
    if (change.watch) this.#watch.goOn(newestWrite(this.#options.adapters.files, paths), true);
  }

  #finished(ok: boolean): void {
    this.#watch.current?.quiet();
    if (this.#options.once) void this.#end({ type: 'once', ok });
  }

  async #end(reason: ShutdownReason): Promise<void> {
    const { reporting, adapters, atTerminal, once, onEnd } = this.#options;
    if (this.#ending) return;
    this.#ending = true;
    if (reason.type === 'request') reporting.report({ type: 'session-stopping', reason, forced: false });
    await Promise.allSettled([this.#testing.stop(), this.#watch.current?.close()]);
    await adapters.commands.killAll();
    await cleanAtEnd(onlySubject(this.#subject), this.#startedAtMs, { adapters, reporter: reporting });
    adapters.end();
    await reporting.settle(reason.type === 'request' && reason.by.type === 'signal');
    // Who waits for `--once` must not take an interrupted run for a finished one.
    const exitCode = exitCodeOf(reason, atTerminal && !once, false);
    reporting.report({ type: 'session-ended', exitCode, reason });
    onEnd(exitCode);
  }
}
