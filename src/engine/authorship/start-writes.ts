import type { FileChange } from '../../protocol/change.ts';
import { momentMs, startProof, steadyMs, tickMs } from './thresholds.ts';
import type { Sifted, Written } from './written.ts';

/**
 * What is known of what the app writes as it starts. A program that renders a watched page at its start would
 * otherwise be started again by its own work, forever.
 *
 * A person's save of such a file still has an effect, unless it comes in the place of the app's own, as long after a
 * start.
 */
export interface StartWrites {
  /** Unix ms of the app's last start. */
  readonly startedMs: number | undefined;
  /** What the run was started for; undefined: not, or not only, for files that the run before wrote as it started. */
  readonly cause: ReadonlySet<string> | undefined;
  readonly nextCause: ReadonlySet<string> | undefined;
  /** How often each file was written. */
  readonly inThisRun: ReadonlyMap<string, number>;
  /** Of files that are watched for a row of runs. */
  readonly streaks: ReadonlyMap<string, Habit>;
  /** Of files that are the app's. */
  readonly known: ReadonlyMap<string, Habit>;
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

export const noStartWrites: StartWrites = {
  startedMs: undefined,
  cause: undefined,
  nextCause: undefined,
  inThisRun: new Map(),
  streaks: new Map(),
  known: new Map(),
};

/** Something is asked for because of these files. */
export function askedFor(state: StartWrites, files: readonly FileChange[]): StartWrites {
  return { ...state, nextCause: new Set([...(state.nextCause ?? []), ...files.map(({ path }) => path)]) };
}

export function appStarted(state: StartWrites, atMs: number): StartWrites {
  const streaks = new Map([...state.streaks].filter(([path]) => state.inThisRun.has(path)));
  const { nextCause } = state;
  const byItself = nextCause !== undefined && [...nextCause].every((path) => streaks.has(path));
  return {
    ...state,
    startedMs: atMs,
    cause: byItself ? nextCause : undefined,
    nextCause: undefined,
    inThisRun: new Map(),
    streaks,
  };
}

export function siftStartWrites(
  before: StartWrites,
  written: readonly Written[],
): { readonly state: StartWrites; readonly sifted: Sifted } {
  let state = before;
  const judged: { readonly file: FileChange; readonly verdict: Verdict }[] = [];
  for (const each of written) {
    const { after, verdict } = judge(state, each);
    state = after;
    judged.push({ file: each.file, verdict });
  }
  const of = (...verdicts: readonly Verdict[]): readonly FileChange[] =>
    judged.filter(({ verdict }) => verdicts.includes(verdict)).map(({ file }) => file);
  return { state, sifted: { rest: of('foreign'), own: of('own', 'learned'), learned: of('learned') } };
}

type Verdict = 'foreign' | 'own' | 'learned';

interface Judged {
  readonly after: StartWrites;
  readonly verdict: Verdict;
}

function judge(state: StartWrites, { file: { path }, atMs }: Written): Judged {
  const delayMs = atMs - (state.startedMs ?? Number.POSITIVE_INFINITY);
  if (delayMs < -tickMs || delayMs > momentMs)
    return { after: { ...state, streaks: without(state.streaks, path) }, verdict: 'foreign' };
  const writes = (state.inThisRun.get(path) ?? 0) + 1;
  const seen: StartWrites = { ...state, inThisRun: withEntry(state.inThisRun, path, writes) };
  const known = state.known.get(path);
  if (known !== undefined && writes <= known.writes && isNear(known, delayMs)) return { after: seen, verdict: 'own' };
  const streak = state.streaks.get(path);
  if (writes > 1) {
    const after =
      streak === undefined
        ? seen
        : { ...seen, streaks: withEntry(seen.streaks, path, withWrite(streak, writes, delayMs)) };
    return { after, verdict: 'foreign' };
  }
  const habit = withRun(isCausedByItself(state) ? streak : undefined, delayMs);
  const noted: StartWrites = { ...seen, streaks: withEntry(seen.streaks, path, habit) };
  if (!isProven(habit)) return { after: noted, verdict: 'foreign' };
  return {
    after: { ...noted, known: withEntry(noted.known, path, habit) },
    verdict: known === undefined ? 'learned' : 'own',
  };
}

/** By nothing but such files, and nobody has written one of them at another time since. */
function isCausedByItself({ cause, streaks }: StartWrites): boolean {
  return cause !== undefined && [...cause].every((path) => streaks.has(path));
}

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
  return runs >= (most - least <= steadyMs ? startProof.steady : startProof.unsteady);
}

function isNear({ least, last }: Habit, delayMs: number): boolean {
  return delayMs >= least - steadyMs && delayMs <= last + steadyMs;
}

function withEntry<V>(map: ReadonlyMap<string, V>, path: string, value: V): ReadonlyMap<string, V> {
  return new Map([...map, [path, value]]);
}

function without<V>(map: ReadonlyMap<string, V>, path: string): ReadonlyMap<string, V> {
  return map.has(path) ? new Map([...map].filter(([each]) => each !== path)) : map;
}
