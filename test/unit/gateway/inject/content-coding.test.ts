import { Buffer } from 'node:buffer';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { acceptEncodingFor, codec, contentCodingOf } from '../../../../src/gateway/inject/content-coding.ts';
import { codings, cut, through } from './through.ts';

const page = Buffer.from(`<p>${Array.from({ length: 1000 }, (_, at) => at * at).join(' ')}`);
const hasZstd = 'zstd' in process.versions;

describe('what is decoded', () => {
  test.each([
    ['gzip', 'gzip', gzipSync(page)],
    ['two members of gzip', 'gzip', Buffer.concat([gzipSync(page.subarray(0, 99)), gzipSync(page.subarray(99))])],
    ['deflate', 'deflate', deflateSync(page)],
    ['deflate without the header of zlib', 'deflate', deflateRawSync(page)],
    ['br', 'br', brotliCompressSync(page)],
  ] as const)('%s', async (_what, coding, body) => {
    for (const size of [7, 100_000]) {
      const [decode, encode] = codec(coding);
      const encoded = await through([decode, encode], cut(body, [size]));
      expect(await through([codec(coding)[0]], [encoded])).toEqual(page);
    }
  });

  test('zstd', async (context) => {
    if (!hasZstd) context.skip('this node has no zstd');
    const body = await through([codec('zstd')[1]], [page]);
    expect(body.length).toBeLessThan(page.length);
    expect(await through([codec('zstd')[0]], cut(body, [7]))).toEqual(page);
  });

  test('much from little, taken slowly, is not read ahead', async () => {
    const length = 16 * 1024 * 1024;
    const [decode] = codec('deflate');
    decode.end(deflateSync(Buffer.alloc(length)));
    let [came, most] = [0, 0];
    for await (const chunk of decode) {
      came += (chunk as Buffer).length;
      most = Math.max(most, decode.readableLength);
    }
    expect(came).toBe(length);
    expect(most).toBeLessThanOrEqual(4 * decode.readableHighWaterMark);
  });

  // node's decoder of zstd takes the end of its input for the end of the data.
  test.each(codings.filter((coding) => coding !== 'zstd'))('%s that ends early is an error', async (coding) => {
    const body = await through([codec(coding)[1]], [page]);
    const half = body.subarray(0, body.length / 2);
    await expect(through([...codec(coding)], [half])).rejects.toThrow(/unexpected end of file/);
  });

  test.each(codings)('what is no %s is an error', async (coding) => {
    const nonsense = Buffer.alloc(5000, 'no such thing');
    const words = /incorrect header check|invalid block type|Decompression failed|Unknown frame descriptor/;
    await expect(through([...codec(coding)], [nonsense])).rejects.toThrow(words);
  });

  test.each([
    ['gzip', gzipSync(page), '\0'],
    ['deflate', deflateSync(page), 'more'],
    ['br', brotliCompressSync(page), 'more'],
  ] as const)('what follows the end of %s is left out', async (coding, body, more) => {
    for (const size of [100, 100_000]) {
      const chunks = cut(Buffer.concat([body, Buffer.alloc(70_000, more)]), [size]);
      expect(await through([codec(coding)[0]], chunks)).toEqual(page);
    }
  });

  test.each(codings)('a body of nothing under %s is an empty page', async (coding) => {
    const [decode, encode] = codec(coding);
    const out = await through([decode, encode], []);
    expect(await through([codec(coding)[0]], [out])).toEqual(Buffer.alloc(0));
  });
});

describe('the coding of a response', () => {
  test.each([
    [undefined, 'identity'],
    ['identity', 'identity'],
    ['gzip', 'gzip'],
    ['X-GZip', 'gzip'],
    [' deflate ', 'deflate'],
    ['br', 'br'],
    ['zstd', hasZstd ? 'zstd' : undefined],
    ['compress', undefined],
    ['dcb', undefined],
    ['gzip, br', undefined],
  ])('%s', (header, coding) => {
    expect(contentCodingOf({ 'content-encoding': header })).toBe(coding);
  });
});

describe('what the app is asked for', () => {
  const zstd = hasZstd ? ', zstd' : '';
  test.each([
    ['what a browser sends', 'gzip, deflate, br, zstd', `gzip, deflate, br${zstd}`],
    ['dictionaries', 'gzip, deflate, br, zstd, dcb, dcz', `gzip, deflate, br${zstd}`],
    ['weights stay', 'gzip;q=0.5,br;q=1.0', 'gzip;q=0.5, br;q=1.0'],
    ['what is refused stays refused', 'br;q=0, compress;q=0.000, gzip', 'br;q=0, compress;q=0.000, gzip'],
    ['identity refused', 'gzip, identity;q=0', 'gzip, identity;q=0'],
    ['anything', '*', 'identity'],
    ['anything else is refused', 'gzip, *;q=0', 'gzip, *;q=0'],
    ['anything else, with little weight', 'gzip, *;q=0.1', 'gzip'],
    ['only unknown ones', 'compress, sdch', 'identity'],
    ['an empty list', '', 'identity'],
    ['none', undefined, undefined],
  ])('for a page: %s', (_what, header, expected) => {
    const headers = { accept: 'text/html', 'accept-encoding': header };
    expect(acceptEncodingFor('GET', headers)).toBe(expected);
  });

  test('for all else, what the browser says', () => {
    expect(acceptEncodingFor('GET', { accept: '*/*', 'accept-encoding': 'dcb, *' })).toBe('dcb, *');
  });
});
