import { statSync, type Stats } from 'node:fs';
import { lateTickMs } from '../../base/file-times.ts';
import { toDisk } from '../../base/file-name.ts';
import { readRegularFile } from '../../base/read-regular-file.ts';

/** What is remembered of a file: equal means unchanged, different means: look closer. */
export interface FileSignature {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly ino: number;
  /** Of the content that was last delivered; undefined while it has not been read. */
  hash: string | undefined;
  /**
   * Looked at so soon after its last write that another write may bear the same time stamp (see
   * `tickMs`). Then the signature proves nothing and the content is compared.
   */
  readonly racy: boolean;
}

/** Bigger files are compared by signature only. */
export const largestHashedBytes = 8 * 1024 * 1024;

/** Follows symlinks. Undefined when there is no such regular file, or it cannot be looked at. */
export function statFile(path: string): Stats | undefined {
  try {
    const stats = statSync(toDisk(path), { throwIfNoEntry: false });
    return stats?.isFile() === true ? stats : undefined;
  } catch {
    return undefined;
  }
}

export function hasSignature(known: FileSignature, stats: Stats): boolean {
  return (
    known.mtimeMs === stats.mtimeMs &&
    known.size === stats.size &&
    known.ctimeMs === stats.ctimeMs &&
    known.ino === stats.ino
  );
}

/**
 * The file as it is now against what was delivered of it. `stats` must be older than the content that
 * is read here, so that a later write shows in the next comparison.
 */
export function compareFile(
  path: string,
  stats: Stats,
  known: FileSignature | undefined,
): { readonly signature: FileSignature; readonly changed: boolean; readonly rewritten: boolean } {
  const racy = isRacy(stats);
  const same = known !== undefined && hasSignature(known, stats);
  if (same && !known.racy) return { signature: known, changed: false, rewritten: false };
  const content = known?.hash !== undefined || racy || same ? hashFile(path, stats.size) : undefined;
  // Without content to compare, a signature that is still the same has to do, racy or not.
  const changed = content === undefined ? !same : content !== known?.hash;
  return { signature: signatureOf(stats, racy, content), changed, rewritten: !same && !changed };
}

/** An empty file that was not empty is probably being written anew; so long it is given for that. */
const emptyMs = 100;

/** Emptied or made a moment ago: what is to stand in it has not come yet, and building without it would be for nothing. */
export function isBeingWritten(stats: Stats, known: FileSignature | undefined): boolean {
  if ((known !== undefined && known.size <= 0) || stats.size > 0) return false;
  if (known !== undefined && isBeingEmptied(stats, known)) return true;
  return !isInFuture(stats.mtimeMs) && Date.now() - stats.mtimeMs < emptyMs;
}

/** Since when, Unix ms, a file that was known so is empty and bears the stamps from before. */
const emptiedSince = new WeakMap<FileSignature, number>();

/**
 * The kernel sets the size before the stamps. Whoever looks in between must not believe the stamps: they say that it
 * was written long ago. Where they stay as they are, it is empty for good after a while.
 */
function isBeingEmptied({ mtimeMs, ctimeMs }: Stats, known: FileSignature): boolean {
  if (mtimeMs !== known.mtimeMs || ctimeMs !== known.ctimeMs) return false;
  const sinceMs = emptiedSince.get(known) ?? Date.now();
  emptiedSince.set(known, sinceMs);
  return Date.now() - sinceMs < emptyMs;
}

/** The clock is read in whole milliseconds, and file systems may round. */
const roundingMs = 2;

/** Such a time stamp (Unix ms) was set by hand, or by a clock that was ahead: how old it is cannot be known. */
export function isInFuture(stampMs: number): boolean {
  return stampMs > Date.now() + roundingMs;
}

/** SHA-1 of the content in hexadecimal; undefined when the file is too big or cannot be read. */
export function hashFile(path: string, size: number): string | undefined {
  if (size > largestHashedBytes) return undefined;
  try {
    // Loaded only now: node's crypto would cost the start 3 ms.
    return process.getBuiltinModule('node:crypto').hash('sha1', readRegularFile(toDisk(path)), 'hex');
  } catch {
    return undefined;
  }
}

function signatureOf(stats: Stats, racy: boolean, content: string | undefined): FileSignature {
  const { size, mtimeMs, ctimeMs, ino } = stats;
  return { size, mtimeMs, ctimeMs, ino, hash: content, racy };
}

function isRacy({ mtimeMs, ctimeMs }: Stats): boolean {
  const writtenMs = Math.max(mtimeMs, ctimeMs);
  const age = Date.now() - writtenMs;
  // Whole seconds: FAT, HFS+ and some network file systems know nothing finer than 2 s.
  return age < (writtenMs % 1000 === 0 ? 2100 : lateTickMs);
}
