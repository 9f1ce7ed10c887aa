import { request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { freePort } from '../../support/free-port.ts';
import type { Stage } from '../stage.ts';
import type { Scenario } from '../scenario.ts';

/** Echoes what it is asked, and has a page of each kind. */
const app = `import { appendFileSync, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { brotliCompressSync, gzipSync } from 'node:zlib';
const page = '<html><head><title>t</title></head><body><h1>page</h1></body></html>';
const html = { 'content-type': 'text/html; charset=utf-8' };
const pages = {
  '/page': [html, page],
  '/no-body': [html, '<html><head></head><h1>page</h1></html>'],
  '/fragment': [html, '<li>one</li>'],
  '/text': [{ 'content-type': 'text/plain' }, page],
  '/gzip': [{ ...html, 'content-encoding': 'gzip' }, gzipSync(page)],
  '/br': [{ ...html, 'content-encoding': 'br' }, brotliCompressSync(page)],
};
createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const path = request.url;
  if (path === '/stream') {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: one\\n\\n');
    setTimeout(() => response.end('data: two\\n\\n'), 300);
  } else if (path === '/chunks') {
    response.writeHead(200, { 'content-type': 'text/plain' });
    response.write('one ');
    setTimeout(() => response.end('two'), 300);
  } else if (pages[path]) {
    const [headers, content] = pages[path];
    response.writeHead(200, { ...headers, 'content-length': Buffer.byteLength(content) }).end(content);
  } else {
    const { method, headers } = request;
    response.writeHead(200, { 'x-app': 'yes', 'set-cookie': ['a=1', 'b=2'] });
    response.end([method, path, headers['x-test'] ?? '-', headers['content-type'] ?? '-', body].join(' | '));
  }
}).listen({ host: '127.0.0.1', port: Number(process.env.APP_PORT) }, () => {
  appendFileSync(process.env.LOG, 'start ' + process.env.APP_PORT + '\\n');
});
`;

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  /** When each part came, after the first, in ms. */
  readonly lateMs: readonly number[];
}

async function ask(port: number, path: string, { method = 'GET', headers = {}, body }: Asked = {}): Promise<Answer> {
  const asked = request({ host: '127.0.0.1', port, path, method, headers, agent: false, timeout: 20_000 }).end(body);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  const parts: Buffer[] = [];
  const times: number[] = [];
  for await (const chunk of answer) {
    parts.push(chunk as Buffer);
    times.push(performance.now());
  }
  const [first = 0] = times;
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers,
    body: Buffer.concat(parts),
    lateMs: times.map((time) => time - first),
  };
}

/** A project whose app is behind the proxy; returns the proxy's port once the app answers. */
async function proxied(stage: Stage, { more = '', build = {}, wait = '' } = {}): Promise<number> {
  const [port, appPort] = [await freePort(), await freePort()];
  stage.write('../app.mjs', app);
  const start = `${wait} exec node ${stage.base}/app.mjs`;
  stage.config(
    { full_bin: `sh -c '${start}'`, ...build },
    `[proxy]\nenabled = true\nproxy_port = ${port}\napp_port = ${appPort}\n${more}`,
  );
  stage.start([], { env: { APP_PORT: String(appPort) } });
  await stage.until('the app', async () => (await ask(port, '/up').catch(() => undefined))?.status === 200);
  return port;
}

/** As a browser asks for a page. */
const browser = { accept: 'text/html', 'sec-fetch-dest': 'document', 'accept-encoding': 'gzip, deflate, br' };

const htmx = { accept: '*/*', 'sec-fetch-dest': 'empty', 'hx-request': 'true' };

function decoded({ headers, body }: Answer): string {
  const encoding = headers['content-encoding'];
  if (encoding === 'gzip') return gunzipSync(body).toString();
  return (encoding === 'br' ? brotliDecompressSync(body) : body).toString();
}

/** An event stream, and what has come of it. */
async function listen(
  port: number,
): Promise<{ text: () => string; headers: IncomingMessage['headers']; close: () => void }> {
  const asked = request({ host: '127.0.0.1', port, path: '/__air_internal/sse', agent: false }).end();
  asked.on('error', () => undefined);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  let text = '';
  answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  answer.on('error', () => undefined);
  return { text: () => text, headers: answer.headers, close: () => asked.destroy() };
}

const reload = 'event: reload\ndata: null\n\n';

