import type { Batch, FileChange } from '../engine/change.ts';
import type { ShutdownReason } from '../engine/event.ts';
import type { StampedEvent } from '../engine/loop.ts';
import type { Report } from '../engine/report.ts';
import { parseBuildOutput } from '../go/build-output.ts';
import { attachExcerpts } from '../go/excerpt.ts';
import { planAction, type Plan } from '../watch/plan.ts';
import { composeService, type Service, type Subject } from './compose.ts';
import { compareConfigs } from './config-change.ts';
import { exitCodeOf } from './exit-code.ts';
import { OwnWrites } from './own-writes.ts';
import type { ProcessHost } from './process-host.ts';
import type { Reporting } from './reporting.ts';
import { makeTmpDir, removeTmpDir } from './tmp-dir.ts';
import { version } from './version.ts';
import { createRulesRunner, type RulesRunner } from './rules-runner.ts';
import { envFilesOf, isGenerated, watchProject, writtenAt, type Watching } from './watching.ts';

/** What came of reading the config again; a rejected one has been told. */
export type Reloaded =
  | {
      readonly type: 'ok';
      readonly subject: Subject;
      /** Its warnings are others than last time. */
      readonly news: boolean;
    }
  | { readonly type: 'rejected' };

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
  private configRejected = false;
  private readonly ownWrites = new OwnWrites();

  constructor(options: SessionOptions) {
    this.options = options;
    this.subject = options.subject;
    this.service = composeService({
      subject: () => this.subject,
      args: options.args,
      once: options.once,
      runTarget: options.runTarget,
      host: options.host,
      reporting: options.reporting,
      ownWrites: this.ownWrites,
      missed: () => this.missed(),
      endSession: (reason, forced) => void this.end(reason, forced),
      onInternalError: options.onInternalError,
    });
    this.rules = this.makeRules();
    options.reporting.onReport((report) => {
      if (report.type === 'session-stopping') void this.rules.stop();
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
      pid: process.pid,
    });
    if (project.diagnostics.length > 0) reporting.report({ type: 'problems', diagnostics: project.diagnostics });
    for (const { message } of project.loaded.notes) reporting.report({ type: 'notice', level: 'debug', message });
    if (process.pid === 1)
      reporting.report({
        type: 'notice',
        level: 'info',
        message: 'gorl is process 1: start the container with --init, so that ended processes are cleared away',
      });
    reporting.onReport((report) => {
      if (report.type === 'build-started') this.ownWrites.buildStarted();
    });
    const buildStartedAtMs = Date.now();
    this.service.loop.dispatch({ type: 'session-started' });
    if (once) return;
    // The go command is on its way before the tree is looked at; what is saved in between counts as changed.
    setImmediate(() => this.watch(buildStartedAtMs));
    let hashed = false;
    reporting.onReport((report) => {
      if (hashed || !quietMoments.has(report.type)) return;
      hashed = true;
      this.watching?.watcher.hashInBackground();
    });
  }

  /** After gorl was stopped and went on, or whenever events may have been lost. */
  rescan(): void {
    this.watching?.watcher.rescan();
  }

  private watch(buildStartedAtMs?: number): void {
    if (this.ending) return;
    const { project, launch } = this.subject;
    const deps = {
      reporter: this.options.reporting,
      onChanges: (files: readonly FileChange[], savedAtMs: number) => this.changed(files, savedAtMs),
    };
    this.watching = watchProject(project, launch, deps, buildStartedAtMs);
  }

  private changed(files: readonly FileChange[], savedAtMs: number): void {
    const batch = this.plan(files, savedAtMs);
    if (batch !== undefined) this.service.loop.dispatch({ type: 'files-changed', batch });
  }

  private missed(): Batch | undefined {
    const files = this.watching?.watcher.settle() ?? [];
    return files.length === 0 ? undefined : this.plan(files, Date.now());
  }

  /** Config files are taken out and acted on; the rest asks for something, or says why not. */
  private plan(files: readonly FileChange[], savedAtMs: number): Batch | undefined {
    const { project } = this.subject;
    const isConfig = (file: FileChange): boolean => project.configFiles.includes(file.path);
    if (files.some(isConfig)) void this.reloadConfig();
    const rest = this.withoutOwnWrites(this.withoutRuleFiles(files.filter((file) => !isConfig(file))));
    if (rest.length === 0) return undefined;
    const { action, reason } = this.actionFor(rest);
    if (action === undefined) {
      this.options.reporting.report({ type: 'nothing-to-do', reason, files: rest });
      return undefined;
    }
    return { action, cause: { type: 'files', files: rest }, savedAtMs: Math.round(savedAtMs) };
  }

  /** Files of a build rule start its command, and ask for nothing else; the first rule that they match counts. */
  private withoutRuleFiles(files: readonly FileChange[]): readonly FileChange[] {
    const ofRules = new Map<number, FileChange[]>();
    const rest: FileChange[] = [];
    for (const file of files) {
      const rule = this.watching?.ruleOf(file.path);
      if (rule === undefined) rest.push(file);
      else ofRules.set(rule, [...(ofRules.get(rule) ?? []), file]);
    }
    for (const [rule, changed] of ofRules) this.rules.changed(rule, changed);
    return rest;
  }

  private makeRules(): RulesRunner {
    const { project } = this.subject;
    return createRulesRunner({
      rules: project.loaded.rules,
      commands: this.options.host.commands,
      reporter: this.options.reporting,
      cwd: project.cwd,
      env: () => this.service.env(),
      diagnose: (output) =>
        attachExcerpts(parseBuildOutput(output, { cwd: project.cwd }).diagnostics, {
          base: project.cwd,
          roots: [project.root, project.cwd],
        }),
      restart: (rule) => this.service.loop.dispatch({ type: 'restart-requested', key: `rule ${rule}` }),
      writtenAt,
      now: () => Date.now(),
    });
  }

  private actionFor(files: readonly FileChange[]): Plan {
    const { loaded } = this.subject.project;
    const testsCount = loaded.origins['build.exclude_regex'].type !== 'default';
    const restartOnlyExt = loaded.settings['build.no_rebuild_ext'];
    return planAction(files, { envFiles: envFilesOf(this.subject.project), testsCount, restartOnlyExt });
  }

  /** What a hook wrote is in the build that the hook belongs to; only a program that reads it must start again. */
  private withoutOwnWrites(files: readonly FileChange[]): readonly FileChange[] {
    if (this.ownWrites.idle) return files;
    const { own, rest, learned } = this.ownWrites.sift(
      files.map((file) => ({ file, atMs: writtenAt(file.path), generated: () => isGenerated(file.path) })),
    );
    if (learned.length > 0) {
      const names = learned.map(({ rel }) => rel).join(', ');
      this.options.reporting.report({
        type: 'notice',
        level: 'warning',
        message: `every build writes ${names}: from now on that starts no further build`,
        hint: 'build.exclude_file or build.exclude_regex leaves it out for good',
      });
    }
    if (own.length > 0 && this.actionFor(own).action === 'rebuild-and-restart')
      this.service.loop.dispatch({
        type: 'files-changed',
        batch: { action: 'restart', cause: { type: 'files', files: own }, savedAtMs: Date.now() },
      });
    return rest;
  }

  private async reloadConfig(): Promise<void> {
    const { reporting, reload } = this.options;
    const before = this.subject;
    const reloaded = await reload();
    const repaired = this.configRejected;
    this.configRejected = reloaded.type === 'rejected';
    if (reloaded.type === 'rejected' || this.ending) return;
    const after = reloaded.subject;
    const change = compareConfigs(before.project.loaded, after.project.loaded);
    if (change.changed.length === 0 && !change.rules && !reloaded.news && !repaired) return;
    this.subject = after;
    if (change.output) reporting.configure(after.project.loaded);
    reporting.report({
      type: 'config-reloaded',
      file: after.project.file?.shown ?? 'defaults',
      changed: [...change.changed, ...(change.rules ? ['build.rules'] : [])],
    });
    if (reloaded.news && after.project.diagnostics.length > 0)
      reporting.report({ type: 'problems', diagnostics: after.project.diagnostics });
    makeTmpDir(after.project.tmpDir);
    if (before.project.tmpDir !== after.project.tmpDir || before.launch.name !== after.launch.name)
      this.service.replaceBuilder();
    const batch: Batch | undefined =
      change.process || change.watch
        ? { action: change.process ? 'rebuild-and-restart' : 'rebuild', cause: { type: 'config' } }
        : undefined;
    if (change.rules) {
      void this.rules.stop();
      this.rules = this.makeRules();
    }
    if (change.watch || change.process) {
      // What changes between the two watchers is in the build that follows.
      await this.watching?.watcher.close();
      this.watch();
      this.watching?.watcher.hashInBackground();
    }
    this.service.loop.dispatch({
      type: 'config-changed',
      options: this.service.options(),
      ...(batch === undefined ? {} : { batch }),
    });
  }

  private async end(reason: ShutdownReason, forced: boolean): Promise<void> {
    if (this.ending) return;
    this.ending = true;
    const { reporting, host, atTerminal, onEnd } = this.options;
    const { project } = this.subject;
    const exitCode = exitCodeOf(reason, atTerminal, forced);
    await Promise.allSettled([this.watching?.watcher.close(), host.commands.killAll()]);
    await this.service.dispose();
    if (project.loaded.settings['misc.clean_on_exit']) removeTmpDir(project.tmpDir, project.root);
    host.guardian.quit();
    reporting.report({ type: 'session-ended', exitCode, reason });
    onEnd(exitCode);
  }
}
