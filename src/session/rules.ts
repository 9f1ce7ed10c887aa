import { defined } from '../base/defined.ts';
import { isSuccess } from '../protocol/process-end.ts';
import type { BuildRule } from '../config/read/build-rules.ts';
import { mergeFiles, type FileChange } from '../protocol/change.ts';
import type { Diagnostic } from '../protocol/diagnostic.ts';
import type { CommandRunner, Reporter, RunningCommand } from '../engine/ports.ts';
import { ProblemFilter } from '../go/output/problem-filter.ts';
import { ownRuns } from '../engine/authorship/thresholds.ts';
import type { Fact } from '../engine/task/effect.ts';
import type { RunEvent } from '../engine/task/event.ts';
import type { Options } from '../engine/task/options.ts';
import { createStoppableTask, type StoppableTask } from '../engine/task/task.ts';
import { RunAuthorship } from './own-writes/run-authorship.ts';

const options: Options = { newerWork: 'supersedes', priority: 'normal', ownWork: ownRuns };

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
  /** A successful run wants the browser to reload; false where there is no proxy. */
  readonly reload: () => boolean | undefined;
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
      // Of whichever rule: two may set each other off.
      for (const runner of runners) runner.appStarted(askedAtMs);
      askedAtMs = undefined;
    },
    async stop() {
      const owed = await Promise.all(runners.map((runner) => runner.stop()));
      return new Map(owed.map((files, index) => [deps.rules[index]?.name ?? '', files]));
    },
  };
}

type Ended = Awaited<RunningCommand['ended']>;

/** A run of the command, and what came of it. */
interface Run {
  readonly startedAtMs: number;
  readonly command: RunningCommand;
  readonly filter: ProblemFilter;
  cancelled: boolean;
  /** Unix ms. */
  endedAtMs?: number;
  result?: { readonly end: Ended['end']; readonly problems?: Awaited<ReturnType<RulesDeps['diagnose']>> };
}

/** A rule as a task: `engine/task/` decides, this carries it out. */
class RuleRunner {
  readonly #rule: BuildRule;
  readonly #deps: RulesDeps;
  readonly #task: StoppableTask;
  readonly #runs = new Map<number, Run>();
  readonly #authorship: RunAuthorship;

  constructor(rule: BuildRule, deps: RulesDeps) {
    this.#rule = rule;
    this.#deps = deps;
    this.#authorship = new RunAuthorship(deps);
    this.#task = createStoppableTask(options, {
      start: (run, files, emit) => this.#start(run, files, emit),
      cancel: (run) => this.#cancel(run),
      accept: (run) => this.#accept(run),
      report: (fact) => this.#report(fact),
    });
  }

  changed(files: readonly FileChange[]): void {
    this.#task.dispatch(this.#authorship.request(files));
  }

  appStarted(askedAtMs: number): void {
    this.#authorship.appStarted(askedAtMs);
  }

  /** Resolves with the files that the command has not run for. */
  stop(): Promise<readonly FileChange[]> {
    return this.#task.stop();
  }

  #start(run: number, files: readonly FileChange[], emit: (event: RunEvent) => void): void {
    const rule = this.#rule;
    const { commands, cwd, env, now, reporter } = this.#deps;
    const startedAtMs = now();
    this.#authorship.started(run, startedAtMs);
    reporter.report({ type: 'rule-started', rule: rule.name, command: rule.cmd, files });
    const filter = new ProblemFilter((text) => this.#show(text));
    const command = commands.start({
      command: { type: 'shell', line: rule.cmd },
      cwd,
      env: env(),
      label: `rule-${rule.name.replaceAll(/[^\w-]/g, '_')}`,
      onOutput: (text) => filter.push(text),
    });
    const started: Run = { startedAtMs, command, filter, cancelled: false };
    this.#runs.set(run, started);
    void this.#follow(run, started, emit);
  }

  async #follow(number: number, run: Run, emit: (event: RunEvent) => void): Promise<void> {
    const { end, output } = await run.command.ended;
    // The next run must not meet what is left of this one.
    if (run.cancelled) await run.command.cancel();
    run.endedAtMs = this.#deps.now();
    this.#authorship.ended(number, run.endedAtMs);
    const isFailure = !run.cancelled && !isSuccess(end);
    const problems = isFailure ? await this.#deps.diagnose(this.#rule.cmd, output) : undefined;
    if (!run.cancelled) {
      run.result = { end, ...defined({ problems }) };
      return emit({ type: 'run-ended', run: number });
    }
    await run.command.cancel();
    run.filter.drop();
    this.#runs.delete(number);
    emit({ type: 'run-cancelled', run: number });
  }

  #cancel(number: number): void {
    const run = this.#runs.get(number);
    if (run === undefined) return;
    run.cancelled = true;
    void run.command.cancel();
  }

  #accept(number: number): void {
    const run = this.#runs.get(number);
    this.#runs.delete(number);
    if (run?.result === undefined) return;
    const { end, problems } = run.result;
    const left = problems === undefined ? [] : run.filter.leftOver(problems.rest);
    if (problems === undefined) run.filter.finish();
    else if (left.length > 0) this.#show(`${left.join('\n')}\n`);
    const { name, run: wanted } = this.#rule;
    const next = !isSuccess(end) || (wanted === 'reload' && this.#deps.reload() !== true) ? 'none' : wanted;
    this.#deps.reporter.report({
      type: 'rule-finished',
      rule: name,
      end,
      durationMs: Math.round((run.endedAtMs ?? run.startedAtMs) - run.startedAtMs),
      diagnostics: problems?.diagnostics ?? [],
      next,
    });
    if (next === 'restart') this.#deps.restart(name);
  }

  #show(text: string): void {
    this.#deps.reporter.report({ type: 'command-output', name: 'rule', rule: this.#rule.name, text });
  }

  #report(fact: Fact): void {
    const rule = this.#rule.name;
    switch (fact.type) {
      case 'superseded':
        return this.#deps.reporter.report({ type: 'rule-superseded', rule });
      case 'loop-stopped':
        return this.#deps.reporter.report({ type: 'rule-stopped', rule, files: fact.files, runs: fact.runs });
    }
  }
}
