import type { BuildRule } from '../config/read/build-rules.ts';
import { mergeFiles, type FileChange } from '../protocol/change.ts';
import type { Diagnostic } from '../protocol/diagnostic.ts';
import type { CommandRunner, Reporter, RunningCommand } from '../engine/ports.ts';
import { ProblemFilter } from '../go/output/problem-filter.ts';
import { momentMs } from './own-writes/app-writes.ts';
import { covers, openWindow, type WriteWindow } from './own-writes/write-window.ts';

/** So many runs in a minute that a rule's own command asked for are a loop. */
const mostOwnRuns = 10;
/** So often in a row a run may be started over by what looks like its own writes; then it is let finish. */
const mostSupersededByOwn = 3;
const minuteMs = 60_000;

export interface RulesDeps {
  readonly rules: readonly BuildRule[];
  readonly commands: CommandRunner;
  readonly reporter: Reporter;
  readonly cwd: string;
  readonly env: () => Readonly<Record<string, string>>;
  /** Problems in what a command line printed, and the lines that are in none. */
  readonly diagnose: (
    line: string,
    output: string,
  ) => Promise<{ readonly diagnostics: readonly Diagnostic[]; readonly rest: readonly string[] }>;
  /** A successful run asks for a restart. */
  readonly restart: (rule: string) => void;
  /** Unix time in ms of the write; tells the command's own writes from a person's. */
  readonly writtenAt: (path: string) => number;
  readonly now: () => number;
  /** The rules of the config before: nothing starts until they have ended, and what they owed is run by these. */
  readonly before?: Promise<Interrupted>;
}

/** By the rule's name: the files that its command had not run for to the end. */
export type Interrupted = ReadonlyMap<string, readonly FileChange[]>;

export interface RulesRunner {
  /** Files of the rule with that index changed. */
  changed(index: number, files: readonly FileChange[]): void;
  /** The app was started, for whatever reason. */
  appStarted(): void;
  /** Kills what runs; resolves when nothing is left. */
  stop(): Promise<Interrupted>;
}

/** Runs the commands of `[[build.rules]]`: one at a time per rule, beside the build and each other. As air, but cancellable. */
export function createRulesRunner(deps: RulesDeps): RulesRunner {
  let askedAtMs: number | undefined;
  const restart = (rule: string): void => {
    askedAtMs ??= deps.now();
    deps.restart(rule);
  };
  const runners = deps.rules.map((rule) => new RuleRunner(rule, { ...deps, restart }));
  let early: (readonly FileChange[])[] | undefined = deps.before === undefined ? undefined : [];
  void deps.before?.then((interrupted) => {
    const gathered = early ?? [];
    early = undefined;
    for (const [index, runner] of runners.entries()) {
      const files = mergeFiles(interrupted.get(deps.rules[index]?.name ?? '') ?? [], gathered[index] ?? []);
      if (files.length > 0) runner.changed(files);
    }
  });
  return {
    changed(index, files) {
      if (early === undefined) runners[index]?.changed(files);
      else early[index] = mergeFiles(early[index] ?? [], files);
    },
    appStarted() {
      if (askedAtMs === undefined) return;
      const window = openWindow(askedAtMs);
      askedAtMs = undefined;
      window.close(deps.now() + momentMs);
      // Of whichever rule: two may set each other off.
      for (const runner of runners) runner.restarted(window);
    },
    async stop() {
      const owed = await Promise.all(runners.map((runner) => runner.stop()));
      return new Map(owed.map((files, index) => [deps.rules[index]?.name ?? '', files]));
    },
  };
}

class RuleRunner {
  private readonly rule: BuildRule;
  private readonly deps: RulesDeps;
  private running: RunningCommand | undefined;
  private runsFor: readonly FileChange[] = [];
  /**
   * Of the last minute; what an earlier run wrote may be told of when the next one is already going. And of the starts
   * of the app that rules asked for: what the app writes then would make the rule run again, and the app start again.
   */
  private windows: WriteWindow[] = [];
  private owed: readonly FileChange[] | undefined;
  private cancelling = false;
  private ownRuns: number[] = [];
  private supersededByOwn = 0;
  /** Files that were written when no run was going: somebody edits them. */
  private readonly edited = new Set<string>();
  private stopped = false;
  private ended = false;

  constructor(rule: BuildRule, deps: RulesDeps) {
    this.rule = rule;
    this.deps = deps;
  }

