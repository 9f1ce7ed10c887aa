import type { CommandSpec } from '../../engine/ports.ts';
import { ProblemFilter } from '../output/problem-filter.ts';
import type { ArtifactStore } from './artifacts.ts';
import type { BuildCommands, BuildCommandsOptions, Tried } from './build-commands.ts';
import type { BuildPlan } from './build-plan.ts';
import { requireProject } from './required-project.ts';

export interface ShellStepsOptions extends BuildCommandsOptions {
  readonly artifacts: ArtifactStore;
  readonly service: string;
}

/** A shell line of the build. */
export type ShellStep =
  | { readonly name: 'pre_cmd' | 'cmd'; readonly line: string }
  /** The entry of `[[build.generate]]` with that index and name. */
  | { readonly name: 'generate'; readonly line: string; readonly index: number; readonly generator: string };

/** A shell line that has ended. */
export interface ShellResult extends Tried {
  readonly line: string;
  readonly filter: ProblemFilter;
}

export interface ShellStepsDeps {
  readonly plan: BuildPlan;
  readonly generation: number;
  readonly steady: boolean;
  readonly commands: BuildCommands;
}

/** Runs the user's own lines of one build. */
export class ShellSteps {
  readonly #options: ShellStepsOptions;
  readonly #deps: ShellStepsDeps;

  constructor(options: ShellStepsOptions, deps: ShellStepsDeps) {
    this.#options = options;
    this.#deps = deps;
  }

  /** `again`: sources were written anew while it ran. */
  async run(step: ShellStep, again = false): Promise<ShellResult> {
    const { plan, steady, commands } = this.#deps;
    const { cwd, env, stopOnError } = plan;
    const { reporter } = this.#options;
    requireProject(plan.project ?? [cwd]);
    const { line } = step;
    const workDir = this.#workDirOf(step);
    const source = step.name === 'generate' ? { name: step.name, generator: step.generator } : { name: step.name };
    if (step.name === 'generate')
      reporter.report({ type: 'generator-started', generator: step.generator, command: line });
    else reporter.report({ type: 'command-started', name: step.name, command: line });
    const show = (text: string): void => reporter.report({ type: 'command-output', ...source, text });
    const filter = new ProblemFilter(show);
    // A hook whose failure does not fail the build is not told with its problems.
    const isTold = step.name !== 'pre_cmd' || stopOnError;
    const isHook = step.name !== 'cmd';
    const spec: CommandSpec = {
      command: { type: 'shell', line },
      cwd,
      env: workDir === undefined ? env : { ...env, GOTMPDIR: workDir },
      label: this.#labelOf(step),
      onOutput: (text) => (isTold ? filter.push(text) : show(text)),
    };
    const onWrite = isHook || steady ? 'let' : 'repeat';
    const tried = await commands.try(spec, { workDir, onWrite, isHook, again });
    // What a worthless run said is not told: it runs again. Of a generator, others decide that.
    const isWorthless = step.name !== 'generate' && tried.worthless && !again;
    if (commands.cancelled || isWorthless) filter.drop();
    return { line, ...tried, filter };
  }

  /** GOTMPDIR; undefined if the user chose it. */
  #workDirOf({ name }: ShellStep): string | undefined {
    if ((this.#deps.plan.env['GOTMPDIR'] ?? '') !== '') return undefined;
    const { artifacts } = this.#options;
    return name === 'cmd' ? artifacts.makeCommandDir(this.#deps.generation) : artifacts.makeHookDir();
  }

  #labelOf(step: ShellStep): string {
    const { service } = this.#options;
    if (step.name === 'generate') return `${service}/generate-${step.index}`;
    return step.name === 'pre_cmd' ? `${service}/pre_cmd` : buildLabel(service, this.#deps.generation);
  }
}

/** Names every process of the build's own commands. */
export function buildLabel(service: string, generation: number): string {
  return `${service}/build-${generation}`;
}

/** Not of a hook, a generator, or a rule, which may build something of its own. */
export function isBuildLabel(label: string): boolean {
  return /\/build-\d+$/.test(label);
}
