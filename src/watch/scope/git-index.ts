import { defined } from '../../base/defined.ts';
import { SortedNames, type NameList } from '../table/sorted-names.ts';

/** The names in one index file (https://git-scm.com/docs/index-format). */
export interface IndexNames {
  readonly names: SortedNames;
  /** Of a split index: most names are in `sharedindex.HASH`, and of those these are not there any more. */
  readonly shared?: { readonly hash: string; readonly deleted: ReadonlySet<number> };
}

/** Length of a hash in bytes: SHA-1, SHA-256. Nothing in the file says which. */
const hashLengths = [20, 32] as const;
const headerLength = 12;
/** Times, device, inode, mode, owner, size. */
const statLength = 40;
const extendedFlag = 0x4000;
const lengthMask = 0x0fff;

/** Undefined for what is no index, or one of a version that is not known. */
export function parseIndex(bytes: Buffer): IndexNames | undefined {
  if (bytes.length < headerLength || bytes.toString('latin1', 0, 4) !== 'DIRC') return undefined;
  const version = bytes.readUInt32BE(4);
  if (version < 2 || version > 4) return undefined;
  for (const hashLength of hashLengths) {
    try {
      const parsed = parseWith(bytes, version, hashLength);
      if (parsed !== undefined) return parsed;
    } catch (error) {
      // Read beyond the end: hashes of another length.
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return undefined;
}

function parseWith(bytes: Buffer, version: number, hashLength: number): IndexNames | undefined {
  const count = bytes.readUInt32BE(8);
  const { list, end } = version === 4 ? compressed(bytes, count, hashLength) : plain(bytes, count, hashLength);
  let shared: IndexNames['shared'];
  let at = end;
  // Extensions: only with the right length of hashes they end exactly where the checksum begins.
  while (at + 8 <= bytes.length - hashLength) {
    const size = bytes.readUInt32BE(at + 4);
    if (bytes.toString('latin1', at, at + 4) === 'link' && size >= hashLength)
      shared = readLink(bytes.subarray(at + 8, at + 8 + size), hashLength);
    at += 8 + size;
  }
  if (at !== bytes.length - hashLength) return undefined;
  return { names: new SortedNames(list), ...defined({ shared }) };
}

interface Entries {
  readonly list: NameList;
  readonly end: number;
}

/** Versions 2 and 3: names lie in the file as they are. */
function plain(bytes: Buffer, count: number, hashLength: number): Entries {
  const starts = new Uint32Array(count);
  const ends = new Uint32Array(count);
  let at = headerLength;
  for (let index = 0; index < count; index += 1) {
    const flags = flagsAt(bytes, at + statLength + hashLength);
    const start = at + statLength + hashLength + (flags & extendedFlag ? 4 : 2);
    let end = start + (flags & lengthMask);
    if ((flags & lengthMask) === lengthMask) while (byteAt(bytes, end) !== 0) end += 1;
    starts[index] = start;
    ends[index] = end;
    // Padded to a multiple of eight with at least one zero.
    at += (end - at + 8) & ~7;
  }
  return { list: { bytes, starts, ends }, end: at };
}

/** Version 4: a name is the one before, less so many bytes of its end, and a rest. */
function compressed(bytes: Buffer, count: number, hashLength: number): Entries {
  const starts = new Uint32Array(count);
  const ends = new Uint32Array(count);
  let names = Buffer.alloc(2 * bytes.length);
  let used = 0;
  let at = headerLength;
  let before = { start: 0, end: 0 };
  for (let index = 0; index < count; index += 1) {
    const flags = flagsAt(bytes, at + statLength + hashLength);
    at += statLength + hashLength + (flags & extendedFlag ? 4 : 2);
    let byte = byteAt(bytes, at++);
    let cut = byte & 127;
    while (byte >= 128) {
      byte = byteAt(bytes, at++);
      cut = ((cut + 1) << 7) + (byte & 127);
    }
    const kept = before.end - before.start - cut;
    if (kept < 0) throw new RangeError('a name shorter than nothing');
    const start = used;
    if (used + kept + bytes.length > names.length) names = Buffer.concat([names, Buffer.alloc(names.length + kept)]);
    // By hand: a call for each of these few bytes costs more.
    for (let each = 0; each < kept; each += 1) names[used++] = names[before.start + each] ?? 0;
    for (byte = byteAt(bytes, at++); byte !== 0; byte = byteAt(bytes, at++)) names[used++] = byte;
    starts[index] = start;
    ends[index] = used;
    before = { start, end: used };
  }
  return { list: { bytes: names, starts, ends }, end: at };
}

function flagsAt(bytes: Buffer, at: number): number {
  return (byteAt(bytes, at) << 8) + byteAt(bytes, at + 1);
}

function byteAt(bytes: Buffer, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw new RangeError('beyond the end');
  return byte;
}

function readLink(link: Buffer, hashLength: number): IndexNames['shared'] {
  const deleted = link.length > hashLength ? readBitmap(link.subarray(hashLength)) : new Set<number>();
  return { hash: link.toString('hex', 0, hashLength), deleted };
}

/** An EWAH bitmap (https://git-scm.com/docs/bitmap-format): runs of equal words, then words as they are. */
function readBitmap(bytes: Buffer): ReadonlySet<number> {
  const set = new Set<number>();
  const words = bytes.readUInt32BE(4);
  let bit = 0;
  for (let word = 0; word < words;) {
    const run = bytes.readBigUInt64BE(8 + 8 * word++);
    const repeated = Number((run >> 1n) & 0xffff_ffffn) * 64;
    if ((run & 1n) === 1n) for (let each = 0; each < repeated; each += 1) set.add(bit + each);
    bit += repeated;
    for (let literals = Number(run >> 33n); literals > 0; literals -= 1) {
      const literal = bytes.readBigUInt64BE(8 + 8 * word++);
      for (let each = 0n; each < 64n; each += 1n) if (((literal >> each) & 1n) === 1n) set.add(bit + Number(each));
      bit += 64;
    }
  }
  return set;
}
