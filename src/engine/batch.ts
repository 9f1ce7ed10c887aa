import { mergeFiles, type Cause } from '../protocol/change.ts';

/**
 * What a set of changes asks for.
 *
 * - `rebuild`: build, then replace the process if the binary differs.
 * - `restart`: the binary is unaffected but the process must start again (an env file changed, key `r`).
 * - `rebuild-and-restart`: build, and replace the process even if the binary is the same (a template
 *   that the app reads at run time changed; key `b`).
 */
export type Action = 'rebuild' | 'restart' | 'rebuild-and-restart';

/** Work that is owed: changes taken together, not yet built. */
export interface Batch {
  readonly action: Action;
  readonly cause: Cause;
  /** Unix time in ms of the save that made this batch (the newest mtime, or when it was noticed). */
  readonly savedAtMs?: number;
  /**
   * Nothing in it is known to be an input of the build, or its files change without end: it waits for the build
   * that runs, and that build's result goes live before the next one.
   */
  readonly mayWait?: true;
}

/** It makes the result of the build that runs worthless. A restart does not: it waits for the build anyway. */
export function supersedes(batch: Batch | undefined): boolean {
  return batch !== undefined && batch.action !== 'restart' && batch.mayWait !== true;
}

const strength: Record<Action, number> = { restart: 0, rebuild: 1, 'rebuild-and-restart': 2 };

/** Two batches as one: nothing that either asked for is lost, and the newer save's time counts. */
export function mergeBatches(older: Batch | undefined, newer: Batch): Batch {
  if (older === undefined) return newer;
  const action = mergeActions(older.action, newer.action);
  return {
    action,
    cause: mergeCauses(older.cause, newer.cause),
    ...(newer.savedAtMs === undefined
      ? older.savedAtMs === undefined
        ? {}
        : { savedAtMs: older.savedAtMs }
      : { savedAtMs: newer.savedAtMs }),
    ...(action === 'restart' || supersedes(older) || supersedes(newer) ? {} : { mayWait: true }),
  };
}

function mergeActions(a: Action, b: Action): Action {
  // A restart that is owed must not be dropped because the rebuilt binary turns out to be the same.
  if (a !== b && (a === 'restart' || b === 'restart')) return 'rebuild-and-restart';
  return strength[a] >= strength[b] ? a : b;
}

function mergeCauses(older: Cause, newer: Cause): Cause {
  if (older.type !== 'files' || newer.type !== 'files')
    return newer.type === 'files' ? newer : older.type === 'files' ? older : newer;
  return { type: 'files', files: mergeFiles(older.files, newer.files) };
}
