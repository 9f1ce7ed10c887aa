import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { askRaw, exchange, observed, rawAnswer, request } from '../observe.ts';
import type { Door, Observed, ProxyCase } from '../proxy-case.ts';

/** The page has none of its own. */
const script = /<script[^>]*>.*?<\/script>\s*/s;
/** No longer true of a page with one more tag. */
const changed = ['content-length', 'etag', 'accept-ranges', 'last-modified'];

const decoders: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  '': (bytes) => bytes,
  gzip: gunzipSync,
  br: brotliDecompressSync,
};

/** A page as a browser asks for it: without gorl's script, and whether it had one. */
async function page(door: Door, coding: string, target = `/page?coding=${coding}`): Promise<Observed> {
  const headers = ['Accept: text/html', `Accept-Encoding: ${coding === '' ? 'identity' : coding}`];
  const answer = await askRaw(door, request(target, { headers }));
  const { headers: all, ...rest } = observed(answer) as { headers: Record<string, string[]> };
  const text = decoders[all['content-encoding']?.[0] ?? '']?.(Buffer.from(answer.body.text, 'latin1')).toString() ?? '';
  const kept = Object.entries(all).filter(([name]) => !changed.includes(name));
  return { ...rest, headers: Object.fromEntries(kept), body: text.replace(script, ''), hasScript: script.test(text) };
}

/** Pages: whole ones for a browser get gorl's script, everything else is left alone. */
export const pages: readonly ProxyCase[] = [
  ...['', 'gzip', 'br'].flatMap((coding): ProxyCase[] => {
    const name = coding === '' ? 'plain' : coding;
    return [
      {
        name: `a page, ${name}, but for the script`,
        ask: async (door) => {
          const { hasScript: _, ...rest } = await page(door, coding);
          return rest;
        },
        shows: { status: 200, isWhole: true },
      },
      {
        name: `a page, ${name}, for a program that is no browser`,
        ask: exchange(`/page?coding=${coding}`, { headers: ['Accept: */*', `Accept-Encoding: ${coding}`] }),
        shows: { status: 200, headers: { etag: ['"page-1"'] } },
      },
      {
        name: `a page, ${name}, for htmx`,
        ask: exchange(`/page?coding=${coding}`, {
          headers: ['Accept: text/html', 'HX-Request: true', `Accept-Encoding: ${coding}`],
        }),
        shows: { status: 200, headers: { etag: ['"page-1"'] } },
      },
    ];
  }),
  {
    name: 'a page has the script',
    ask: async (door) => ({ hasScript: (await page(door, 'gzip')).hasScript }),
    shows: { hasScript: false },
    differs: { why: 'that is what the gateway is for', shows: { hasScript: true } },
  },
  {
    name: 'a download that is HTML',
    ask: exchange(
      rawAnswer('HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Disposition: attachment\r\n\r\n<html></html>'),
      { headers: ['Accept: text/html'] },
    ),
    shows: { body: '<html></html>' },
  },
  {
    name: 'half of a page by range',
    ask: exchange('/page', { headers: ['Accept: */*', 'Range: bytes=0-9'] }),
    shows: { status: 206 },
  },
  {
    name: 'a page whose coding nobody knows',
    ask: exchange(
      rawAnswer('HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: mine\r\n\r\n<html></html>'),
      {
        headers: ['Accept: text/html', 'Accept-Encoding: mine'],
      },
    ),
    shows: { body: '<html></html>' },
  },
  {
    name: 'a redirect with a page in it',
    ask: exchange('/status?code=302', { headers: ['Accept: text/html'] }),
    shows: { status: 302, headers: { location: ['/elsewhere?a=%2F'] } },
  },
];
