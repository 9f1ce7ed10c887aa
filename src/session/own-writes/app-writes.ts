import type { FileChange } from '../../protocol/change.ts';
import { tickMs } from './write-window.ts';

/** Later than this after a start, a write is nobody's but a person's. */
export const momentMs = 1000;
/** A program that writes at its start does so about as long after it each time; a person does not. */
const steadyMs = 250;
/**
 * In how many runs in a row, each of which that file alone had asked for, it must have been written in the moment
 * after the start: where the time from the start to the write is about the same each time, and where it is not.
 */
const proof = { steady: 5, unsteady: 10 } as const;

export interface AppWrite {
  readonly file: FileChange;
  /** Unix time in ms of the write. */
  readonly atMs: number;
}

export interface SiftedAppWrites {
  /** To be acted on. */
  readonly rest: readonly FileChange[];
  /** Written by the app as it started. */
  readonly own: readonly FileChange[];
  /** Those of `own` that were found out just now. */
  readonly learned: readonly FileChange[];
}

/** When the writes of a file came: in ms after the start, the first of each run. */
interface Habit {
  readonly runs: number;
  readonly least: number;
  readonly most: number;
  /** In one run. */
  readonly writes: number;
  /** The last of any run. */
  readonly last: number;
}

/**
 * Tells what the app wrote as it started from what a person saved. A program that renders a watched page at its
 * start would otherwise be started again by its own work, forever.
 *
 * A person's save of such a file still counts, unless it comes in the place of the app's own, as long after a start.
 */
export class AppWrites {
  private startedMs: number | undefined;
  /** What the run was started for; undefined: not, or not only, for files. */
  private cause: ReadonlySet<string> | undefined;
  private nextCause: Set<string> | undefined;
  /** How often each was written. */
  private readonly inThisRun = new Map<string, number>();
  private readonly streaks = new Map<string, Habit>();
  private readonly known = new Map<string, Habit>();

  /** Something is asked for because of these files. */
  asked(files: readonly FileChange[]): void {
    this.nextCause ??= new Set();
    for (const { path } of files) this.nextCause.add(path);
  }

  started(atMs: number): void {
    for (const path of this.streaks.keys()) if (!this.inThisRun.has(path)) this.streaks.delete(path);
    this.inThisRun.clear();
    this.startedMs = atMs;
    this.cause = this.nextCause;
    this.nextCause = undefined;
  }

  sift(writes: readonly AppWrite[]): SiftedAppWrites {
    const judged = writes.map((write) => ({ file: write.file, verdict: this.judge(write) }));
    const of = (...verdicts: readonly Verdict[]): readonly FileChange[] =>
      judged.filter(({ verdict }) => verdicts.includes(verdict)).map(({ file }) => file);
    return { rest: of('foreign'), own: of('own', 'learned'), learned: of('learned') };
  }

  private judge({ file: { path }, atMs }: AppWrite): Verdict {
    const delayMs = atMs - (this.startedMs ?? Number.POSITIVE_INFINITY);
    if (delayMs < -tickMs || delayMs > momentMs) {
      this.streaks.delete(path);
      return 'foreign';
    }
    const writes = (this.inThisRun.get(path) ?? 0) + 1;
    this.inThisRun.set(path, writes);
    const known = this.known.get(path);
    if (known !== undefined && writes <= known.writes && isNear(known, delayMs)) return 'own';
    if (writes > 1) {
      const streak = this.streaks.get(path);
      if (streak !== undefined) this.streaks.set(path, withWrite(streak, writes, delayMs));
      return 'foreign';
    }
    const habit = withRun(this.isCausedByItself() ? this.streaks.get(path) : undefined, delayMs);
    this.streaks.set(path, habit);
    if (!isProven(habit)) return 'foreign';
    this.known.set(path, habit);
    return known === undefined ? 'learned' : 'own';
  }

  /** By nothing but files that the run before wrote as it started. */
  private isCausedByItself(): boolean {
    return this.cause !== undefined && [...this.cause].every((path) => this.streaks.has(path));
  }
}

type Verdict = 'foreign' | 'own' | 'learned';

function withRun(before: Habit | undefined, delayMs: number): Habit {
  const { runs, least, most, writes, last } = before ?? { runs: 0, least: delayMs, most: delayMs, writes: 1, last: 0 };
  return {
    runs: runs + 1,
    least: Math.min(least, delayMs),
    most: Math.max(most, delayMs),
    writes,
    last: Math.max(last, delayMs),
  };
}

function withWrite(habit: Habit, writes: number, delayMs: number): Habit {
  return { ...habit, writes: Math.max(habit.writes, writes), last: Math.max(habit.last, delayMs) };
}

function isProven({ runs, least, most }: Habit): boolean {
  return runs >= (most - least <= steadyMs ? proof.steady : proof.unsteady);
}

function isNear({ least, last }: Habit, delayMs: number): boolean {
  return delayMs >= least - steadyMs && delayMs <= last + steadyMs;
}
