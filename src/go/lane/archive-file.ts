import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

const magic = '!<arch>\n';
const headerBytes = 60;
const idLine = /build id "([^"\n]*)"/g;

/**
 * The digest of what importers read of a compiled package: as long as it stays, they come out the same. An archive is
 * `!<arch>`, then members with a header of 60 bytes each, of which the first, `__.PKGDEF`, is for them
 * (cmd/internal/archive). The build ID, which is of the sources, is left out.
 *
 * @throws where it is no archive of the Go compiler
 */
export function exportsOf(archive: string): string {
  const handle = openSync(archive, 'r');
  try {
    const start = magic.length + headerBytes;
    const head = readAt(handle, 0, start);
    const bytes = readAt(handle, start, definitionBytes(head, archive));
    blankId(bytes, 0);
    return digest(bytes);
  } finally {
    closeSync(handle);
  }
}

/**
 * The digest of a compiled package, without its build ID.
 *
 * @throws where it is no archive of the Go compiler
 */
export function wholeOf(archive: string): string {
  const bytes = readFileSync(archive);
  const start = magic.length + headerBytes;
  const size = definitionBytes(bytes.subarray(0, start), archive);
  blankId(bytes, start);
  // Members begin at even places.
  blankId(bytes, start + size + (size % 2) + headerBytes);
  return digest(bytes);
}

/** The length of `__.PKGDEF`. */
function definitionBytes(head: Buffer, archive: string): number {
  const text = head.toString('latin1');
  const header = text.slice(magic.length);
  const size = Number(header.slice(48, 58));
  if (!text.startsWith(`${magic}__.PKGDEF `) || !(size > 0))
    throw new Error(`${archive} is no archive of the Go compiler`);
  return size;
}

function readAt(handle: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  const read = readSync(handle, bytes, 0, length, position);
  return bytes.subarray(0, read);
}

/** It stands in the lines that an object begins with. */
function blankId(bytes: Buffer, at: number): void {
  const head = bytes.toString('latin1', at, at + 512);
  for (const match of head.matchAll(idLine)) {
    const from = at + match.index + 'build id "'.length;
    bytes.fill(0, from, from + (match[1] ?? '').length);
  }
}

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('base64url');
}
