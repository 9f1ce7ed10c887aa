import { exitCode } from './exit-code.ts';
import type { StampedEvent } from '../engine/loop.ts';
import { hasty, stderr } from './stderr.ts';
import { version } from './version.ts';

let crashed = false;

/** A bug in gorl: ends what was started, says so with all that is needed to find it, and leaves with 70. */
export function crash(problem: unknown, history: readonly StampedEvent[], endEverything: () => void): void {
  if (crashed) process.exit(exitCode.internal);
  crashed = true;
  const text = problem instanceof Error ? (problem.stack ?? problem.message) : String(problem);
  const events = history.map(({ atMs, event }) => `${JSON.stringify({ atMs, event })}\n`).join('');
  try {
    endEverything();
  } catch {
    // The guardian sees to what is left.
  }
  stderr().write(`\ngorl ${version}: internal error, please report it with what follows\n${text}\n${events}`);
  // A reader that is stuck must not keep a broken gorl.
  void stderr()
    .settle(hasty)
    .finally(() => process.exit(exitCode.internal));
}