/** [proxy]. */
export const proxy: readonly Scenario[] = [
  {
    group: '37',
    name: 'proxy: what is asked reaches the app: method, path, query, headers, forms, JSON; and its headers come back',
    async run(stage) {
      const port = await proxied(stage);
      const seen = async (path: string, asked: Asked = {}): Promise<string> =>
        (await ask(port, path, asked)).body.toString();
      const form = { 'content-type': 'application/x-www-form-urlencoded' };
      const json = { 'content-type': 'application/json' };
      stage.saw['GET'] = await seen('/a?b=1&a=2', { headers: { 'x-test': 'x' } });
      stage.saw['form'] = await seen('/f', { method: 'POST', headers: form, body: 'b=1&a=2' });
      stage.saw['JSON'] = await seen('/a/b', { method: 'PUT', headers: json, body: '{"a":1}' });
      stage.saw['JSON and a query'] = await seen('/q?x=1', { method: 'POST', headers: json, body: '{"a":1}' });
      const { headers } = await ask(port, '/headers');
      stage.saw['headers'] = [String(headers['x-app']), (headers['set-cookie'] ?? []).join()];
    },
    expected: {
      GET: 'GET | /a?b=1&a=2 | x | - | ',
      form: 'POST | /f | - | application/x-www-form-urlencoded | b=1&a=2',
      JSON: 'PUT | /a/b | - | application/json | {"a":1}',
      'JSON and a query': 'POST | /q?x=1 | - | application/json | {"a":1}',
      headers: ['yes', 'a=1,b=2'],
    },
    why: 'air parses forms and queries, and sends on what it has parsed',
  },
  {
    group: '37',
    name: 'proxy: pages get a script, whole ones only; nothing else is touched',
    async run(stage) {
      const port = await proxied(stage);
      for (const path of ['/page', '/no-body', '/fragment', '/text', '/gzip', '/br']) {
        const answer = await ask(port, path, { headers: path === '/fragment' ? htmx : browser });
        const text = decoded(answer);
        const length = answer.headers['content-length'];
        const fits = length === undefined || Number(length) === answer.body.length;
        stage.saw[path] = [text.includes('<script'), text.includes('page') || text.includes('one'), fits];
      }
    },
    expected: {
      '/page': [true, true, true],
      '/no-body': [true, true, true],
      '/fragment': [false, true, true],
      '/text': [false, true, true],
      '/gzip': [true, true, true],
      '/br': [true, true, true],
    },
    why: "air's script goes before the last `</body>` only",
  },
  {
    group: '37',
    name: 'proxy: streams arrive as they are sent, and what has a length keeps it',
    async run(stage) {
      const port = await proxied(stage);
      for (const path of ['/stream', '/chunks']) {
        const { lateMs } = await ask(port, path);
        stage.saw[path] = (lateMs.at(-1) ?? 0) > 150 ? 'part by part' : 'at once';
      }
      stage.saw['length'] = String((await ask(port, '/text')).headers['content-length']);
    },
    expected: { '/stream': 'part by part', '/chunks': 'part by part', length: '68' },
    why: 'air sends what comes in chunks when all of it is there',
  },
  {
    group: '37',
    name: 'proxy: /__air_internal/sse: ten pages hear of the next app, whoever has left meanwhile',
    async run(stage) {
      const port = await proxied(stage);
      const pages = await Promise.all(Array.from({ length: 11 }, () => listen(port)));
      pages.pop()?.close();
      const [first] = pages;
      stage.saw['type'] = String(first?.headers['content-type']);
      stage.saw['cache'] = String(first?.headers['cache-control']);
      stage.save('v2');
      await stage.until('the reload', () => pages.every(({ text }) => text().includes('event: reload')));
      stage.saw['heard'] = pages.filter(({ text }) => text().includes(reload)).length;
      // A page that asks when it is told must get the next app.
      stage.saw['the app then'] = (await ask(port, '/up')).status;
      pages.forEach(({ close }) => close());
    },
    expected: { type: 'text/event-stream', cache: 'no-store', heard: 10, 'the app then': 200 },
    why: 'air says `no-cache`',
  },
  {
    group: '37',
    name: 'proxy: a build that fails is told to pages, with what the compiler says',
    async run(stage) {
      const port = await proxied(stage, {
        build: {
          stop_on_error: true,
          cmd: 'grep -q broken main.go && { echo "no such thing" >&2; exit 1; }; cat main.go > tmp/version',
        },
      });
      const page = await listen(port);
      stage.save('broken');
      await stage.until('the failure', () => page.text().includes('event: build-failed'));
      stage.saw['says why'] = page.text().includes('no such thing') || page.text();
      page.close();
    },
    expected: { 'says why': true },
    why: "air's message has no output",
  },
  {
    group: '37',
    name: 'proxy: app_start_timeout: an app that is quick enough is waited for, another is not; 0 is the default',
    async run(stage) {
      stage.write('../pause', '0.5');
      const port = await proxied(stage, { more: 'app_start_timeout = 1500\n', wait: 'sleep "$(cat $BASE/pause)";' });
      const replaced = async (pause: string): Promise<number> => {
        const starts = stage.starts();
        stage.write('../pause', pause);
        stage.save(`v${pause}`);
        await stage.until('the old one to go', async () => {
          const quick = await ask(port, '/up').then(
            ({ status }) => status,
            () => 0,
          );
          return quick !== 200 || stage.starts() > starts;
        });
        return (await ask(port, '/up')).status;
      };
      const first = performance.now();
      stage.saw['slow, but in time'] = await replaced('0.8');
      stage.saw['took a while'] = performance.now() - first > 500;
      stage.saw['too slow'] = await replaced('6');
    },
    expected: { 'slow, but in time': 200, 'took a while': true, 'too slow': 503 },
    why: 'air answers 500',
  },
];
