import { supersedes, type Batch } from '../batch.ts';

/** Which files ended builds before their time, since the last build that was let to its end. */
export interface Interruptions {
  /** By path: Unix ms at which the file first ended a build. */
  readonly since: Readonly<Record<string, number>>;
  /** Those that went on for longer than the patience: the next build is let through whatever they do. */
  readonly restless: readonly string[];
}

export const noInterruptions: Interruptions = { since: {}, restless: [] };

/** Notes that these changes arrived during a build, or were found at its end. */
export function noteInterruption(
  before: Interruptions,
  batch: Batch,
  nowMs: number,
  patienceMs: number,
): Interruptions {
  if (!supersedes(batch) || batch.cause.type !== 'files') return before;
  const since = { ...before.since };
  const restless = new Set(before.restless);
  for (const { path } of batch.cause.files) {
    since[path] ??= nowMs;
    if (nowMs - since[path] >= patienceMs) restless.add(path);
  }
  return { since, restless: [...restless] };
}

/** Whether all that changed changes without end. */
export function isRestless({ restless }: Interruptions, { cause }: Batch): boolean {
  return cause.type === 'files' && cause.files.length > 0 && cause.files.every(({ path }) => restless.includes(path));
}

/** A build was let to its end: only what changed again meanwhile is remembered. */
export function stillRestless({ since, restless }: Interruptions, dirty: Batch | undefined): Interruptions {
  if (dirty?.cause.type !== 'files') return noInterruptions;
  const changed = new Set(dirty.cause.files.map(({ path }) => path));
  return {
    since: Object.fromEntries(Object.entries(since).filter(([path]) => changed.has(path))),
    restless: restless.filter((path) => changed.has(path)),
  };
}
