import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { FileChange } from '../protocol/change.ts';
import type { Batch } from '../engine/batch.ts';
import type { Diagnostic } from '../protocol/diagnostic.ts';
import type { ShutdownReason } from '../protocol/shutdown-reason.ts';
import type { StampedEvent } from '../engine/loop.ts';
import type { Report } from '../protocol/report.ts';
import { parseBuildOutput } from '../go/output/build-output.ts';
import { attachExcerpts } from '../go/output/excerpt.ts';
import type { Sources } from '../go/build/sources.ts';
import { SourceWrites } from '../watch/quiet/source-writes.ts';
import { ChangePlanner } from './route.ts';
import { composeService, type Service } from './compose.ts';
import type { Subject } from './service-plan/subject.ts';
import { cleanTmpDir, type CleanOptions } from './clean-tmp-dir.ts';
import { compareConfigs } from './config-change.ts';
import { exitCodeOf } from './exit-code-of.ts';
import { oneAtATime } from './one-at-a-time.ts';
import type { ProcessHost } from './process-host.ts';
import type { Reporting } from './reporting.ts';
import { makeTmpDir, noTmpDir } from './tmp-dir.ts';
import { version } from '../base/version.ts';
import { createRulesRunner, type Interrupted, type RulesRunner } from './rules.ts';
import { watchProject, type Watching } from './watching.ts';
import { writtenAt } from '../base/file-times.ts';

/** What came of reading the config again. */
export type Reloaded =
  | {
      readonly type: 'ok';
      readonly subject: Subject;
      /** Its warnings are others than last time. */
      readonly news: boolean;
    }
  | { readonly type: 'rejected'; readonly file: string; readonly diagnostics: readonly Diagnostic[] };

export interface SessionOptions {
  readonly subject: Subject;
  readonly args: readonly string[];
  readonly once: boolean;
  readonly runTarget: boolean;
  readonly host: ProcessHost;
  readonly reporting: Reporting;
  readonly atTerminal: boolean;
  /** Reads the config and finds the program again. */
  readonly reload: () => Promise<Reloaded>;
  readonly onEnd: (exitCode: number) => void;
  readonly onInternalError: (error: unknown, history: readonly StampedEvent[]) => void;
}

/** After one of these nobody waits for the first build any more, and reading every file disturbs nobody. */
const quietMoments: ReadonlySet<Report['type']> = new Set(['process-started', 'process-exited', 'build-failed']);

/** One run of gorl: the service, what it watches, and what a change of a file means for it. */
export class Session {
  readonly service: Service;
  private subject: Subject;
  private watching: Watching | undefined;
  private rules: RulesRunner;
  private readonly options: SessionOptions;
  private ending = false;
  private readonly startedAtMs = Date.now();
  private configRejected = false;
  private readonly planner: ChangePlanner;
  private readonly writes = new SourceWrites();
  private readonly configChanged = oneAtATime(() => this.reloadConfig());

  constructor(options: SessionOptions) {
    this.options = options;
    this.subject = options.subject;
    this.planner = new ChangePlanner({
      project: () => this.subject.project,
      reporting: options.reporting,
      dispatch: (event) => this.service.loop.dispatch(event),
      paused: () => this.service.loop.state().paused,
      ruleOf: (path) => this.watching?.ruleOf(path),
      runRule: (rule, files) => this.rules.changed(rule, files),
      configChanged: this.configChanged,
    });
    this.service = composeService({
      subject: () => this.subject,
      args: options.args,
      once: options.once,
      runTarget: options.runTarget,
      host: options.host,
      reporting: options.reporting,
      ownWrites: this.planner.ownWrites,
      sources: this.sources(),
      endSession: (reason, forced) => void this.end(reason, forced),
      onInternalError: options.onInternalError,
    });
    this.rules = this.makeRules();
    options.reporting.onReport((report) => {
      if (report.type === 'session-stopping') void this.rules.stop();
      if (report.type === 'process-started') this.rules.appStarted();
    });
  }

