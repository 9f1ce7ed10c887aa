import { parseBuildFlags } from './build-flags.ts';

/**
 * Whether the user says by which profile the program is optimized, or by none; also where nobody knows what the flags
 * mean.
 */
export function namesProfile(goFlags: readonly string[], flags: readonly string[]): boolean {
  const parsed = [goFlags, flags].map((words) => parseBuildFlags(words));
  return parsed.some((each) => each.type !== 'ok' || each.flags.some(({ name }) => name === 'pgo'));
}
