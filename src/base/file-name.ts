/** By code points, so that half of a pair does not count: only what `decodeName` made. */
const escaped = /[\uDC80-\uDCFF]/u;
const firstEscape = 0xdc00;
/** Windows has names of 16-bit units, in which such a unit is what it is. */
const namesAreBytes = process.platform !== 'win32';

/** What node shows instead of a byte that is no UTF-8: the name cannot be used to reach the file. */
export const unreadableCharacter = '\uFFFD';

/**
 * A name of any bytes as text that is told from all others: a byte that is no UTF-8 becomes a unit that no text has
 * (as in Python's surrogateescape).
 */
export function decodeName(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  if (!text.includes(unreadableCharacter)) return text;
  let name = '';
  for (let at = 0; at < bytes.length;) {
    const length = lengthOfCharacter(bytes, at);
    name +=
      length === 0 ? String.fromCharCode(firstEscape + (bytes[at] ?? 0)) : bytes.toString('utf8', at, at + length);
    at += Math.max(length, 1);
  }
  return name;
}

/** The path as the system knows it: the very string, or its bytes where `decodeName` had to make some up. */
export function toDisk(path: string): string | Buffer {
  if (!namesAreBytes || !escaped.test(path)) return path;
  return Buffer.concat(
    Array.from(path, (character) =>
      escaped.test(character) ? Buffer.of(character.charCodeAt(0) - firstEscape) : Buffer.from(character),
    ),
  );
}

/** Of the UTF-8 character that begins there, in bytes; 0 when none does. */
function lengthOfCharacter(bytes: Buffer, at: number): number {
  for (let length = 1; length <= 4 && at + length <= bytes.length; length += 1) {
    const part = bytes.subarray(at, at + length);
    const text = part.toString('utf8');
    if (Buffer.from(text).equals(part)) return length;
  }
  return 0;
}
