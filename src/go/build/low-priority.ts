import { setPriority } from 'node:os';
import type { CommandRunner } from '../../engine/ports.ts';

/** Commands that leave the machine to everything else. */
export function atLowPriority(commands: CommandRunner): CommandRunner {
  return {
    start(spec) {
      const started = commands.start(spec);
      try {
        if (started.pid !== undefined) setPriority(started.pid, lowPriority);
      } catch {
        // It has ended, or the system has no such thing.
      }
      return started;
    },
  };
}

/** As `nice` does. */
const lowPriority = 10;
