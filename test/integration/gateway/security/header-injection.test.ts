import { describe, expect, test } from 'vitest';
import { Connection } from '../../../proxy-cases/connection.ts';
import { GatewayRig } from '../rig.ts';
import { StrictApp } from './strict-app.ts';

/** An app that answers with these bytes, and what a client gets. */
async function through(answer: string): Promise<{ status: number; names: string[]; text: string }> {
  await using rig = await GatewayRig.open((request) => {
    request.socket.end(Buffer.from(answer, 'latin1'));
  });
  using connection = await Connection.open(rig.gateway);
  await connection.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n');
  const { status, headers, body } = await connection.answer();
  // It lives.
  expect((await rig.ask({ path: '/__gorl/client.js' })).response.statusCode).toBe(200);
  return { status, names: headers.map(([name]) => name.toLowerCase()), text: body.text };
}

describe('an answer that is none', () => {
  test.each([
    ['a reason with a control character', 'HTTP/1.1 200 O\x01K\r\nContent-Length: 2\r\n\r\nok'],
    ['a status below 100', 'HTTP/1.1 099 Low\r\nContent-Length: 2\r\n\r\nok'],
    ['a value with a control character', 'HTTP/1.1 200 OK\r\nX-A: a\x01b\r\nContent-Length: 2\r\n\r\nok'],
    ['a value with NUL', 'HTTP/1.1 200 OK\r\nX-A: a\0b\r\nContent-Length: 2\r\n\r\nok'],
    ['CR alone in a value', 'HTTP/1.1 200 OK\r\nX-A: a\rX-B: b\r\nContent-Length: 2\r\n\r\nok'],
    ['a folded value', 'HTTP/1.1 200 OK\r\nX-A: a\r\n X-B: b\r\nContent-Length: 2\r\n\r\nok'],
    ['a length and chunks', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok'],
    ['another protocol, unasked', 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: mine\r\n\r\n'],
    ['no header', 'HTTP/1.1 200 OK\r\nnonsense\r\n\r\n'],
  ])('%s', async (_, answer) => {
    expect((await through(answer)).status).toBe(502);
  });

  test('a second one behind the first goes nowhere', async () => {
    const one = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
    expect(await through(one + one.replace('200', '201'))).toMatchObject({ status: 200, text: 'ok' });
  });
});

describe('what gorl adds', () => {
  test('cannot be said in its place', async () => {
    await using app = await StrictApp.open();
    await using rig = await GatewayRig.open();
    rig.gateway.serve({ run: 1, port: app.port });
    const headers = { 'X-Forwarded-For': ['1.1.1.1', '2.2.2.2'], Connection: 'X-Forwarded-For, X-Forwarded-Proto' };
    await rig.ask({ headers });
    const found = app.arrived[0]?.headers.filter((each) => /^x-forwarded-for/i.test(each));
    expect(found).toEqual(['X-Forwarded-For: 1.1.1.1, 2.2.2.2, 127.0.0.1']);
    expect(app.faults).toEqual([]);
  });

  test.each(['\r\nX-Evil: 1', '%0d%0aX-Evil:%201', '\u560d\u560aX-Evil: 1'])(
    'a target has no lines: %j',
    async (tail) => {
      await using app = await StrictApp.open();
      await using rig = await GatewayRig.open();
      rig.gateway.serve({ run: 1, port: app.port });
      using connection = await Connection.open(rig.gateway);
      await connection.write(Buffer.from(`GET /a${tail} HTTP/1.1\r\nHost: localhost\r\n\r\n`));
      const { status } = await connection.answer();
      expect(status === 200 || status >= 400).toBe(true);
      expect(app.arrived.flatMap(({ headers }) => headers).filter((each) => /^x-evil/i.test(each))).toEqual([]);
      expect(app.faults).toEqual([]);
    },
  );

  test('a refusal says a host back as text', async () => {
    await using rig = await GatewayRig.open();
    const { response, text } = await rig.ask({ headers: { Host: '<script>alert(1)</script>' } });
    expect(response.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(response.headers['x-content-type-options']).toBe('nosniff');
    expect(text).toContain('does not answer for the host');
  });
});
