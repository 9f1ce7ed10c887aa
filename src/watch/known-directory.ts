import { lstatSync, realpathSync, statSync } from 'node:fs';
import type { FileSignature } from './file-signature.ts';

/** A watched directory: what of it was last delivered. */
export interface KnownDirectory {
  readonly path: string;
  /** Changes when the directory is another one of the same name. */
  identity: string | undefined;
  readonly files: Map<string, FileSignature>;
  readonly directories: Set<string>;
  /** What the filter said of each name; directories with a slash at the end. */
  readonly verdicts: Map<string, boolean>;
  /** Real paths of the symlinked files here. */
  readonly linkTargets: Set<string>;
  ignoreFile: FileSignature | undefined;
  unreadable: boolean;
}

export function newDirectory(path: string): KnownDirectory {
  return {
    path,
    identity: undefined,
    files: new Map(),
    directories: new Set(),
    verdicts: new Map(),
    linkTargets: new Set(),
    ignoreFile: undefined,
    unreadable: false,
  };
}

export function isDirectory(path: string, follow: boolean): boolean {
  try {
    return (follow ? statSync : lstatSync)(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false;
  }
}

export function noteLinkTarget(known: KnownDirectory, path: string): void {
  try {
    known.linkTargets.add(realpathSync(path));
  } catch {
    // It vanished between two calls: the next comparison tells.
  }
}
