import { join } from 'node:path';
import { hasSignature, hashFile, largestHashedBytes, statFile, type FileSignature } from './file-signature.ts';
import type { SignatureTable } from './signature-table.ts';

const sliceMs = 4;
const pauseMs = 8;

/**
 * Reads every known file once, in slices of 4 ms, so that a later write of the same bytes is recognized.
 * `again()` after new files were delivered.
 */
export function startHashing(table: SignatureTable): { again(): void; close(): void } {
  let work: Generator<undefined> | undefined;
  let timer: NodeJS.Timeout | undefined;

  function slice(): void {
    timer = undefined;
    const end = performance.now() + sliceMs;
    while (work !== undefined && performance.now() < end) if (work.next().done === true) work = undefined;
    if (work !== undefined) next();
  }

  function next(): void {
    timer ??= setTimeout(slice, pauseMs).unref();
  }

  const again = (): void => {
    work = hashAll(table);
    next();
  };
  again();
  return { again, close: () => clearTimeout(timer) };
}

function* hashAll(table: SignatureTable): Generator<undefined> {
  for (const known of table.directories.values()) {
    for (const [name, signature] of known.files) {
      if (wantsHash(signature)) yield hashUnchanged(join(known.path, name), signature);
    }
  }
  for (const [path, signature] of table.named.known) {
    if (wantsHash(signature)) yield hashUnchanged(path, signature);
  }
}

function wantsHash(signature: FileSignature): boolean {
  return signature.hash === undefined && !signature.racy && signature.size <= largestHashedBytes;
}

/** Only content that provably is the delivered one gets its hash remembered: looked at after reading. */
function hashUnchanged(path: string, signature: FileSignature): undefined {
  const content = hashFile(path, signature.size);
  const stats = statFile(path);
  if (content !== undefined && stats !== undefined && hasSignature(signature, stats)) signature.hash = content;
}
