import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import type { PageRequests } from '../../../src/gateway/live/page-requests.ts';
import { GatewayRig, readUntil } from './rig.ts';

/** What pages have asked for, in order. */
function asking(answer?: Awaited<ReturnType<PageRequests['open']>>) {
  const asked: unknown[] = [];
  const requests: PageRequests = {
    open(place) {
      asked.push(place);
      return Promise.resolve(answer);
    },
    tellError: (error) => void asked.push(error),
    reload: () => void asked.push('reload'),
  };
  return { asked, requests };
}

const token = { 'X-Gorl-Token': 'secret' };
const place = { file: 'main.go', line: 3, column: 7 };
const error = { kind: 'error', message: 'x is not defined', stack: 'at a.js:1:2', page: 'http://localhost/' };

async function post(route: string, body: unknown, headers: object = token, answer?: Parameters<typeof asking>[0]) {
  const { asked, requests } = asking(answer);
  await using rig = await GatewayRig.open(undefined, { requests });
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const { response, text: said } = await rig.ask({
    ...{ method: 'POST', path: `/__gorl/${route}`, body: text },
    headers: { ...headers },
  });
  return { status: response.statusCode, said: said.trim(), asked };
}

test('a place is opened', async () => {
  expect(await post('open', place)).toMatchObject({ status: 202, asked: [place] });
  expect(await post('open', { file: 'a', line: 1 })).toMatchObject({ status: 202, asked: [{ file: 'a', line: 1 }] });
});

test('or it is said why not', async () => {
  const refusal = { status: 403, reason: 'that is no file of this project' } as const;
  expect(await post('open', place, token, refusal)).toMatchObject({ status: 403, said: refusal.reason });
});

test('an error of a page is taken', async () =>
  expect(await post('console', error)).toMatchObject({ status: 202, asked: [error] }));

describe.each(['open', 'console', 'reload'])('%s is refused', (route) => {
  const body = route === 'open' ? place : error;
  test.each([
    ['without a token', {}],
    ['with a wrong one', { 'X-Gorl-Token': 'secre' }],
    ['with a wrong one of the same length', { 'X-Gorl-Token': 'secreT' }],
    ['with the token in the cookie', { Cookie: 'X-Gorl-Token=secret' }],
    ['from another origin', { ...token, Origin: 'https://evil.example' }],
    ['from a sandbox', { ...token, Origin: 'null' }],
    ['from another port', { ...token, Origin: 'http://127.0.0.1:1' }],
    ['from another site', { ...token, 'Sec-Fetch-Site': 'cross-site' }],
    ['by another name', { ...token, Host: 'evil.example' }],
  ])('%s', async (_, headers) => expect(await post(route, body, headers)).toMatchObject({ status: 403, asked: [] }));
});

describe('what is no request is refused', () => {
  test.each([
    ['open', ''],
    ['open', 'file=main.go'],
    ['open', 'null'],
    ['open', '[]'],
    ['open', {}],
    ['open', { file: 1, line: 1 }],
    ['open', { file: 'main.go' }],
    ['open', { file: 'main.go', line: '1' }],
    ['open', { file: 'main.go', line: 0 }],
    ['open', { file: 'main.go', line: 1.5 }],
    ['open', { file: 'main.go', line: 1e300 }],
    ['open', { file: 'main.go', line: 1, column: '+call system("id")' }],
    ['console', { ...error, kind: 'party' }],
    ['console', { ...error, message: undefined }],
    ['console', { ...error, stack: [] }],
  ])('%s %j', async (route, body) => expect(await post(route, body)).toMatchObject({ status: 400, asked: [] }));

  test('another method, or another route', async () => {
    const { asked, requests } = asking();
    await using rig = await GatewayRig.open(undefined, { requests });
    for (const [method, path] of [
      ['GET', '/__gorl/open'],
      ['PUT', '/__gorl/open'],
      ['POST', '/__gorl/toString'],
      ['POST', '/__gorl/open/'],
      ['POST', '/__gorl/../__gorl/open'],
    ] as const) {
      const { response } = await rig.ask({ method, path, headers: token, body: JSON.stringify(place) });
      expect(response.statusCode).toBe(404);
    }
    expect(asked).toEqual([]);
  });
});

describe('a body that is too long', () => {
  test('is refused by its length', async () =>
    expect(await post('console', 'x'.repeat(64 * 1024 + 1))).toMatchObject({ status: 413, asked: [] }));

  test('is refused as it comes, and its connection ends', async () => {
    const { asked, requests } = asking();
    await using rig = await GatewayRig.open(undefined, { requests });
    const socket = await rig.connect();
    const closed = once(socket, 'close');
    socket.on('error', () => undefined);
    const head = ['POST /__gorl/console HTTP/1.1', `Host: localhost:${rig.gateway.port}`, 'X-Gorl-Token: secret'];
    socket.write(`${[...head, 'Transfer-Encoding: chunked'].join('\r\n')}\r\n\r\n`);
    for (let sent = 0; sent < 70; sent++) socket.write(`400\r\n${'x'.repeat(0x400)}\r\n`);
    expect(await readUntil(socket, 'or did not come')).toContain('413');
    socket.end();
    socket.resume();
    await closed;
    expect(asked).toEqual([]);
  });
});

test('whoever asks first whether to send a body may', async () => {
  const { asked, requests } = asking();
  await using rig = await GatewayRig.open(undefined, { requests });
  const socket = await rig.connect();
  const body = JSON.stringify(place);
  const head = ['POST /__gorl/open HTTP/1.1', `Host: localhost:${rig.gateway.port}`, 'X-Gorl-Token: secret'];
  socket.write(`${[...head, 'Expect: 100-continue', `Content-Length: ${body.length}`].join('\r\n')}\r\n\r\n`);
  await readUntil(socket, '100 Continue');
  socket.write(body);
  expect(await readUntil(socket, 'done')).toContain('202');
  socket.destroy();
  expect(asked).toEqual([place]);
});
