import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';

const fingerprintBytes = 8;
/** After the fingerprint, at the end of what importers read. */
const definitionsEnd = Buffer.from('\n$$\n', 'latin1');
/** At the head of the object code, before the fingerprint: `\0go120ld` and the like (cmd/internal/goobj, Magic). */
const objectMagic = /\n!\n\0go1\d\dld/;

interface Fingerprint {
  readonly bytes: Buffer;
  /** Both places where it stands. */
  readonly places: readonly number[];
}

/**
 * Gives an archive of the Go compiler the fingerprint of another. By it the linker tells whether those that import a
 * package were compiled with this archive or with another one.
 *
 * @returns false where one of the two is not as expected: then nothing is changed
 * @throws when a file cannot be read or written
 */
export function takeFingerprint(archive: string, from: string): boolean {
  const [wanted, found] = [fingerprintIn(from), fingerprintIn(archive)];
  if (wanted === undefined || found === undefined) return false;
  const handle = openSync(archive, 'r+');
  try {
    for (const place of found.places) writeSync(handle, wanted.bytes, 0, fingerprintBytes, place);
  } finally {
    closeSync(handle);
  }
  return true;
}

function fingerprintIn(archive: string): Fingerprint | undefined {
  const bytes = readFileSync(archive);
  const head = objectMagic.exec(bytes.toString('latin1'));
  if (head === null) return undefined;
  const inObject = head.index + head[0].length;
  // Nearest before the object, of which the head is short.
  const inDefinitions = bytes.lastIndexOf(definitionsEnd, head.index) - fingerprintBytes;
  const at = (place: number): Buffer => bytes.subarray(place, place + fingerprintBytes);
  if (inDefinitions < 0 || !at(inDefinitions).equals(at(inObject))) return undefined;
  return { bytes: Buffer.from(at(inObject)), places: [inDefinitions, inObject] };
}
