import { open, type FileHandle } from 'node:fs/promises';

/** A table of functions longer than this is not read. */
const mostBytes = 64 << 20;
/** Its first word, since Go 1.18 and since Go 1.20; the offsets in its head have stayed where they are. */
const magics: ReadonlySet<number> = new Set([0xff_ff_ff_f0, 0xff_ff_ff_f1]);
const sectionNames: ReadonlySet<string> = new Set(['.gopclntab', '.data.rel.ro.gopclntab']);

interface Section {
  readonly nameAt: number;
  readonly offset: number;
  readonly size: number;
}

/**
 * The names of all functions that the linker kept in a Go program for a 64-bit Linux, each between NUL bytes: the
 * runtime needs them for its stacks, so stripped programs have them as well. A tenth of the program, read in some ms.
 * Undefined for any other file.
 */
export async function goFunctionNames(path: string): Promise<Buffer | undefined> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    const table = await findTable(file);
    return table === undefined ? undefined : await readNames(file, table);
  } catch {
    // It has ended, or is another user's.
    return undefined;
  } finally {
    await file?.close();
  }
}

async function findTable(file: FileHandle): Promise<Section | undefined> {
  const head = await readAt(file, 0, 64);
  const isElf64 = head.toString('latin1', 0, 6) === '\u007fELF\u0002\u0001';
  if (!isElf64) return undefined;
  const [size, count, names] = [head.readUInt16LE(58), head.readUInt16LE(60), head.readUInt16LE(62)];
  const rows = await readAt(file, Number(head.readBigUInt64LE(40)), size * count);
  const sections = Array.from({ length: count }, (_, at): Section => {
    const row = rows.subarray(at * size);
    return {
      nameAt: row.readUInt32LE(0),
      offset: Number(row.readBigUInt64LE(24)),
      size: Number(row.readBigUInt64LE(32)),
    };
  });
  const strings = sections[names];
  if (strings === undefined) return undefined;
  const text = await readAt(file, strings.offset, Math.min(strings.size, mostBytes));
  return sections.find(({ nameAt }) => sectionNames.has(text.toString('latin1', nameAt, text.indexOf(0, nameAt))));
}

/** The head says where the names begin, and where what follows them does. */
async function readNames(file: FileHandle, { offset, size }: Section): Promise<Buffer | undefined> {
  const head = await readAt(file, offset, 72);
  const isKnown = magics.has(head.readUInt32LE(0)) && head[7] === 8;
  if (!isKnown) return size > mostBytes ? undefined : readAt(file, offset, size);
  const [from, to] = [Number(head.readBigUInt64LE(32)), Number(head.readBigUInt64LE(40))];
  return from < to && to <= size && to - from <= mostBytes ? readAt(file, offset + from, to - from) : undefined;
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}
