import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage, type RequestListener } from 'node:http';
import { connect as connectHttp2, createServer as createHttp2Server, type OutgoingHttpHeaders } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { RouteTable } from '../../../src/gateway/routes/route-table.ts';
import type { GatewayOptions } from '../../../src/gateway/gateway.ts';
import { certificate, trusting } from '../../support/certificate.ts';
import { GatewayRig, textOf } from './rig.ts';
import { answerOf } from './secured.ts';

const routes = new RouteTable('web', [
  { service: 'api', path: '/api', stripPrefix: true },
  { service: 'admin', host: 'admin.my.test', stripPrefix: false },
]);

const says =
  (name: string): RequestListener =>
  (request, response) =>
    response.end(
      JSON.stringify([name, request.url, request.headers['x-forwarded-prefix'] ?? null, request.headers.host]),
    );

/** A gateway before three apps. */
async function three(options: Partial<GatewayOptions> = {}, apps: Readonly<Record<string, RequestListener>> = {}) {
  const rig = await GatewayRig.open(undefined, { routes: () => routes, ...options });
  for (const name of ['web', 'api', 'admin'])
    rig.gateway.to(name).serve({ run: 1, port: await rig.app(apps[name] ?? says(name)) });
  return rig;
}

const asked = async (rig: GatewayRig, ...options: Parameters<GatewayRig['ask']>): Promise<unknown> =>
  (await rig.ask(...options).then(({ text }) => JSON.parse(text) as unknown[])).slice(0, 3);

describe('a request', () => {
  test('goes to the app that it is for, by its path and its host', async () => {
    await using rig = await three();
    expect(await asked(rig)).toEqual(['web', '/', null]);
    expect(await asked(rig, { path: '/api/users?all' })).toEqual(['api', '/users?all', '/api']);
    expect(await asked(rig, { path: '/apix' })).toEqual(['web', '/apix', null]);
    expect(await asked(rig, { path: '/api', headers: { Host: 'admin.my.test' } })).toEqual(['admin', '/api', null]);
    const lying = { 'X-Forwarded-Prefix': '/evil' };
    expect(await asked(rig, { path: '/api/x', headers: lying })).toEqual(['api', '/x', '/api']);
    // What nothing is taken off from passes as it came.
    expect(await asked(rig, { path: '/x', headers: lying })).toEqual(['web', '/x', '/evil']);
  });

  test('of a host that a route names is answered, and of no other', async () => {
    await using rig = await three();
    const status = async (host: string): Promise<unknown> =>
      (await rig.ask({ headers: { Host: host } })).response.statusCode;
    const statuses = await Promise.all(['admin.my.test:80', 'my.test', 'x.admin.my.test'].map((host) => status(host)));
    expect(statuses).toEqual([200, 403, 403]);
  });

  test('waits for its own app alone', async () => {
    await using rig = await three();
    rig.gateway.to('api').hold();
    const held = asked(rig, { path: '/api/held', method: 'POST', body: 'x' });
    expect(await asked(rig)).toEqual(['web', '/', null]);
    rig.gateway.to('web').refuse('it is gone');
    expect((await rig.ask()).text).toBe('it is gone\n');
    rig.gateway.to('api').serve({ run: 2, port: await rig.app(says('api 2')) });
    expect(await held).toEqual(['api 2', '/held', '/api']);
  });

  test('is counted at its own app', async () => {
    const open: (() => void)[] = [];
    await using rig = await three({}, { api: (_, response) => void open.push(() => response.end('[]')) });
    const answer = rig.ask({ path: '/api' });
    await expect.poll(() => open.length).toBe(1);
    expect(['web', 'api'].map((name) => rig.gateway.to(name).underWay(1))).toEqual([0, 1]);
    const drained = new Promise<void>((resolve) => rig.gateway.to('api').whenDrained(1, resolve));
    rig.gateway.to('web').whenDrained(1, () => open[0]?.());
    await Promise.all([answer, drained]);
    expect(rig.gateway.to('api').underWay(1)).toBe(0);
  });

  test('for an app that is not run is told so, whatever it is', async () => {
    await using rig = await three({ whyAbsent: (service) => (service === 'api' ? 'api is not run' : undefined) });
    const { response, text } = await rig.ask({ path: '/api/x' });
    expect([response.statusCode, text]).toEqual([502, 'api is not run\n']);
    const socket = new WebSocket(`ws://127.0.0.1:${rig.gateway.port}/api/socket`);
    const [, refused] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
    expect([refused.statusCode, await textOf(refused)]).toEqual([502, 'api is not run']);
    expect(await asked(rig)).toEqual(['web', '/', null]);
  });

  test('goes where the routes say when it comes: another table needs no other gateway', async () => {
    let table = routes;
    await using rig = await three({ routes: () => table });
    table = new RouteTable('admin', [{ service: 'web', path: '/w', stripPrefix: false }]);
    expect([await asked(rig), await asked(rig, { path: '/w' })]).toEqual([
      ['admin', '/', null],
      ['web', '/w', null],
    ]);
    const former = await rig.ask({ headers: { Host: 'admin.my.test' } });
    expect(former.response.statusCode).toBe(403);
  });

  test('for a file is one to its own app, which can be asked for it again', async () => {
    const file: RequestListener = (request, response) =>
      response.writeHead(request.url === '/site.css' ? 200 : 404).end('css');
    await using rig = await three({}, { api: file });
    await rig.ask({ path: '/api/site.css' });
    const served = (name: string) => rig.gateway.to(name).serves('site.css', Buffer.from('css'));
    expect([await served('api'), await served('web')]).toEqual(['as-it-is', 'unasked']);
    expect(['api', 'web'].map((name) => rig.gateway.to(name).isAskedFor('site.css'))).toEqual([true, false]);
  });
});

