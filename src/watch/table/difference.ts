import type { Stats } from 'node:fs';
import type { FileChange } from '../../protocol/change.ts';

/** What a comparison found. */
export interface Difference {
  readonly files: FileChange[];
  /** Absolute paths of files that were written, and are no change: with the bytes that they had, or with none yet. */
  readonly rewritten: Set<string>;
  /** Absolute paths of files that another filter wants now: they were there, and no change of theirs is told. */
  readonly adopted: Set<string>;
  /** Of `files`: created before anybody watched them. A build may have read them, so that they go counts, too. */
  readonly foundLate: Set<string>;
  /** Unix ms of the newest write or rename among the files that exist; 0 when there is none. */
  newestMs: number;
  /** Directories newly in the table, and such as are now another directory of the same name. */
  readonly appeared: Set<string>;
  readonly vanished: Set<string>;
  /** Directories with a file that is being written: not in `files` yet, to be compared again soon. */
  readonly unsettled: Set<string>;
  /** Directories that exist and could not be read: of what they hold nothing is known, so nothing is told. */
  readonly unreadable: Set<string>;
  /** A .gitignore is not what it was: the filter has to be asked again for everything. */
  ignoreRulesChanged: boolean;
}

export function noDifference(): Difference {
  return {
    files: [],
    rewritten: new Set(),
    adopted: new Set(),
    foundLate: new Set(),
    newestMs: 0,
    appeared: new Set(),
    vanished: new Set(),
    unsettled: new Set(),
    unreadable: new Set(),
    ignoreRulesChanged: false,
  };
}

export function noteWrite(difference: Difference, stats: Stats): void {
  difference.newestMs = Math.max(difference.newestMs, stats.mtimeMs, stats.ctimeMs);
}

/** Only some of the files; what it says of directories belongs to the whole comparison. */
export function selectFiles(
  { files, foundLate, newestMs }: Difference,
  wanted: (file: FileChange) => boolean,
): Difference {
  return { ...noDifference(), files: files.filter(wanted), foundLate, newestMs };
}

/** `later` was found after `earlier`; for a file that both name, the later word counts unless the two cancel out. */
export function mergeDifferences(earlier: Difference, later: Difference): Difference {
  const files = new Map(earlier.files.map((file) => [file.path, file]));
  for (const file of later.files) {
    const before = files.get(file.path);
    const isNews = before === undefined || (file.kind === 'deleted' && earlier.foundLate.has(file.path));
    const kind = isNews ? file.kind : mergeKinds(before.kind, file.kind);
    if (kind === undefined) files.delete(file.path);
    else files.set(file.path, { ...file, kind });
  }
  const vanished = new Set([...earlier.vanished].filter((path) => !later.appeared.has(path)));
  const appeared = new Set([...earlier.appeared].filter((path) => !later.vanished.has(path)));
  return {
    files: [...files.values()],
    rewritten: new Set([...earlier.rewritten, ...later.rewritten]),
    adopted: new Set([...earlier.adopted, ...later.adopted]),
    foundLate: new Set([...earlier.foundLate, ...later.foundLate]),
    newestMs: Math.max(earlier.newestMs, later.newestMs),
    appeared: new Set([...appeared, ...later.appeared]),
    vanished: new Set([...vanished, ...later.vanished]),
    unsettled: new Set([...earlier.unsettled, ...later.unsettled]),
    unreadable: new Set([...earlier.unreadable, ...later.unreadable]),
    ignoreRulesChanged: earlier.ignoreRulesChanged || later.ignoreRulesChanged,
  };
}

function mergeKinds(before: FileChange['kind'], after: FileChange['kind']): FileChange['kind'] | undefined {
  if (before === 'created') return after === 'deleted' ? undefined : 'created';
  return before === 'deleted' && after === 'created' ? 'modified' : after;
}
