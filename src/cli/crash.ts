import { isOutOfFiles, outOfFiles, raiseFileLimit } from '../base/file-limit.ts';
import { exitCode } from '../protocol/exit-code.ts';
import type { StampedEvent } from '../engine/loop.ts';
import { hasty, stderr } from './stderr.ts';
import { version } from '../base/version.ts';

let crashed = false;

/**
 * No descriptor is left where gorl cannot do without one: ends what was started, says so, and leaves with 3.
 * A bug in gorl: ends what was started, says so with all that is needed to find it, and leaves with 70.
 */
export function crash(problem: unknown, history: readonly StampedEvent[], endEverything: () => void): void {
  const code = isOutOfFiles(problem) ? exitCode.environment : exitCode.internal;
  if (crashed) process.exit(code);
  crashed = true;
  try {
    endEverything();
  } catch {
    // The guardian sees to what is left.
  }
  stderr().write(`\ngorl ${version}: ${lastWords(problem, history)}\n`);
  // A reader that is stuck must not keep a broken gorl.
  void stderr()
    .settle(hasty)
    .finally(() => process.exit(code));
}

function lastWords(problem: unknown, history: readonly StampedEvent[]): string {
  if (isOutOfFiles(problem)) return `${outOfFiles(problem)}\n${raiseFileLimit}`;
  const text = problem instanceof Error ? (problem.stack ?? problem.message) : String(problem);
  const events = history.map(({ atMs, event }) => `\n${JSON.stringify({ atMs, event })}`).join('');
  return `internal error, please report it with the following\n${text}${events}`;
}
