import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { Connection } from '../connection.ts';
import { askApp, askRaw, exchange, idAt, observed, request, seen, sees } from '../observe.ts';
import type { Door, Observed, ProxyCase, Scale } from '../proxy-case.ts';

const chunks = (...parts: readonly string[]): string =>
  parts.map((part) => `${part.length.toString(16)}\r\n${part}\r\n`).join('');
const chunked = ['Transfer-Encoding: chunked'];
const form = 'Content-Type: application/x-www-form-urlencoded';
const warmUpBytes = 8 * 1024 * 1024;
const block = Buffer.alloc(256 * 1024, 'block of an upload ');

/** `constant`, or by how much the memory of the proxy grew. */
async function withMemory(door: Door, scale: Scale, act: (scale: Scale) => Promise<Observed>): Promise<Observed> {
  if (door.pid === undefined) return { ...(await act(scale)), memory: 'constant' };
  // What is compiled and allocated once is no matter of size.
  await act({ ...scale, bytes: warmUpBytes });
  // The peak from here on (proc(5), clear_refs).
  writeFileSync(`/proc/${door.pid}/clear_refs`, '5');
  const before = memoryOf(door.pid, 'VmRSS');
  const found = await act(scale);
  const growth = memoryOf(door.pid, 'VmHWM') - before;
  if (process.env['PROXY_MEMORY'] !== undefined)
    console.log(`${door.name}: ${(before / 1e6).toFixed(1)} MB before, at most ${(growth / 1e6).toFixed(1)} MB more`);
  return { ...found, memory: growth < scale.mostGrowthBytes ? 'constant' : `grew by ${growth} bytes` };
}

function memoryOf(pid: number, name: string): number {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8');
  return 1024 * Number(new RegExp(`${name}:\\s+(\\d+)`).exec(text)?.[1]);
}

