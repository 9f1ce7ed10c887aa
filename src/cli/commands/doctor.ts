import { worst } from '../../doctor/check.ts';
import { examine } from '../../doctor/examine.ts';
import { renderChecks, renderChecksJson } from '../../doctor/render-checks.ts';
import { exitCode } from '../../protocol/exit-code.ts';
import type { CommandLine } from '../command-line.ts';
import { stdoutView } from '../stdout-view.ts';

/**
 * `gorl doctor`: what gorl depends on here, one line each on stdout. Exit code 0: nothing is broken
 * (there may be warnings); 1: something is; 2: the config cannot be used.
 */
export async function diagnose(line: CommandLine): Promise<number> {
  const { checks, unusableConfig } = await examine(line);
  process.stdout.write(
    line.json === true ? renderChecksJson(checks) : renderChecks(checks, line.debug, stdoutView(line.color)),
  );
  if (unusableConfig) return exitCode.usage;
  return worst(checks) === 'problem' ? exitCode.failed : exitCode.stopped;
}
