import { Buffer } from 'node:buffer';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { planInjection, type Exchange, type InjectionPlan } from '../../../../src/gateway/inject/plan-injection.ts';
import { through } from './through.ts';

const script = { src: '/__gorl/client.js?page=1.1&x="<é>\'', origin: 'http://localhost:8080' };
const escaped = '/__gorl/client.js?page=1.1&#38;x=&#34;&#60;&#233;&#62;&#39;';

interface Answer {
  readonly method?: string;
  readonly request?: Record<string, string>;
  readonly status?: number;
  /** With a name more than once, its values are joined, as node does. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
}

function plan({ method = 'GET', request = {}, status = 200, headers = [] }: Answer): InjectionPlan | undefined {
  const pairs = headers.some(([name]) => name === 'Content-Type')
    ? headers
    : [['Content-Type', 'text/html; charset=utf-8'] as const, ...headers];
  const responseHeaders: Record<string, string> = {};
  for (const [name, value] of pairs) {
    const key = name.toLowerCase();
    responseHeaders[key] = key in responseHeaders ? `${responseHeaders[key]}, ${value}` : value;
  }
  const exchange: Exchange = {
    method,
    requestHeaders: { accept: 'text/html,*/*;q=0.8', ...request },
    status,
    responseHeaders,
    rawResponseHeaders: pairs.flat(),
  };
  return planInjection(exchange, script);
}

async function page(answer: Answer, body: Buffer | string): Promise<Buffer> {
  const planned = plan(answer);
  if (planned?.type !== 'inject') throw new Error(`no injection, but ${JSON.stringify(planned)}`);
  return through(planned.streams(), [Buffer.from(body as string)]);
}

describe('what gets the script', () => {
  test.each<readonly [what: string, answer: Answer]>([
    ['a page', {}],
    ['the answer to a form', { method: 'POST' }],
    ['an error', { status: 500 }],
    ['a page not found', { status: 404 }],
    ['in capitals, without a charset', { headers: [['Content-Type', 'Text/HTML']] }],
    ['in Latin 1', { headers: [['Content-Type', 'text/html; charset="ISO-8859-1"']] }],
    ['in Japanese', { headers: [['Content-Type', 'text/html;charset=Shift_JIS']] }],
    ['shown inline', { headers: [['Content-Disposition', 'inline; filename="x.html"']] }],
    ['with a disposition that browsers take for none', { headers: [['Content-Disposition', 'filename=x.html']] }],
    ['not to be cached', { headers: [['Cache-Control', 'no-cache, no-store']] }],
    ['whose policy only reports', { headers: [['Content-Security-Policy-Report-Only', "script-src 'none'"]] }],
  ])('%s', async (_what, answer) => {
    expect((await page(answer, '<head>')).toString()).toBe(`<head><script src="${escaped}"></script>`);
  });

  test.each<readonly [what: string, answer: Answer]>([
    ['only the head', { method: 'HEAD' }],
    ['a fragment', { request: { 'hx-request': 'true' } }],
    ['no content', { status: 204 }],
    ['a form to be emptied', { status: 205 }],
    ['not modified', { status: 304 }],
    ['a redirect', { status: 302 }],
    ['a part', { status: 206 }],
    ['a part that does not say so', { headers: [['Content-Range', 'bytes 0-9/20']] }],
    ['a stylesheet', { headers: [['Content-Type', 'text/css']] }],
    ['XHTML', { headers: [['Content-Type', 'application/xhtml+xml']] }],
    ['what is not quite HTML', { headers: [['Content-Type', 'text/html-sandboxed']] }],
    ['UTF-16', { headers: [['Content-Type', 'text/html; charset=UTF-16LE']] }],
    ['UTF-32, quoted', { headers: [['Content-Type', 'text/html; x=y; charset="utf-32"']] }],
    ['a download', { headers: [['Content-Disposition', 'Attachment; filename="x.html"']] }],
    ['a download by another word', { headers: [['Content-Disposition', 'form-data']] }],
    ['what nobody may change', { headers: [['Cache-Control', 'public,No-Transform']] }],
    ['a coding that is not known', { headers: [['Content-Encoding', 'dcb']] }],
    [
      'two codings',
      {
        headers: [
          ['Content-Encoding', 'gzip'],
          ['Content-Encoding', 'br'],
        ],
      },
    ],
  ])('not: %s', (_what, answer) => {
    expect(plan(answer)).toBeUndefined();
  });

  test('a page without a type', () => {
    const exchange = { method: 'GET', status: 200, responseHeaders: {}, rawResponseHeaders: [] };
    expect(planInjection({ ...exchange, requestHeaders: { accept: 'text/html' } }, script)).toBeUndefined();
  });
});

describe('the headers', () => {
  test('those that are no longer true go, the others stay as they are', () => {
    const kept = [
      ['Content-Type', 'text/html'],
      ['Content-Encoding', 'gzip'],
      ['Set-Cookie', 'etag=1'],
      ['Set-Cookie', 'b=2'],
      ['X-Name', 'Content-Length'],
      ['Cache-Control', 'max-age=60'],
      ['Content-Security-Policy', "script-src 'self'"],
    ] as const;
    const gone = ['Content-Length', 'content-md5', 'Digest', 'Content-Digest', 'Repr-Digest', 'Accept-Ranges', 'ETag'];
    const headers = [...gone, 'Last-Modified'].flatMap((name, at) => [[name, 'x'] as const, ...kept.slice(at, at + 1)]);
    expect(plan({ headers })).toMatchObject({ type: 'inject', headers: kept.flat() });
  });
});

describe('the policy of the page', () => {
  test('its nonce is on the script', async () => {
    const headers = [['Content-Security-Policy', "script-src 'nonce-abc='"]] as const;
    expect((await page({ headers }, '')).toString()).toBe(`<script src="${escaped}" nonce="abc="></script>`);
  });

  test('one that forbids the script is told', () => {
    const headers = [
      ['Content-Security-Policy', "script-src 'self'"],
      ['Content-Security-Policy', "default-src 'none'"],
    ] as const;
    expect(plan({ headers })).toEqual({ type: 'forbidden', reason: "default-src 'none'" });
  });
});

describe('the body', () => {
  test('stays compressed', async () => {
    const out = await page({ headers: [['Content-Encoding', 'gzip']] }, gzipSync('<!doctype html><head><title>'));
    expect(gunzipSync(out).toString()).toBe(`<!doctype html><head><script src="${escaped}"></script><title>`);
  });

  test('without a charset in the headers, a meta names it first', async () => {
    const body = '<head><meta charset="utf-8"><title>';
    const out = await page({ headers: [['Content-Type', 'text/html']] }, body);
    expect(out.toString()).toBe(`<head><meta charset="utf-8"><script src="${escaped}"></script><title>`);
  });

  test('that is cut off is an error', async () => {
    const cutOff = gzipSync('<head>').subarray(0, 20);
    await expect(page({ headers: [['Content-Encoding', 'gzip']] }, cutOff)).rejects.toThrow('unexpected end of file');
  });
});
