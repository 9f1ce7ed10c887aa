import { answerDifferences, requestDifferences } from './differences.ts';
import { Connection, type Answer } from './connection.ts';
import type { Door, Observed } from './proxy-case.ts';

type Pairs = Answer['headers'];

/** What counts of an answer: all but the defined differences. Headers by name, the values of each in order. */
export function observed(answer: Answer): Observed {
  const { status, reason, body, isWhole, before, trailers } = answer;
  return {
    ...{ status, reason, isWhole },
    headers: byName(answer.headers),
    body: body.bytes > 4096 ? `${body.bytes} bytes, ${body.sum}` : body.text,
    ...(before.length === 0 ? {} : { before: before.map((each) => ({ ...each, headers: byName(each.headers) })) }),
    ...(trailers.length === 0 ? {} : { trailers: byName(trailers) }),
  };
}

/** Headers in their order and spelling. */
export function exactly(pairs: Pairs, differences: Readonly<Record<string, string>> = answerDifferences): Pairs {
  return pairs
    .filter(([name]) => differences[name.toLowerCase()] === undefined || name.toLowerCase() === 'date')
    .map(([name, value]) => [name, name.toLowerCase() === 'date' ? '…' : value]);
}

function byName(pairs: Pairs): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const [name, value] of exactly(pairs)) (found[name.toLowerCase()] ??= []).push(value);
  return found;
}

/** What the app says that it was asked (`/echo`), less the defined differences. */
export interface Seen {
  readonly method: string;
  readonly target: string;
  readonly host: string;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly contentLength: number;
  readonly bytes: number;
  readonly sum: string;
  readonly error: string;
  readonly trailers: Readonly<Record<string, readonly string[]>> | null;
}

export function seen(answer: Answer): Seen {
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.body.text.trim()}`);
  const all = JSON.parse(answer.body.text) as Seen;
  const headers = Object.entries(all.headers).filter(([name]) => requestDifferences[name.toLowerCase()] === undefined);
  return { ...all, headers: Object.fromEntries(headers) };
}

/** The head of a request as the app got it (`/head`), its headers in order, less the defined differences. */
export function seenExactly(answer: Answer): Observed {
  const [line, ...rest] = answer.body.text.trimEnd().split('\r\n');
  const pairs = rest.map(
    (each) => [each.slice(0, each.indexOf(':')), each.slice(each.indexOf(':') + 1).trim()] as const,
  );
  return { line, headers: exactly(pairs, requestDifferences) };
}

/** Sends bytes on a connection of its own, and reads one answer. */
export async function askRaw(door: { readonly port: number }, bytes: string): Promise<Answer> {
  using connection = await Connection.open(door);
  await connection.write(bytes);
  return await connection.answer(/^[A-Z]+/.exec(bytes)?.[0]);
}

export interface Words {
  readonly method?: string;
  readonly headers?: readonly string[];
  /** Its length is said, unless the headers say that it comes in chunks. */
  readonly body?: string;
}

/** The bytes of an ordinary request. */
export function request(target: string, { method = 'GET', headers = [], body }: Words = {}): string {
  const isChunked = headers.some((line) => /^transfer-encoding/i.test(line));
  const length = body === undefined || isChunked ? [] : [`Content-Length: ${body.length}`];
  return `${[`${method} ${target} HTTP/1.1`, 'Host: localhost', ...headers, ...length].join('\r\n')}\r\n\r\n${body ?? ''}`;
}

/** A case of one request: what its answer shows. */
export const exchange =
  (target: string, words: Words = {}) =>
  async (door: Door): Promise<Observed> =>
    observed(await askRaw(door, request(target, words)));

/** A case of one request: what the app saw of it. */
export const sees =
  (target: string, words: Words = {}) =>
  async (door: Door): Promise<Observed> => {
    const { host: _, ...rest } = seen(await askRaw(door, request(target, words)));
    return rest;
  };

/** A target that makes the app answer with those bytes. */
export function rawAnswer(bytes: string, then: 'close' | 'reset' | 'wait' = 'close'): string {
  return `/raw?then=${then}&bytes=${Buffer.from(bytes, 'latin1').toString('base64url')}`;
}

/** Asks the app itself. */
export async function askApp(door: Door, target: string): Promise<string> {
  return (await askRaw({ port: door.appPort }, request(target))).body.text;
}

/** Asks the app until it has noted that of the request with that id; what it has noted when it does not. */
export async function noted(door: Door, id: string, text: string): Promise<string> {
  const deadline = performance.now() + 6000;
  let found = '';
  while (found !== text && performance.now() < deadline) found = await askApp(door, `/log?id=${id}`);
  return found;
}

/** An id of a request at that door. */
let ids = 0;
export const idAt = ({ name }: Door): string => `${name}-${(ids += 1)}`;
