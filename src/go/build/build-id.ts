import { open } from 'node:fs/promises';

/** The ID lies within the first 4 KiB of an ELF file and the first 32 KiB of a Mach-O or PE file. */
const headBytes = 64 * 1024;

const elfMagic = Buffer.from('\x7fELF', 'latin1');
/** An ELF note: name size 4, (description size), type 4, name "Go\0\0", as cmd/link writes it. */
const noteType = Buffer.from([4, 0, 0, 0, 0x47, 0x6f, 0, 0]);
const rawStart = Buffer.from('\xff Go build ID: "', 'latin1');
const rawEnd = Buffer.from('"\n \xff', 'latin1');

/**
 * The content part of a binary's Go build ID: what comes after the last `/`. Two binaries with the
 * same content part hold the same code, even if a comment made the go command link again. Undefined
 * when the file is no Go binary, was built with `-buildid=`, or cannot be read.
 */
export async function readContentId(file: string): Promise<string | undefined> {
  const head = await readHead(file);
  if (head === undefined) return undefined;
  const id = noteId(head) ?? rawId(head);
  if (id === undefined || !id.includes('/')) return undefined;
  const content = id.slice(id.lastIndexOf('/') + 1);
  return content === '' ? undefined : content;
}

async function readHead(file: string): Promise<Buffer | undefined> {
  try {
    const handle = await open(file, 'r');
    try {
      const buffer = Buffer.alloc(headBytes);
      const { bytesRead } = await handle.read(buffer, 0, headBytes, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
}

function noteId(head: Buffer): string | undefined {
  if (!head.subarray(0, 4).equals(elfMagic)) return undefined;
  const bigEndian = head[5] === 2;
  const needle = bigEndian ? Buffer.from([0, 0, 0, 4, 0x47, 0x6f, 0, 0]) : noteType;
  const at = head.indexOf(needle);
  if (at < 8) return undefined;
  const size = bigEndian ? head.readUInt32BE(at - 4) : head.readUInt32LE(at - 4);
  const start = at + needle.length;
  if (size === 0 || start + size > head.length) return undefined;
  return head.toString('latin1', start, start + size);
}

function rawId(head: Buffer): string | undefined {
  const start = head.indexOf(rawStart);
  if (start < 0) return undefined;
  const end = head.indexOf(rawEnd, start + rawStart.length);
  return end < 0 ? undefined : head.toString('latin1', start + rawStart.length, end);
}
