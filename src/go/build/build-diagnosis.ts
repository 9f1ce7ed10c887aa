import { existsSync } from 'node:fs';
import type { CommandResult } from '../../engine/ports.ts';
import type { ProcessEnd } from '../../protocol/process-end.ts';
import { parseBuildOutput, type OutputContext, type ParsedOutput } from '../output/build-output.ts';
import { attachExcerpts } from '../output/excerpt.ts';
import { describeEnd, notStarted, type FailedBuild } from './build-failure.ts';
import type { BuildPlan } from './build-plan.ts';
import { appendToErrorLog } from './error-log.ts';

type Context = Pick<OutputContext, 'places' | 'source'>;

/**
 * What failed, as the output of the command tells. It is in the error log then, too.
 *
 * @param untold of the lines that are in no problem, those that were not shown yet
 */
export async function failedBuild(
  plan: BuildPlan,
  { output, end }: CommandResult,
  untold: (rest: readonly string[]) => readonly string[],
  context: Context = {},
): Promise<FailedBuild> {
  // Not where the whole project was moved away meanwhile: that would make a part of it anew.
  if (plan.log !== undefined && existsSync(plan.cwd))
    await appendToErrorLog(plan.log, output.trim() || describeEnd(end));
  const { diagnostics, rest } = await diagnose(plan, output, end, context);
  return { type: 'failed', diagnostics, output: untold(rest).join('\n'), end };
}

/** The problems in a command's output, with the code that they are about. */
export async function diagnose(
  { cwd, roots, modules }: BuildPlan,
  output: string,
  end: ProcessEnd,
  context: Context = {},
): Promise<Pick<ParsedOutput, 'diagnostics' | 'rest'>> {
  const parsed = parseBuildOutput(output, { cwd, ...context, modules: modules?.() ?? [] });
  const found = end.type === 'spawn-failed' ? [notStarted(end.message)] : parsed.diagnostics;
  return { diagnostics: await attachExcerpts(found, { base: cwd, roots }), rest: parsed.rest };
}
