import { eventPaths } from '../source/event-paths.ts';
import type { FileSignature } from './file-signature.ts';

/** A watched directory: what of it was last delivered. */
export interface KnownDirectory {
  readonly path: string;
  /** Since when the table has this very directory; Unix ms. 0: since its first look. */
  enteredMs: number;
  /** Changes when the directory is another one of the same name. */
  identity: string | undefined;
  readonly files: Map<string, FileSignature>;
  readonly directories: Set<string>;
  /** What the filter said of each name; directories with a slash at the end. */
  readonly verdicts: Map<string, boolean>;
  /** Where the symlinked files here lead, link by link. */
  readonly linkTargets: Set<string>;
  ignoreFile: FileSignature | undefined;
  unreadable: boolean;
}

export function newDirectory(path: string, enteredMs: number): KnownDirectory {
  return {
    path,
    enteredMs,
    identity: undefined,
    files: new Map(),
    directories: new Set(),
    verdicts: new Map(),
    linkTargets: new Set(),
    ignoreFile: undefined,
    unreadable: false,
  };
}

/** Takes on what it is now; true when it was another directory of the same name. */
export function becomesAnother(known: KnownDirectory, identity: string): boolean {
  const isAnother = known.identity !== undefined && known.identity !== identity;
  known.identity = identity;
  if (isAnother) known.enteredMs = Date.now();
  return isAnother;
}

/** Where a symlink leads counts also while nothing is there: it may be removed and written anew. */
export function noteLinkTarget(known: KnownDirectory, path: string): void {
  for (const target of eventPaths(path)) if (target !== path) known.linkTargets.add(target);
}

/** An app that writes files of ever new names must not fill the memory. */
export function forgetAbsent({ verdicts }: KnownDirectory, present: readonly { readonly name: string }[]): void {
  if (verdicts.size <= present.length) return;
  const names = new Set(present.map(({ name }) => name));
  for (const key of verdicts.keys()) if (!names.has(key.replace(/\/$/, ''))) verdicts.delete(key);
}