async function upload(door: Door, { bytes }: Scale, isChunked: boolean): Promise<Observed> {
  using connection = await Connection.open(door);
  const length = isChunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${bytes}`;
  await connection.write(`POST /echo HTTP/1.1\r\nHost: localhost\r\n${length}\r\n\r\n`);
  const hash = createHash('sha256');
  for (let sent = 0; sent < bytes; sent += block.length) {
    hash.update(block);
    if (isChunked) await connection.write(`${block.length.toString(16)}\r\n`);
    await connection.write(block);
    if (isChunked) await connection.write('\r\n');
  }
  if (isChunked) await connection.write('0\r\n\r\n');
  const { bytes: arrived, sum, error } = seen(await connection.answer());
  return { arrived, isSame: sum === hash.digest('hex'), error };
}

export const bodies: readonly ProxyCase[] = [
  {
    name: 'a body in chunks',
    ask: sees('/echo', { method: 'POST', headers: chunked, body: `${chunks('one', 'two', 'three')}0\r\n\r\n` }),
    shows: { bytes: 11, contentLength: -1, encoding: ['chunked'] },
  },
  {
    name: 'chunks with extensions',
    ask: sees('/echo', { method: 'POST', headers: chunked, body: '3;a=b;c="d"\r\nabc\r\n0;e\r\n\r\n' }),
    shows: { bytes: 3, contentLength: -1 },
  },
  {
    name: 'chunks with GET',
    ask: sees('/echo', { headers: chunked, body: `${chunks('abc')}0\r\n\r\n` }),
    shows: { bytes: 3, contentLength: -1 },
  },
  {
    name: 'no chunk but the last',
    ask: sees('/echo', { method: 'PUT', headers: chunked, body: '0\r\n\r\n' }),
    shows: { bytes: 0, contentLength: -1 },
  },
  {
    name: 'a length of 0',
    ask: sees('/echo', { method: 'POST', body: '' }),
    shows: { contentLength: 0, headers: { 'Content-Length': ['0'] } },
  },
  {
    name: 'trailers of a request',
    ask: sees('/echo', {
      method: 'POST',
      headers: [...chunked, 'Trailer: X-Check, X-Sum'],
      body: `${chunks('abc')}0\r\nX-Check: yes\r\nX-Sum: 1\r\n\r\n`,
    }),
    shows: { trailers: { 'X-Check': ['yes'], 'X-Sum': ['1'] } },
  },
  {
    name: 'trailers of an answer',
    ask: exchange('/trailers', { method: 'POST', headers: ['TE: trailers'], body: 'abc' }),
    shows: { body: 'a body\n', trailers: { 'x-count': ['3'], 'x-late': ['yes'] } },
  },
  {
    name: 'a form with a query of the same names',
    ask: exchange('/form?a=query&b=query', { method: 'POST', headers: [form], body: 'a=body&c=%26+%C3%A9' }),
    shows: { status: 200 },
  },
  {
    name: 'JSON with a query',
    ask: sees('/echo?a=1', { method: 'POST', headers: ['Content-Type: application/json'], body: '{"b": 2}' }),
    shows: { bytes: 8, contentLength: 8 },
  },
  {
    name: 'multipart with a file and a query',
    ask: exchange('/multipart?a=1', {
      method: 'POST',
      headers: ['Content-Type: multipart/form-data; boundary=xYz'],
      body: [
        '--xYz\r\nContent-Disposition: form-data; name="title"\r\n\r\nA file',
        `--xYz\r\nContent-Disposition: form-data; name="file"; filename="a b.bin"\r\nContent-Type: application/octet-stream\r\nX-Part: 1\r\n\r\n\0\xff${'x'.repeat(100_000)}`,
        '--xYz--\r\n',
      ].join('\r\n'),
    }),
    shows: { status: 200 },
  },
  {
    name: 'a body that comes slowly',
    ask: async (door) => {
      using connection = await Connection.open(door);
      await connection.write(request('/echo', { method: 'POST', headers: chunked }));
      for (let turn = 0; turn < 5; turn += 1) {
        await new Promise((resolve) => setTimeout(resolve, 60));
        await connection.write(chunks(`${turn}`));
      }
      await connection.write('0\r\n\r\n');
      const { bytes, sum } = seen(await connection.answer());
      return { bytes, sum };
    },
    shows: { bytes: 5 },
  },
  {
    name: 'an answer that comes slowly, each piece at once',
    ask: async (door) => {
      using connection = await Connection.open(door);
      await connection.write(request('/drip?pieces=4&ms=150'));
      await connection.until('piece 0');
      const firstAt = performance.now();
      await connection.until('piece 3');
      const isEarly = performance.now() - firstAt > 150;
      return { isEarly };
    },
    shows: { isEarly: true },
  },
  ...[false, true].map((isChunked): ProxyCase => ({
    name: `a large upload ${isChunked ? 'in chunks' : 'with a length'}`,
    ask: (door, scale) => withMemory(door, scale, (size) => upload(door, size, isChunked)),
    shows: { isSame: true, memory: 'constant' },
    isLong: true,
  })),
  ...['', '&length'].map((length): ProxyCase => ({
    name: `a large download ${length === '' ? 'in chunks' : 'with a length'}`,
    ask: (door, scale) =>
      withMemory(door, scale, async () =>
        observed(await askRaw(door, request(`/download?bytes=${scale.bytes}${length}`))),
      ),
    shows: { isWhole: true, memory: 'constant' },
    isLong: true,
  })),
  {
    name: 'a client that reads nothing holds the app back',
    ask: async (door) => {
      const id = idAt(door);
      using connection = await Connection.open(door);
      await connection.write(request(`/download?bytes=${1024 ** 3}&id=${id}`));
      let [former, now] = [-1, 0];
      while (now === 0 || now > former) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        [former, now] = [now, Number(await askApp(door, `/written?id=${id}`))];
      }
      // Buffers of the kernel, of two connections.
      return { isHeld: now < 64 * 1024 * 1024 };
    },
    shows: { isHeld: true },
  },
];