test('a page has the name of its service in its script', async () => {
  const page: RequestListener = (_, response) =>
    response.setHeader('Content-Type', 'text/html; charset=utf-8').end('<head></head>');
  await using rig = await three(
    { page: (service) => ({ session: 's', run: 7, doing: 'building', service }) },
    { api: page, web: page },
  );
  const scriptOf = async (path: string, method = 'GET'): Promise<string | undefined> =>
    /src="([^"]*)"/.exec((await rig.ask({ path, method, headers: { Accept: 'text/html' } })).text)?.[1];
  expect(await scriptOf('/')).toBe('/__gorl/client.js?page=s.7&#38;service=web');
  expect(await scriptOf('/api', 'POST')).toBe('/__gorl/client.js?page=s.7&#38;service=api&#38;form');
  rig.gateway.to('web').refuse('gone');
  expect(await scriptOf('/')).toBe('/__gorl/client.js?page=s.7&amp;service=web&amp;waiting');
});

test('a WebSocket goes to its own app, by the path without its prefix, and ends with it', async () => {
  await using rig = await three();
  const sockets = new WebSocketServer({ noServer: true });
  const echoing = (name: string): Promise<number> =>
    rig.app(
      () => undefined,
      (server) =>
        server.on('upgrade', (request, socket, head) =>
          sockets.handleUpgrade(request, socket, head, (open) =>
            open.on('message', (data: Buffer) => open.send(`${name} ${request.url} ${data.toString()}`)),
          ),
        ),
    );
  for (const name of ['web', 'api']) rig.gateway.to(name).serve({ run: 2, port: await echoing(name) });
  const open = async (path: string): Promise<WebSocket> => {
    const socket = new WebSocket(`ws://127.0.0.1:${rig.gateway.port}${path}`);
    await once(socket, 'open');
    return socket;
  };
  const echo = async (socket: WebSocket): Promise<string> => {
    const answer = once(socket, 'message');
    socket.send('hi');
    return String(((await answer) as [Buffer])[0]);
  };
  const [toWeb, toApi] = [await open('/live'), await open('/api/live?x')];
  expect([await echo(toWeb), await echo(toApi)]).toEqual(['web /live hi', 'api /live?x hi']);
  const ended = once(toApi, 'close');
  rig.gateway.to('api').hold();
  await ended;
  expect(await echo(toWeb)).toBe('web /live hi');
  toWeb.terminate();
});

test('an event stream ends with its own app, and not with another one', async () => {
  const stream: RequestListener = (_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    response.write('data: 1\n\n');
  };
  await using rig = await three({}, { api: stream });
  const request = httpRequest({ host: '127.0.0.1', port: rig.gateway.port, path: '/api/events', agent: false }).end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.on('error', () => undefined);
  await once(response, 'data');
  rig.gateway.to('web').hold();
  rig.gateway.to('admin').refuse('gone');
  expect(response.closed).toBe(false);
  // It is broken off, which is an error.
  const closed = new Promise((resolve) => response.once('close', resolve));
  rig.gateway.to('api').hold();
  await closed;
  expect(response.complete).toBe(false);
});

test('over TLS, each request goes its own way, too', async () => {
  await using rig = await three({ certificate });
  const session = connectHttp2(`https://localhost:${rig.gateway.port}`, trusting);
  const ask = async (path: string): Promise<unknown> =>
    JSON.parse((await answerOf(session.request({ ':path': path }).end())).text) as unknown;
  const host = `localhost:${rig.gateway.port}`;
  expect([await ask('/x'), await ask('/api/x')]).toEqual([
    ['web', '/x', null, host],
    ['api', '/x', '/api', host],
  ]);
  session.destroy();
});

