import { Buffer } from 'node:buffer';
import { Readable, type Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** The compressed codings of this node. */
export const codings = ['gzip', 'deflate', 'br', ...('zstd' in process.versions ? (['zstd'] as const) : [])] as const;

/** All that comes out of the streams when the chunks go in, one after another. Rejects with the first error. */
export async function through(streams: readonly Duplex[], chunks: readonly Buffer[]): Promise<Buffer> {
  const out: Buffer[] = [];
  const collect = async (source: AsyncIterable<Buffer>) => {
    for await (const chunk of source) out.push(chunk);
  };
  await pipeline([Readable.from(chunks, { objectMode: true }), ...streams, collect] as never);
  return Buffer.concat(out);
}

/** The bytes in pieces of the given sizes, which are used in turn. */
export function cut(bytes: Buffer, sizes: readonly number[]): readonly Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}
