import type { CommandRunner } from '../../engine/ports.ts';

/** Commands that leave the machine to everything else. */
export function atLowPriority(commands: CommandRunner): CommandRunner {
  return { start: (spec) => commands.start({ ...spec, lowPriority: true }) };
}