  /** @throws when `tmp_dir` cannot be made */
  start(): void {
    const { reporting, once } = this.options;
    const { project, launch } = this.subject;
    makeTmpDir(project.tmpDir);
    const goVersion = launch.toolchain?.version;
    reporting.report({
      type: 'session-started',
      version,
      ...(goVersion === undefined ? {} : { go: goVersion }),
      target: launch.target,
      root: project.root,
      ...(project.file === undefined ? {} : { config: project.file.shown }),
      ...(this.options.args.length === 0 ? {} : { args: this.options.args }),
      pid: process.pid,
    });
    if (project.diagnostics.length > 0) reporting.report({ type: 'problems', diagnostics: project.diagnostics });
    for (const { message } of project.loaded.notes) reporting.report({ type: 'notice', level: 'debug', message });
    if (process.pid === 1)
      reporting.report({
        type: 'notice',
        level: 'info',
        message:
          'gorl is the first process in the container: start the container with --init, so that finished processes are cleaned up',
      });
    const buildStartedAtMs = Date.now();
    this.service.loop.dispatch({ type: 'session-started' });
    if (once) return;
    // The go command is on its way before the tree is looked at; what is saved in between counts as changed.
    setImmediate(() => this.watch(buildStartedAtMs));
    reporting.onReport((report) => {
      if (quietMoments.has(report.type)) this.watching?.watcher.hashInBackground();
    });
  }

  /** After gorl was stopped and went on, or whenever events may have been lost. */
  rescan(): void {
    this.planner.wentOn();
    this.watching?.watcher.rescan();
  }

  private watch(buildStartedAtMs?: number): void {
    if (this.ending) return;
    const { project, launch } = this.subject;
    const deps = {
      reporter: this.options.reporting,
      writes: this.writes,
      ...(this.options.reporting.events === undefined ? {} : { events: this.options.reporting.events }),
      onChanges: (files: readonly FileChange[], savedAtMs: number) => this.planner.changed(files, savedAtMs),
    };
    this.watching = watchProject(project, launch, deps, buildStartedAtMs);
  }

  private sources(): Sources {
    return {
      observe: (observer) => this.writes.observe(observer),
      settle: () => {
        const files = this.watching?.watcher.settle() ?? [];
        return files.length === 0 ? undefined : this.planner.plan(files, Date.now());
      },
      deliver: (batch) => this.service.loop.dispatch({ type: 'files-changed', batch }),
      quiet: () => this.writes.quiet(),
      files: () => this.watching?.watcher.files() ?? [],
    };
  }

  private makeRules(before?: Promise<Interrupted>): RulesRunner {
    const { project } = this.subject;
    return createRulesRunner({
      rules: project.loaded.rules,
      commands: this.options.host.commands,
      reporter: this.options.reporting,
      cwd: project.cwd,
      env: () => this.service.env(),
      diagnose: async (line, output) => {
        const { searchedPlaces } = await import('../go/output/output-places.ts');
        const { cwd } = project;
        const roots = [...new Set([project.root, cwd])];
        const parsed = parseBuildOutput(output, { cwd, places: searchedPlaces({ line, cwd, roots }) });
        return { ...parsed, diagnostics: await attachExcerpts(parsed.diagnostics, { base: cwd, roots }) };
      },
      restart: (rule) => this.service.loop.dispatch({ type: 'restart-requested', key: `rule ${rule}` }),
      writtenAt,
      now: () => Date.now(),
      ...(before === undefined ? {} : { before }),
    });
  }

  private async reloadConfig(): Promise<void> {
    const reloaded = await this.options.reload();
    // What the end of gorl ended is no fault of the config's.
    if (this.ending) return;
    if (reloaded.type === 'rejected') return this.reject(reloaded.file, reloaded.diagnostics);
    const { project } = reloaded.subject;
    try {
      makeTmpDir(project.tmpDir);
    } catch (error) {
      return this.reject(project.file?.shown ?? 'defaults', [noTmpDir(project.tmpDir, error)]);
    }
    const repaired = this.configRejected;
    this.configRejected = false;
    this.apply(reloaded.subject, { news: reloaded.news, repaired });
  }

