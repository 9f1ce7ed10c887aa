/** Longer than it takes to hear of a save on a machine that is busy. */
const longestUnheardMs = 2000;

export interface SaveTimes {
  /** Unix ms of the newest write by the clock of the file system; 0 when no file is left. */
  readonly newestMs: number;
  /** When the first of the changes was heard of, by our clock. */
  readonly noticedMs: number;
  readonly nowMs: number;
  /** How long a save may go unheard of because nobody looks. */
  readonly pollIntervalMs: number;
}

/**
 * When the save was, for people: Unix ms, never in the future. The two clocks may be days apart (a container, a
 * disk of another machine); then the file's own time says nothing, and the moment when it was noticed counts.
 */
export function savedAt({ newestMs, noticedMs, nowMs, pollIntervalMs }: SaveTimes): number {
  const plausible = noticedMs - newestMs <= longestUnheardMs + pollIntervalMs;
  return Math.min(plausible ? newestMs : noticedMs, nowMs);
}
