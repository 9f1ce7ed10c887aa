import { describe, expect, test } from 'vitest';
import { openFront, type FrontOptions } from '../../../../src/gateway/front.ts';
import { RouteTable } from '../../../../src/gateway/routes/route-table.ts';
import { Connection } from '../../../proxy-cases/connection.ts';
import { waitFor } from '../../../support/wait-for.ts';
import { GatewayRig, textOf } from '../rig.ts';

/** A door of its own, with less patience; it answers `ok` and counts. */
class Door implements AsyncDisposable {
  count = 0;
  port = 0;
  #close: () => Promise<void> = () => Promise.resolve();

  static async open(limits: FrontOptions['limits'] = {}): Promise<Door> {
    const door = new Door();
    const front = await openFront({
      ...{ host: '127.0.0.1', port: 0, limits },
      onRequest: (request, response) => {
        door.count += 1;
        void textOf(request).then((text) => response.end(`ok ${text}`));
      },
      onUpgrade: (_, socket) => socket.destroy(),
      onHttp2: (socket) => socket.destroy(),
      routes: () => new RouteTable('app'),
    });
    door.port = front.port;
    door.#close = () => front.close();
    return door;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#close();
  }
}

const headMs = 300;
const ordinary = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';

describe('a head that is too large', () => {
  test.each([
    ['in one line', `X-Long: ${'x'.repeat(1_100_000)}\r\n\r\n`],
    ['in many', Array.from({ length: 10_001 }, (_, at) => `X-${at}: 1`).join('\r\n') + '\r\n\r\n'],
    ['without an end', `X-${'x'.repeat(1_100_000)}`],
  ])('%s', async (_, header) => {
    await using door = await Door.open();
    using connection = await Connection.open(door);
    void connection.write(`GET / HTTP/1.1\r\nHost: localhost\r\n${header}`);
    expect((await connection.answer()).status).toBe(431);
    expect(door.count).toBe(0);
  });

  test('in its target', async () => {
    await using door = await Door.open();
    using connection = await Connection.open(door);
    void connection.write(`GET /${'x'.repeat(1_100_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    expect((await connection.answer()).status).toBe(431);
  });

  test('of an answer', async () => {
    await using rig = await GatewayRig.open((_, response) => {
      response.socket?.write(`HTTP/1.1 200 OK\r\nX-Long: ${'x'.repeat(1_100_000)}\r\n\r\n`);
    });
    expect((await rig.ask({ method: 'POST' })).response.statusCode).toBe(502);
  });
});

describe('a client that takes its time', () => {
  test.each([
    ['says nothing', ''],
    ['begins like HTTP/2', 'PRI * HTTP'],
    ['begins', 'GET / HT'],
    ['has said some headers', 'GET / HTTP/1.1\r\nHost: localhost\r\nX-A: 1\r\n'],
  ])('%s, and loses the connection', async (_, bytes) => {
    await using door = await Door.open({ ms: headMs });
    using connection = await Connection.open(door);
    await connection.write(bytes);
    const { text } = await connection.rest();
    expect(text.slice(0, 12)).toBe(bytes.startsWith('GET') ? 'HTTP/1.1 408' : '');
    expect(door.count).toBe(0);
  });

  test('one byte after the other does not help', async () => {
    await using door = await Door.open({ ms: headMs });
    using connection = await Connection.open(door);
    await connection.write('GET / HTTP/1.1\r\n');
    let isOver = false;
    const rest = connection.rest().finally(() => (isOver = true));
    await waitFor(async () => {
      await connection.write('x');
      return isOver;
    });
    expect((await rest).text).toContain('HTTP/1.1 408');
    expect(door.count).toBe(0);
  });

  test('nor does a good request before', async () => {
    await using door = await Door.open({ ms: headMs });
    using connection = await Connection.open(door);
    await connection.write(ordinary);
    expect((await connection.answer()).status).toBe(200);
    await connection.write('GET / HTTP/1.1\r\nX');
    expect((await connection.rest()).text).toContain('HTTP/1.1 408');
  });

  test('many such do not keep others out', async () => {
    await using door = await Door.open({ ms: headMs });
    const slow = await Promise.all(Array.from({ length: 100 }, () => Connection.open(door)));
    await Promise.all(slow.map((each) => each.write('GET / HTTP/1.1\r\nHost: localhost\r\nX-')));
    using connection = await Connection.open(door);
    await connection.write(ordinary);
    expect((await connection.answer()).status).toBe(200);
    await Promise.all(slow.map((each) => each.rest()));
    expect(door.count).toBe(1);
  });

  test('with a body may', async () => {
    await using door = await Door.open({ ms: headMs });
    using connection = await Connection.open(door);
    await connection.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\n');
    const endsAt = performance.now() + 4 * headMs;
    for (const byte of 'slow') {
      await waitFor(() => performance.now() > endsAt - headMs * (4 - 'slow'.indexOf(byte)));
      await connection.write(byte);
    }
    expect((await connection.answer()).body.text).toBe('ok slow');
  });
});

describe('many at a time', () => {
  test('connections: no more than there may be', async () => {
    await using door = await Door.open({ connections: 3 });
    const kept = await Promise.all([1, 2, 3].map(() => Connection.open(door)));
    for (const each of kept) {
      await each.write(ordinary);
      expect((await each.answer()).status).toBe(200);
    }
    using further = await Connection.open(door);
    expect((await further.rest()).text).toBe('');
    for (const each of kept) each[Symbol.dispose]();
    await waitFor(async () => {
      using again = await Connection.open(door);
      await again.write(ordinary);
      return (await again.answer().catch(() => undefined))?.status === 200;
    });
  });

  test('requests of one connection: no more than may wait', async () => {
    await using rig = await GatewayRig.open();
    using connection = await Connection.open(rig.gateway);
    await connection.write(ordinary.repeat(200));
    expect((await connection.rest()).text).toBe('');
  });
});