  private reject(file: string, diagnostics: readonly Diagnostic[]): void {
    this.configRejected = true;
    this.options.reporting.report({ type: 'config-rejected', file, diagnostics });
  }

  /** Without a pause in between, so that no change falls between the old watcher and the new one. */
  private apply(after: Subject, { news, repaired }: { readonly news: boolean; readonly repaired: boolean }): void {
    const { reporting } = this.options;
    const before = this.subject;
    const change = compareConfigs(before.project.loaded, after.project.loaded);
    if (change.changed.length === 0 && !change.rules && !news && !repaired) return;
    this.subject = after;
    if (change.output) reporting.configure(after.project.loaded);
    reporting.report({
      type: 'config-reloaded',
      file: after.project.file?.shown ?? 'defaults',
      changed: [...change.changed, ...(change.rules ? ['build.rules'] : [])],
      ...(before.launch.target === after.launch.target ? {} : { target: after.launch.target }),
    });
    if (news && after.project.diagnostics.length > 0)
      reporting.report({ type: 'problems', diagnostics: after.project.diagnostics });
    if (before.project.tmpDir !== after.project.tmpDir || before.launch.name !== after.launch.name)
      this.service.replaceBuilder();
    if (change.rules) this.rules = this.makeRules(this.rules.stop());
    if (change.watch || change.process) this.watchAnew(before);
    const batch: Batch | undefined =
      change.process || change.watch
        ? { action: change.process ? 'rebuild-and-restart' : 'rebuild', cause: { type: 'config' } }
        : undefined;
    this.service.loop.dispatch({
      type: 'config-changed',
      options: this.service.options(),
      ...(batch === undefined ? {} : { batch }),
    });
  }

  /** What was saved since the config was counts, also where only the new config looks. */
  private watchAnew(before: Subject): void {
    const { watching: old } = this;
    const late = old?.watcher.settle() ?? [];
    this.watch(configSavedAt([...before.project.configFiles, ...this.subject.project.configFiles]));
    this.watching?.watcher.hashInBackground();
    void old?.watcher.close();
    this.planner.changed(late, Date.now());
  }

  private async end(reason: ShutdownReason, forced: boolean): Promise<void> {
    if (this.ending) return;
    this.ending = true;
    const { reporting, host, atTerminal, onEnd } = this.options;
    const { project } = this.subject;
    // Who waits for `--once` must not take an interrupted run for a finished one.
    const exitCode = exitCodeOf(reason, atTerminal && !this.options.once, forced);
    await Promise.allSettled([this.watching?.watcher.close(), host.commands.killAll()]);
    await this.service.dispose();
    if (project.loaded.settings['misc.clean_on_exit']) {
      const message = await cleanTmpDir({
        ...writtenBy(this.subject),
        sinceMs: this.startedAtMs,
        commands: host.commands,
        env: process.env as Record<string, string>,
      });
      if (message !== undefined) reporting.report({ type: 'notice', level: 'info', message });
    }
    host.guardian.quit();
    await reporting.settle(reason.type === 'signal');
    reporting.report({ type: 'session-ended', exitCode, reason });
    onEnd(exitCode);
  }
}

/** `tmp_dir`, and what gorl and the build may have written there. */
function writtenBy({ project, launch }: Subject): Pick<CleanOptions, 'dir' | 'root' | 'made'> {
  const { settings } = project.loaded;
  const log = settings['build.log'];
  const made = [launch.output, launch.writes, log === '' ? undefined : resolve(project.tmpDir, log)];
  // A custom build is expected to write what is run.
  if (launch.build.type === 'custom') made.push(resolve(project.cwd, settings['build.bin']));
  return { dir: project.tmpDir, root: project.root, made: made.filter((path) => path !== undefined) };
}

/** Unix ms of the newest change of these files; undefined when none is there. */
function configSavedAt(files: readonly string[]): number | undefined {
  const there = files.filter((file) => existsSync(file));
  return there.length === 0 ? undefined : Math.max(...there.map(writtenAt));
}
