/**
 * What kind of task it is.
 *
 * | task                   | newerWork    | priority | ownWork                                       |
 * |------------------------|--------------|----------|-----------------------------------------------|
 * | a build rule           | `supersedes` | `normal` | its command may write files that it runs for  |
 * | reading the config     | `waits`      | `normal` | –                                             |
 * | tests on change        | `supersedes` | `idle`   | as a rule: a test may write a golden file     |
 * | a new package graph    | `supersedes` | `normal` | –                                             |
 * | the proof of a lane    | `supersedes` | `idle`   | –                                             |
 */
export interface Options {
  /** What becomes of the run that newer work meets: it is cancelled, or comes to its end before the next one begins. */
  readonly newerWork: 'supersedes' | 'waits';
  /** `idle`: nothing runs while something more urgent does, and what was running is done again after it. */
  readonly priority: 'normal' | 'idle';
  /** Absent: its runs write nothing that they are run for. */
  readonly ownWork?: OwnWorkLimits;
}

/** How long a task may keep itself busy, with nobody else asking for anything. */
export interface OwnWorkLimits {
  /** More runs than this within `withinMs` are a loop: none follows until somebody else asks for one. */
  readonly mostRuns: number;
  readonly withinMs: number;
  /** So often in a row a run is superseded for a write that may be its own; then it comes to its end. */
  readonly mostSuperseded: number;
}
