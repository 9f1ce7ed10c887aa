/**
 * Who wrote a file, a person or one of the programs that gorl starts? The kernel does not say. What is known is when
 * it was written, what ran at the time, and how often the same has happened before. These are the figures that it is
 * decided by, all of them. Each is a bargain: too low, and a person's save is taken for a program's and gets lost;
 * too high, and a program that writes what it is run for keeps gorl busy for longer before that is noticed.
 */

/** A file's time stamp lies up to one tick of the kernel's clock (10 ms at 100 Hz) before the write. */
export const tickMs = 10;

/** Or it is finer than our clock, whose milliseconds are whole; nothing has read the file so early. */
export const roundingMs = 2;

/**
 * In how many builds in a row a file must have been written while a command ran, to be taken for that command's
 * work. Two is the least that can be a row, and enough for a hook, since the compiler reads after it. A build command
 * of the user's may have read the file before it changed, so it takes twice the proof; and twice again where the file
 * also changes when no command runs, since somebody edits it.
 */
export const buildProof = {
  hook: { untouched: 2, edited: 4 },
  build: { untouched: 4, edited: 8 },
} as const;

/**
 * So often in a row a file that somebody edits is built once more because the build before it wrote it. A person who
 * saves into a build again and again pauses before that, and the build that follows the pause has the last save.
 */
export const mostFollowUps = 10;

/** Later than this after the app's start, a write is nobody's but a person's. */
export const momentMs = 1000;

/** A program that writes at its start does so about as long after it each time; a person does not. */
export const steadyMs = 250;

/**
 * In how many runs in a row, each of which that file alone had asked for, the app must have written it in the moment
 * after its start: where the time from the start to the write is about the same each time, and where it is not.
 */
export const startProof = { steady: 5, unsteady: 10 } as const;

/**
 * A task's own runs. More than ten within a minute that nobody else asked for are a loop. Three times in a row a run
 * is started over for what somebody may have written into it; a fourth comes to its end.
 */
export const ownRuns = { mostRuns: 10, withinMs: 60_000, mostSuperseded: 3 } as const;
