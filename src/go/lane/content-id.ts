import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';

/**
 * Gives a binary the content ID that the go command would give it: the hash of all its bytes, but for the build ID and
 * what is made of that (cmd/internal/buildid, FindAndHash). Two binaries of the same content ID are the same program.
 *
 * @param id the build ID that it was linked with; the content ID takes the place of its last part
 * @returns undefined where the binary does not hold that ID
 * @throws when the file cannot be read or written
 */
export function stampContentId(file: string, id: string): string | undefined {
  const bytes = readFileSync(file);
  const needle = Buffer.from(id, 'latin1');
  const host = hostBuildId(bytes);
  if (host !== undefined) bytes.fill(0, host.from, host.to);
  const places: number[] = [];
  for (let at = bytes.indexOf(needle); at >= 0; at = bytes.indexOf(needle, at + needle.length)) {
    places.push(at);
    bytes.fill(0, at, at + needle.length);
  }
  if (places.length === 0) return undefined;
  const contentId = createHash('sha256').update(bytes).digest().subarray(0, 15).toString('base64url');
  const stamped = Buffer.from(id.slice(0, id.lastIndexOf('/') + 1) + contentId, 'latin1');
  const handle = openSync(file, 'r+');
  try {
    for (const place of places) writeSync(handle, stamped, 0, stamped.length, place);
  } finally {
    closeSync(handle);
  }
  return contentId;
}

interface Place {
  readonly from: number;
  readonly to: number;
}

const sectionName = '.note.gnu.build-id';
/** Before the ID: three words and `GNU`. */
const noteHeaderBytes = 16;

/**
 * Where the GNU build ID of an ELF file is (64 bits, little-endian). The linker makes it of the Go build ID since Go
 * 1.24.
 */
function hostBuildId(bytes: Buffer): Place | undefined {
  if (bytes.length < 64 || bytes.toString('latin1', 0, 6) !== '\x7fELF\x02\x01') return undefined;
  const table = Number(bytes.readBigUInt64LE(40));
  const entryBytes = bytes.readUInt16LE(58);
  const count = bytes.readUInt16LE(60);
  const names = bytes.readUInt16LE(62);
  if (table === 0 || entryBytes < 64 || table + count * entryBytes > bytes.length || names >= count) return undefined;
  const namesAt = Number(bytes.readBigUInt64LE(table + names * entryBytes + 24));
  for (let index = 0; index < count; index++) {
    const entry = table + index * entryBytes;
    const nameAt = namesAt + bytes.readUInt32LE(entry);
    if (bytes.toString('latin1', nameAt, nameAt + sectionName.length + 1) !== `${sectionName}\0`) continue;
    const offset = Number(bytes.readBigUInt64LE(entry + 24));
    const size = Number(bytes.readBigUInt64LE(entry + 32));
    return size <= noteHeaderBytes ? undefined : { from: offset + noteHeaderBytes, to: offset + size };
  }
  return undefined;
}
