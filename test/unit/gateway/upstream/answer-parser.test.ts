import { request as httpRequest, type IncomingMessage } from 'node:http';
import { duplexPair } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { headLimits } from '../../../../src/gateway/guards/heads.ts';
import { AnswerFault, type AnswerHead } from '../../../../src/gateway/upstream/answer-head.ts';
import { AnswerParser } from '../../../../src/gateway/upstream/answer-parser.ts';
import { badAnswers, goodAnswers } from '../../../support/answer-corpus.ts';
import { damaged, randomFrom } from '../../../support/random-damage.ts';

interface Read {
  readonly before: readonly number[];
  readonly status: number;
  readonly reason: string;
  readonly rawHeaders: readonly string[];
  readonly body: string;
  readonly rawTrailers: readonly string[];
  readonly isWhole: boolean;
}

/** Reads an answer that comes in these parts, and then the end of the connection. */
function read(parts: readonly Buffer[], method = 'GET'): { readonly answer: Read | undefined; readonly more: string } {
  const before: number[] = [];
  let head: AnswerHead | undefined;
  let body = '';
  let rawTrailers: readonly string[] = [];
  const parser = new AnswerParser(method, {
    information: ({ status }) => before.push(status),
    head: (given) => (head = given),
    body: (part) => (body += part.toString('latin1')),
    end: (given) => (rawTrailers = given),
  });
  const more = Buffer.concat(parts.map((part) => parser.read(part))).toString('latin1');
  const isWhole = parser.finish();
  if (head === undefined) return { answer: undefined, more };
  const { status, reason, rawHeaders } = head;
  return { answer: { before, status, reason, rawHeaders, body, rawTrailers, isWhole }, more };
}

const whole = (text: string, method?: string) => read([Buffer.from(text, 'latin1')], method);

/** The same as node's own client reads it; undefined where it refuses. */
function readByNode(text: string, method = 'GET'): Promise<Read | undefined> {
  const [own, other] = duplexPair();
  const before: number[] = [];
  return new Promise((resolve) => {
    const asked = httpRequest({ method, createConnection: () => own, maxHeaderSize: 2 * headLimits.bytes });
    asked.maxHeadersCount = 0;
    asked.on('error', () => resolve(undefined));
    asked.on('information', ({ statusCode }) => before.push(statusCode));
    asked.on('upgrade', () => resolve(undefined));
    asked.on('response', (answer: IncomingMessage) => {
      let body = '';
      answer.on('data', (part: Buffer) => (body += part.toString('latin1'))).on('error', () => undefined);
      answer.on('close', () => {
        const { statusCode: status = 0, statusMessage: reason = '', rawHeaders, rawTrailers, complete } = answer;
        resolve({ ...{ before, status, reason, rawHeaders, body, rawTrailers }, isWhole: complete });
      });
    });
    asked.end();
    other.resume().end(Buffer.from(text, 'latin1'));
  });
}

describe('what an app may answer', () => {
  test.each(goodAnswers)('%j: as node reads it, however it is cut', async (text) => {
    const { answer, more } = whole(text);
    expect([answer, more]).toEqual([await readByNode(text), '']);
    expect(answer?.isWhole).toBe(true);
    const bytes = Buffer.from(text, 'latin1');
    for (let at = 1; at < bytes.length; at += 1)
      expect(read([bytes.subarray(0, at), bytes.subarray(at)]).answer, `cut at ${at}`).toEqual(answer);
    expect(read([...bytes].map((byte) => Buffer.from([byte]))).answer).toEqual(answer);
  });

  test('to HEAD: whatever length it names, there is no body', () => {
    const text = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n';
    expect(whole(text, 'HEAD').answer).toMatchObject({ body: '', isWhole: true });
    expect(whole(text).answer).toMatchObject({ body: '', isWhole: false });
  });

  test('what comes behind it is nobody’s', () => {
    expect(whole(`${goodAnswers[0]}HTTP/1.1 200 OK\r\n`).more).toBe('HTTP/1.1 200 OK\r\n');
  });
});

describe('what it may not', () => {
  test.each(badAnswers)('%s', async (_, text) => {
    expect(() => whole(text)).toThrow(AnswerFault);
    expect(() => read([...Buffer.from(text, 'latin1')].map((byte) => Buffer.from([byte])))).toThrow(AnswerFault);
    expect(await readByNode(text).then((answer) => answer?.status ?? 0)).toBeLessThan(1000);
  });

  test.each([
    ['a head without an end', 'HTTP/1.1 200 OK\r\n', 'X-A: '],
    ['trailers without an end', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n', 'X-A: '],
    ['a size line without an end', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', '1;'],
  ])('%s', (_, before, line) => {
    const parts = [before, line, ...Array.from({ length: 40 }, () => 'a'.repeat(32 * 1024))];
    expect(() => read(parts.map((part) => Buffer.from(part)))).toThrow(AnswerFault);
  });

  test('many trailers are as large as a long one', () => {
    const line = Buffer.from(`X-A: ${'a'.repeat(1000)}\r\n`);
    const before = Buffer.from('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n');
    expect(() => read([before, ...Array.from({ length: 1100 }, () => line)])).toThrow('larger than');
  });
});

describe('at random', () => {
  const seed = Number(process.env['GORL_SEED'] ?? Date.now() % 1_000_000);
  const pieces = [
    '\r\n',
    '\n',
    '\r',
    '\0',
    ' ',
    '\t',
    ':',
    ';',
    ',',
    '0',
    '5',
    'a',
    '\xff',
    '+',
    'chunked',
    'HTTP/1.1 ',
  ];
  const more = [...pieces, 'Transfer-Encoding: chunked\r\n', 'Content-Length: 5\r\n', '0\r\n\r\n', '100', '204', '101'];

  test(`what gorl takes, node takes, and reads as the same (seed ${seed})`, async () => {
    const random = randomFrom(seed);
    const all = [...goodAnswers, ...badAnswers.map(([, text]) => text)];
    let taken = 0;
    for (let round = 0; round < 4000; round += 1) {
      const text = damaged(all[random(all.length)] ?? '', more, 3, random);
      const { answer: own, more: behind } = takenBy(() => whole(text)) ?? {};
      // Node takes what is behind for a fault of the connection.
      if (own?.isWhole !== true || behind !== '') continue;
      taken += 1;
      expect(own, JSON.stringify(text)).toEqual(await readByNode(text));
    }
    expect(taken).toBeGreaterThan(250);
  });
});

function takenBy<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (error instanceof AnswerFault) return undefined;
    throw error;
  }
}
