import type { Reporter } from '../../engine/ports.ts';
import { programName } from '../packages/program-name.ts';
import { outputFile, type ArtifactStore } from './artifacts.ts';
import { messageOf } from './build-failure.ts';
import type { BuildPlan, OwnedPlan } from './build-plan.ts';

export interface PublishOptions {
  readonly artifacts: Pick<ArtifactStore, 'publish'>;
  readonly reporter: Reporter;
}

/**
 * Puts a new binary at the place that it is run from, and tells if that is not possible.
 *
 * @throws where the app is started from that place and no other
 */
export async function publishBinary(
  generation: number,
  { output, packages }: OwnedPlan,
  { cwd, env, runsOutput }: BuildPlan,
  { artifacts, reporter }: PublishOptions,
): Promise<void> {
  const file = output === undefined ? undefined : await outputFile(output, cwd, () => programName(packages, cwd, env));
  try {
    tellShared(file, artifacts.publish(generation, file, runsOutput), reporter);
  } catch (error) {
    // Nobody asked for that place: its own file does as well.
    if (output === undefined) return;
    const message = `cannot put the new binary at ${output}: ${messageOf(error)}`;
    if (runsOutput === true) throw new Error(message, { cause: error });
    const hint = 'until then, gorl runs its own copy';
    reporter.report({ type: 'notice', level: 'warning', message, hint });
  }
}

function tellShared(file: string | undefined, holder: number | undefined, reporter: Reporter): void {
  if (holder === undefined) return;
  const what = file === undefined ? 'a program with this name here' : `its program from ${file}`;
  const message = `another gorl (pid ${holder}) runs ${what}, so this one runs its own copy`;
  reporter.report({ type: 'notice', level: 'info', message });
}
