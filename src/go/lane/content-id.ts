import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';

/** The build ID stands in the note or at the start of the code, both at the head of the file. */
const headBytes = 256 * 1024;
/** Memory that is used again and again is faster than memory that is new. */
const chunkBytes = 1024 * 1024;

/**
 * Gives a binary the content ID that the go command would give it: the hash of all its bytes, but for the build ID and
 * what is made of that (cmd/internal/buildid, FindAndHash). Two binaries of the same content ID are the same program.
 *
 * @param id the build ID that it was linked with; the content ID takes the place of its last part
 * @returns undefined where the binary does not hold that ID at its head
 * @throws when the file cannot be read or written
 */
export function stampContentId(file: string, id: string): string | undefined {
  const handle = openSync(file, 'r+');
  try {
    const binary = new Binary(handle);
    const places = binary.placesOf(id);
    if (places.length === 0) return undefined;
    const host = hostBuildId(binary);
    const digest = binary.hash(host === undefined ? places : [...places, host]);
    const contentId = digest.subarray(0, 15).toString('base64url');
    const stamped = Buffer.from(id.slice(0, id.lastIndexOf('/') + 1) + contentId, 'latin1');
    for (const { from } of places) writeSync(handle, stamped, 0, stamped.length, from);
    return contentId;
  } finally {
    closeSync(handle);
  }
}

interface Place {
  readonly from: number;
  readonly to: number;
}

class Binary {
  readonly #handle: number;
  readonly size: number;

  constructor(handle: number) {
    this.#handle = handle;
    this.size = fstatSync(handle).size;
  }

  /** Shorter where the file ends. */
  read(position: number, length: number): Buffer {
    const bytes = Buffer.alloc(Math.min(length, Math.max(0, this.size - position)));
    return bytes.subarray(0, readSync(this.#handle, bytes, 0, bytes.length, position));
  }

  placesOf(id: string): readonly Place[] {
    const head = this.read(0, headBytes);
    const found: Place[] = [];
    for (let at = head.indexOf(id, 0, 'latin1'); id !== '' && at >= 0; at = head.indexOf(id, at + id.length, 'latin1'))
      found.push({ from: at, to: at + id.length });
    return found;
  }

  /** @param blank what counts as zeros */
  hash(blank: readonly Place[]): Buffer {
    const hash = createHash('sha256');
    const chunk = Buffer.allocUnsafe(chunkBytes);
    for (let at = 0; ;) {
      const count = readSync(this.#handle, chunk, 0, chunkBytes, at);
      if (count === 0) return hash.digest();
      for (const { from, to } of blank)
        if (from < at + count && to > at) chunk.fill(0, Math.max(0, from - at), Math.min(count, to - at));
      hash.update(chunk.subarray(0, count));
      at += count;
    }
  }
}

const elfHeaderBytes = 64;
const sectionName = '.note.gnu.build-id';
/** Before the ID: three words and `GNU`. */
const noteHeaderBytes = 16;

/**
 * Where the GNU build ID of an ELF file is (64 bits, little-endian). The linker makes it of the Go build ID since Go
 * 1.24.
 */
function hostBuildId(binary: Binary): Place | undefined {
  const header = binary.read(0, elfHeaderBytes);
  if (header.length < elfHeaderBytes || header.toString('latin1', 0, 6) !== '\x7fELF\x02\x01') return undefined;
  const entryBytes = header.readUInt16LE(58);
  const count = header.readUInt16LE(60);
  const table = binary.read(Number(header.readBigUInt64LE(40)), count * entryBytes);
  if (entryBytes < 64 || table.length < count * entryBytes) return undefined;
  const sections = Array.from({ length: count }, (_, index) => table.subarray(index * entryBytes));
  const range = (section: Buffer): readonly [offset: number, size: number] => [
    Number(section.readBigUInt64LE(24)),
    Number(section.readBigUInt64LE(32)),
  ];
  const nameSection = sections[header.readUInt16LE(62)];
  if (nameSection === undefined) return undefined;
  const names = binary.read(...range(nameSection)).toString('latin1');
  const nameOf = (section: Buffer): string => {
    const at = section.readUInt32LE(0);
    return names.slice(at, names.indexOf('\0', at));
  };
  const found = sections.find((section) => nameOf(section) === sectionName);
  if (found === undefined) return undefined;
  const [offset, size] = range(found);
  return size <= noteHeaderBytes ? undefined : { from: offset + noteHeaderBytes, to: offset + size };
}
