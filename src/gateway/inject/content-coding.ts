import type { IncomingHttpHeaders } from 'node:http';
import type { Duplex, Transform } from 'node:stream';
import { openedByFirst } from './decoder.ts';
import { isPageRequest } from './page-request.ts';

/** The codings that gorl reads and writes. `zstd` is in node from 22.15 and 23.8 on. */
export type ContentCoding = 'identity' | 'gzip' | 'deflate' | 'br' | 'zstd';

const hasZstd = 'zstd' in process.versions;

const byName: ReadonlyMap<string, ContentCoding> = new Map([
  ['', 'identity'],
  ['identity', 'identity'],
  ['gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['deflate', 'deflate'],
  ['br', 'br'],
  ...(hasZstd ? ([['zstd', 'zstd']] as const) : []),
]);

/** `undefined` for one that gorl cannot read, and for several on top of each other. */
export function contentCodingOf(headers: IncomingHttpHeaders): ContentCoding | undefined {
  return byName.get((headers['content-encoding'] ?? '').trim().toLowerCase());
}

/**
 * The `Accept-Encoding` for the app: the browser's own, but for a page without what gorl cannot read. A `q=0` stays,
 * it takes nothing in. `undefined`: send none, as the browser did.
 */
export function acceptEncodingFor(method: string, headers: IncomingHttpHeaders): string | undefined {
  // Types allow a list, node joins it.
  const accepted = headers['accept-encoding']?.toString();
  if (accepted === undefined || !isPageRequest(method, headers)) return accepted;
  const known = accepted.split(',').filter((item) => {
    const [name = '', ...parameters] = item.split(';').map((part) => part.trim().toLowerCase());
    return name !== '' && (byName.has(name) || parameters.some((parameter) => /^q\s*=\s*0(?:\.0*)?$/.test(parameter)));
  });
  return known.length === 0 ? 'identity' : known.map((item) => item.trim()).join(', ');
}

/**
 * What goes around a change to a body in this coding: first what decodes, then what encodes it again. Each chunk comes
 * out as far as it goes, so that the page appears as the app writes it. It is compressed as fast as can be: it is read
 * once, a few meters away. node:zlib is loaded here, by the first compressed page.
 */
export function codec(coding: Exclude<ContentCoding, 'identity'>): readonly [decode: Duplex, encode: Duplex] {
  const zlib = process.getBuiltinModule('node:zlib');
  const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH, BROTLI_PARAM_QUALITY } = zlib.constants;
  const [reading, writing] = [{ flush: Z_SYNC_FLUSH }, { flush: Z_SYNC_FLUSH, level: 1 }];
  switch (coding) {
    case 'gzip':
      return [openedByFirst(() => zlib.createGunzip(reading)), zlib.createGzip(writing)];
    case 'deflate': {
      const open = (first: Buffer) => (isZlib(first) ? zlib.createInflate(reading) : zlib.createInflateRaw(reading));
      return [openedByFirst(open), zlib.createDeflate(writing)];
    }
    case 'br': {
      const fast = { flush: BROTLI_OPERATION_FLUSH, params: { [BROTLI_PARAM_QUALITY]: 1 } };
      return [openedByFirst(() => zlib.createBrotliDecompress()), zlib.createBrotliCompress(fast)];
    }
    case 'zstd':
      return zstdCodec(zlib as unknown as ZstdZlib);
  }
}

/**
 * `deflate` means a zlib stream (RFC 9110, 8.4.1.2), but some servers send what is in one without its header, and
 * browsers read either. The low half of a zlib stream's first byte is 8; without the header, only that of a stored
 * block with odd bits after it is.
 */
function isZlib(first: Buffer): boolean {
  return ((first[0] ?? 0) & 0x0f) === 8;
}

/** What the types of node 20 do not know. */
interface ZstdZlib {
  readonly constants: { readonly ZSTD_e_flush: number; readonly ZSTD_c_compressionLevel: number };
  readonly createZstdDecompress: () => Transform;
  readonly createZstdCompress: (options: object) => Transform;
}

function zstdCodec({ constants, createZstdDecompress, createZstdCompress }: ZstdZlib): readonly [Duplex, Duplex] {
  const fast = { flush: constants.ZSTD_e_flush, params: { [constants.ZSTD_c_compressionLevel]: 1 } };
  return [openedByFirst(() => createZstdDecompress()), createZstdCompress(fast)];
}
