import { expect, test } from 'vitest';
import { Connection } from '../../../proxy-cases/connection.ts';
import { GatewayRig } from '../rig.ts';
import { corpus } from './corpus.ts';
import { StrictApp } from './strict-app.ts';

const seed = Number(process.env['GORL_SEED'] ?? Date.now() % 1_000_000);
const rounds = 300;
const pieces = [
  ...[
    '\r\n',
    '\n',
    '\r',
    '\0',
    ' ',
    '\t',
    ':',
    ';',
    ',',
    '"',
    '5',
    'a',
    '\x80',
    '\xff',
    '/',
    '?',
    '#',
    '%',
    'http://localhost/',
  ],
  ...[
    'chunked',
    'Transfer-Encoding: chunked\r\n',
    'Content-Length: 5\r\n',
    '0\r\n\r\n',
    'Connection: ',
    'Upgrade',
    'HTTP/1.1',
  ],
  ...['Expect: 100-continue\r\n', 'Host: localhost\r\n'],
];

function randomFrom(start: number): (below: number) => number {
  let state = start;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7f_ff_ff_ff;
    return Math.floor((state / 0x80_00_00_00) * below);
  };
}

/** One of the corpus, with a few pieces put in, taken out, or written over. */
function mutated(random: (below: number) => number): string {
  let bytes = corpus[random(corpus.length)]?.bytes ?? '';
  for (let times = random(4) + 1; times > 0; times -= 1) {
    const at = random(bytes.length);
    const piece = pieces[random(pieces.length)] ?? '';
    const taken = [0, 1 + random(4), piece.length][random(3)] ?? 0;
    bytes = bytes.slice(0, at) + piece + bytes.slice(at + taken);
  }
  return bytes;
}

test(`whatever comes in, what comes out has one meaning (GORL_SEED=${seed})`, async () => {
  const random = randomFrom(seed);
  await using app = await StrictApp.open();
  await using rig = await GatewayRig.open();
  rig.gateway.serve({ run: 1, port: app.port });
  for (let round = 0; round < rounds; round += 1) {
    const bytes = mutated(random);
    const before = app.arrived.length;
    using connection = await Connection.open(rig.gateway);
    await connection.write(bytes);
    connection.end();
    const { text } = await connection.rest();
    const answers = text.match(/HTTP\/1\.1 [2-5]\d\d /g) ?? [];
    expect(app.faults, JSON.stringify(bytes)).toEqual([]);
    // Of one that was broken off in its body, the app may have seen the head and answered already.
    expect(app.arrived.length - before, JSON.stringify(bytes)).toBeLessThanOrEqual(answers.length + 1);
  }
  expect((await rig.ask()).text).toBe('ok');
});
