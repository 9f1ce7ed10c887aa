import type { CommandSpec } from '../../engine/ports.ts';
import type { BuildPlan, OwnedPlan } from './build-plan.ts';

export interface GoBuildSpecOptions {
  readonly plan: Pick<BuildPlan, 'cwd' | 'env'>;
  readonly build: OwnedPlan;
  /** For the go command, from `build` on. */
  readonly args: readonly string[];
  /** Absolute, there: for its temporary files. */
  readonly workDir: string;
  readonly label: string;
  readonly onOutput: (text: string) => void;
}

/** How a go build of gorl's is started. */
export function goBuildSpec({ plan, build, args, workDir, label, onOutput }: GoBuildSpecOptions): CommandSpec {
  return {
    command: { type: 'argv', file: build.goFile, args },
    cwd: plan.cwd,
    // The C compiler leaves its files in TMPDIR when it is killed.
    env: { ...plan.env, GOTMPDIR: workDir, TMPDIR: workDir },
    label,
    onOutput,
  };
}
