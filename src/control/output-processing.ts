import { spawnSync } from 'node:child_process';

/** stty waits for a terminal that takes nothing, in ms; gorl does not. */
const longestMs = 500;

/**
 * Has gorl's terminal show what is written as it is written (`-opost`), which node has no way to ask for: a line feed of
 * a full-screen program goes one row down, and not to the left as well; and much text takes half the time. Whoever
 * writes then has to end lines by itself. Setting a mode of the keyboard takes it back.
 *
 * @param terminal its descriptor
 * @returns whether it does
 */
export function switchProcessingOff(terminal: number): boolean {
  const { status } = spawnSync('stty', ['-opost'], { stdio: [terminal, 'ignore', 'ignore'], timeout: longestMs });
  return status === 0;
}
