import { describe, expect, test } from 'vitest';
import { Connection } from '../../../proxy-cases/connection.ts';
import { GatewayRig } from '../rig.ts';
import { corpus, hidden } from './corpus.ts';
import { StrictApp } from './strict-app.ts';

describe('one request at the door is one at the app, or none', () => {
  test.for(corpus)('$name', async ({ bytes, answers }) => {
    await using app = await StrictApp.open();
    await using rig = await GatewayRig.open();
    rig.gateway.serve({ run: 1, port: app.port });
    using connection = await Connection.open(rig.gateway);
    await connection.write(bytes);
    const found: number[] = [];
    for (const _ of answers) found.push((await connection.answer(/^\w+/.exec(bytes)?.[0])).status);
    expect(found).toEqual(answers);
    connection.end();
    expect((await connection.rest()).text).toBe('');

    // Whatever else was on its way is there before the answer to this.
    expect((await rig.ask({ path: '/last' })).text).toBe('ok');
    expect(app.faults).toEqual([]);
    const lines = app.arrived.map(({ line }) => line);
    expect(lines).toHaveLength(answers.filter((status) => status < 400).length + 1);
    expect(lines.join()).not.toContain('/hidden');
  });

  test('the strict app itself tells two from one', async () => {
    await using app = await StrictApp.open();
    using connection = await Connection.open(app);
    await connection.write(
      `GET /1 HTTP/1.1\r\nHost: a\r\n\r\n${hidden}POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: +0\r\n\r\n`,
    );
    for (const _ of [1, 2, 3]) await connection.answer();
    expect(app.arrived.map(({ line }) => line)).toContain('GET /hidden HTTP/1.1');
    expect(app.faults).toEqual(['+0']);
  });
});
