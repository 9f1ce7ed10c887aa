import type { BuildRule } from '../config/rules.ts';
import type { FileChange } from '../engine/change.ts';
import type { Diagnostic } from '../engine/diagnostic.ts';
import type { CommandRunner, Reporter, RunningCommand } from '../engine/ports.ts';

/** So many runs in a minute that a rule's own command asked for are a loop. */
const mostOwnRuns = 10;
const minuteMs = 60_000;
/** A file's time stamp lies up to one tick of the kernel's clock before the write; the quiet window is longer. */
const tickMs = 10;
/** Or it is finer than our clock, whose milliseconds are whole. */
const roundingMs = 2;

export interface RulesDeps {
  readonly rules: readonly BuildRule[];
  readonly commands: CommandRunner;
  readonly reporter: Reporter;
  readonly cwd: string;
  readonly env: () => Readonly<Record<string, string>>;
  /** Problems in what a command printed. */
  readonly diagnose: (output: string) => Promise<readonly Diagnostic[]>;
  /** A successful run asks for a restart. */
  readonly restart: (rule: string) => void;
  /** Unix time in ms of the write; tells the command's own writes from a person's. */
  readonly writtenAt: (path: string) => number;
  readonly now: () => number;
}

export interface RulesRunner {
  /** Files of the rule with that index changed. */
  changed(index: number, files: readonly FileChange[]): void;
  /** Kills what runs; resolves when nothing is left. */
  stop(): Promise<void>;
}

/** Runs the commands of `[[build.rules]]`: one at a time per rule, beside the build and each other. As air, but cancellable. */
export function createRulesRunner(deps: RulesDeps): RulesRunner {
  const runners = deps.rules.map((rule) => new RuleRunner(rule, deps));
  return {
    changed: (index, files) => runners[index]?.changed(files),
    async stop() {
      await Promise.all(runners.map((runner) => runner.stop()));
    },
  };
}

/** From the start of a run to its end. */
interface RunWindow {
  readonly fromMs: number;
  untilMs: number;
}

class RuleRunner {
  private readonly rule: BuildRule;
  private readonly deps: RulesDeps;
  private running: RunningCommand | undefined;
  /** Of the last minute; what an earlier run wrote may be told of when the next one is already going. */
  private windows: RunWindow[] = [];
  private owed: readonly FileChange[] | undefined;
  private ownRuns: number[] = [];
  private stopped = false;
  private ended = false;

  constructor(rule: BuildRule, deps: RulesDeps) {
    this.rule = rule;
    this.deps = deps;
  }

  changed(files: readonly FileChange[]): void {
    if (this.ended) return;
    const own = files.every((file) => this.isOwnWrite(file));
    if (!own) {
      this.stopped = false;
      this.ownRuns = [];
    }
    if (this.owed !== undefined) {
      this.owed = files;
      return;
    }
    if (own && this.isLoop(files)) return;
    if (this.running === undefined) return this.start(files);
    this.owed = files;
    this.deps.reporter.report({ type: 'rule-superseded', rule: this.rule.name });
    void this.running.cancel();
  }

  async stop(): Promise<void> {
    this.ended = true;
    this.owed = undefined;
    await this.running?.cancel();
  }

  /** Written between the start and the end of one of the command's runs. */
  private isOwnWrite(file: FileChange): boolean {
    const atMs = this.deps.writtenAt(file.path);
    return this.windows.some(({ fromMs, untilMs }) => atMs >= fromMs - tickMs && atMs <= untilMs + roundingMs);
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

  private openWindow(): RunWindow {
    const fromMs = this.deps.now();
    const window = { fromMs, untilMs: Number.POSITIVE_INFINITY };
    this.windows = [...this.windows.filter(({ untilMs }) => fromMs - untilMs < minuteMs), window];
    return window;
  }

  private start(files: readonly FileChange[]): void {
    const { deps, rule } = this;
    const window = this.openWindow();
    deps.reporter.report({ type: 'rule-started', rule: rule.name, command: rule.cmd, files });
    const running = deps.commands.start({
      command: { type: 'shell', line: rule.cmd },
      cwd: deps.cwd,
      env: deps.env(),
      label: `rule-${rule.name.replaceAll(/[^\w-]/g, '_')}`,
      onOutput: (text) => deps.reporter.report({ type: 'command-output', name: 'rule', rule: rule.name, text }),
    });
    this.running = running;
    void running.ended.then(async ({ end, output }) => {
      const owed = this.owed;
      // Cancelled: the next run must not meet what is left of this one.
      if (owed !== undefined || this.ended) await running.cancel();
      this.running = undefined;
      window.untilMs = deps.now();
      this.owed = undefined;
      if (this.ended) return;
      if (owed !== undefined) return this.start(owed);
      const ok = end.type === 'code' && end.code === 0;
      const diagnostics = ok ? [] : await deps.diagnose(output);
      deps.reporter.report({
        type: 'rule-finished',
        rule: rule.name,
        end,
        durationMs: Math.round(window.untilMs - window.fromMs),
        diagnostics,
        next: ok ? rule.run : 'none',
      });
      if (ok && rule.run === 'restart') deps.restart(rule.name);
    });
  }
}
