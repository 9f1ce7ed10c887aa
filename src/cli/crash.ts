import { isOutOfFiles, outOfFiles, raiseFileLimit } from '../base/file-limit.ts';
import { exitCode } from './exit-code.ts';
import type { StampedEvent } from '../engine/loop.ts';
import { version } from './version.ts';

/**
 * No descriptor is left where gorl cannot do without one: says so, ends what was started, and leaves with 3.
 * A bug in gorl: says so with all that is needed to find it, ends what was started, and leaves with 70.
 */
export function crash(error: unknown, history: readonly StampedEvent[], endEverything: () => void): never {
  if (isOutOfFiles(error)) {
    process.stderr.write(`\ngorl ${version}: ${outOfFiles(error)}\n${raiseFileLimit}\n`);
    leave(endEverything, exitCode.environment);
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`\ngorl ${version}: internal error, please report it with what follows\n${text}\n`);
  for (const { atMs, event } of history) process.stderr.write(`${JSON.stringify({ atMs, event })}\n`);
  leave(endEverything, exitCode.internal);
}

function leave(endEverything: () => void, code: number): never {
  try {
    endEverything();
  } finally {
    process.exit(code);
  }
}