describe('HTTP/2 without TLS', () => {
  /** An app that speaks HTTP/2, and answers calls with its name and their path. */
  async function callee(name: string): Promise<{ readonly port: number; readonly close: () => void }> {
    const app = createHttp2Server();
    app.on('stream', (stream, headers) => {
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
      const trailers = {
        'grpc-status': '0',
        'x-app': `${name} ${headers[':path']} ${String(headers['x-forwarded-prefix'])}`,
      };
      stream.once('wantTrailers', () => stream.sendTrailers(trailers));
      stream.pipe(stream);
    });
    app.listen(0, '127.0.0.1');
    await once(app, 'listening');
    return { port: (app.address() as AddressInfo).port, close: () => app.close() };
  }

  test('each request of a connection goes its own way, and waits there', async () => {
    await using rig = await three();
    const session = connectHttp2(`http://127.0.0.1:${rig.gateway.port}`);
    const ask = async (headers: OutgoingHttpHeaders): Promise<unknown> =>
      JSON.parse((await answerOf(session.request(headers).end())).text) as unknown;
    expect(await ask({ ':path': '/' })).toEqual(['web', '/', null, `127.0.0.1:${rig.gateway.port}`]);
    expect(await ask({ ':path': '/api/x', ':authority': 'localhost' })).toEqual(['api', '/x', '/api', 'localhost']);
    expect(await ask({ ':path': '/x', ':authority': 'admin.my.test' })).toEqual(['admin', '/x', null, 'admin.my.test']);
    rig.gateway.to('api').hold();
    const held = ask({ ':path': '/api/held', ':authority': 'localhost' });
    expect(await ask({ ':path': '/', ':authority': 'localhost' })).toEqual(['web', '/', null, 'localhost']);
    rig.gateway.to('api').serve({ run: 2, port: await rig.app(says('api 2')) });
    expect(await held).toEqual(['api 2', '/held', '/api', 'localhost']);
    session.destroy();
  });

  test('a connection from before the routes takes no more requests when the gateway is told of them', async () => {
    let table = new RouteTable('web');
    await using rig = await three({ routes: () => table });
    const web = await callee('web');
    rig.gateway.to('web').serve({ run: 2, port: web.port });
    const former = connectHttp2(`http://127.0.0.1:${rig.gateway.port}`);
    const call = { ':method': 'POST', ':path': '/api/x', ':authority': 'localhost' };
    expect((await answerOf(former.request(call).end('x'))).trailers).toMatchObject({ 'x-app': 'web /api/x undefined' });
    table = routes;
    const closed = once(former, 'close');
    rig.gateway.to('web').leaveTunnels();
    await closed;
    const next = connectHttp2(`http://127.0.0.1:${rig.gateway.port}`);
    const { text } = await answerOf(next.request({ ...call, ':method': 'GET' }).end());
    expect(JSON.parse(text)).toEqual(['api', '/x', '/api', 'localhost']);
    next.destroy();
    web.close();
  });

  test('so do calls by gRPC, with their trailers, and to the next app after a restart of one', async () => {
    await using rig = await three();
    const callees = await Promise.all(['web', 'api', 'api 2'].map((name) => callee(name)));
    const [web, api, next] = callees.map(({ port }) => port) as [number, number, number];
    rig.gateway.to('web').serve({ run: 2, port: web });
    rig.gateway.to('api').serve({ run: 2, port: api });
    const session = connectHttp2(`http://127.0.0.1:${rig.gateway.port}`);
    const call = async (path: string): Promise<unknown> => {
      const headers = { ':method': 'POST', ':path': path, 'content-type': 'application/grpc', te: 'trailers' };
      const { text, trailers } = await answerOf(session.request(headers).end('ping'));
      return `${text} ${String(trailers?.['x-app'])}`;
    };
    expect(await call('/pkg.Svc/Do')).toBe('ping web /pkg.Svc/Do undefined');
    expect(await call('/api/pkg.Svc/Do')).toBe('ping api /pkg.Svc/Do /api');
    rig.gateway.to('api').serve({ run: 3, port: next });
    expect(await call('/api/pkg.Svc/Do')).toBe('ping api 2 /pkg.Svc/Do /api');
    expect(await call('/pkg.Svc/Do')).toBe('ping web /pkg.Svc/Do undefined');
    session.destroy();
    for (const { close } of callees) close();
  });
});