  changed(files: readonly FileChange[]): void {
    if (this.ended) return;
    const foreign = files.filter((file) => !this.isOwnWrite(file));
    const own = foreign.length === 0;
    for (const { path } of foreign) this.edited.add(path);
    if (!own) {
      this.stopped = false;
      this.ownRuns = [];
      this.supersededByOwn = 0;
    }
    if (this.owed !== undefined) this.owed = mergeFiles(this.owed, files);
    else if (own && this.isLoop(files)) return;
    else if (this.running === undefined) return this.start(files);
    else this.owed = files;
    if (this.isSuperseded(files, own)) this.cancel(own);
  }

  restarted(window: WriteWindow): void {
    this.windows.push(window);
  }

  /** Resolves with the files that the command has not run for. */
  async stop(): Promise<readonly FileChange[]> {
    this.ended = true;
    const files = mergeFiles(this.running === undefined ? [] : this.runsFor, this.owed ?? []);
    this.owed = undefined;
    await this.running?.cancel();
    return files;
  }

  /**
   * A file that the command itself writes is no reason to kill it before it has written the next one; a
   * person's save is. A file that somebody edits may be both: it gets a few tries, then the run is let finish.
   */
  private isSuperseded(files: readonly FileChange[], own: boolean): boolean {
    if (this.cancelling || this.running === undefined) return false;
    if (!own) return true;
    return this.supersededByOwn < mostSupersededByOwn && files.some(({ path }) => this.edited.has(path));
  }

  private isOwnWrite({ path }: FileChange): boolean {
    const atMs = this.deps.writtenAt(path);
    return this.windows.some((window) => covers(window, atMs));
  }

  private cancel(own: boolean): void {
    this.cancelling = true;
    if (own) this.supersededByOwn += 1;
    this.deps.reporter.report({ type: 'rule-superseded', rule: this.rule.name });
    void this.running?.cancel();
  }

  private isLoop(files: readonly FileChange[]): boolean {
    if (this.stopped) return true;
    const now = this.deps.now();
    this.ownRuns = [...this.ownRuns.filter((at) => now - at < minuteMs), now];
    if (this.ownRuns.length <= mostOwnRuns) return false;
    this.stopped = true;
    this.deps.reporter.report({ type: 'rule-stopped', rule: this.rule.name, files, runs: mostOwnRuns });
    return true;
  }

  private start(files: readonly FileChange[]): void {
    const { deps, rule } = this;
    const now = deps.now();
    const window = openWindow(now);
    this.windows = [...this.windows.filter(({ untilMs }) => now - untilMs < minuteMs), window];
    this.runsFor = files;
    this.cancelling = false;
    deps.reporter.report({ type: 'rule-started', rule: rule.name, command: rule.cmd, files });
    const show = (text: string): void =>
      deps.reporter.report({ type: 'command-output', name: 'rule', rule: rule.name, text });
    const filter = new ProblemFilter(show);
    const running = deps.commands.start({
      command: { type: 'shell', line: rule.cmd },
      cwd: deps.cwd,
      env: deps.env(),
      label: `rule-${rule.name.replaceAll(/[^\w-]/g, '_')}`,
      onOutput: (text) => filter.push(text),
    });
    this.running = running;
    void running.ended.then(async ({ end, output }) => {
      // Cancelled: the next run must not meet what is left of this one.
      if (this.cancelling || this.ended) await running.cancel();
      window.close(deps.now());
      if (this.cancelling || this.ended) filter.drop();
      else {
        const ok = end.type === 'code' && end.code === 0;
        const problems = ok ? undefined : await deps.diagnose(rule.cmd, output);
        const left = problems === undefined ? [] : filter.leftOver(problems.rest);
        if (problems === undefined) filter.finish();
        else if (left.length > 0) show(`${left.join('\n')}\n`);
        this.finished(end, problems?.diagnostics ?? [], window);
      }
      this.running = undefined;
      const { owed } = this;
      this.owed = undefined;
      if (owed !== undefined && !this.ended) this.start(owed);
    });
  }

  private finished(
    end: Awaited<RunningCommand['ended']>['end'],
    diagnostics: readonly Diagnostic[],
    window: WriteWindow,
  ): void {
    const { deps, rule } = this;
    const ok = end.type === 'code' && end.code === 0;
    deps.reporter.report({
      type: 'rule-finished',
      rule: rule.name,
      end,
      durationMs: Math.round(window.lastedMs()),
      diagnostics,
      next: ok ? rule.run : 'none',
    });
    if (ok && rule.run === 'restart') deps.restart(rule.name);
  }
}
