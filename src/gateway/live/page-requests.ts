import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ConsoleRequest, OpenRequest } from './page-message.ts';
import { readBody } from './request-body.ts';
import { say } from './say.ts';

/** What pages ask gorl for, with the session's token. */
export interface PageRequests {
  /** A place is to be opened in the user's editor; resolves with what stands against it. Never rejects. */
  open(place: OpenRequest): Promise<Refusal | undefined>;
  /** Something went wrong in a page. */
  tellError(error: ConsoleRequest): void;
  /** Some other tool wants the pages to load themselves anew. */
  reload(): void;
}

export interface Refusal {
  /** The request is wrong (400), not allowed (403), or cannot be done (500). */
  readonly status: 400 | 403 | 500;
  /** One line for people. */
  readonly reason: string;
}

/** As browsers have it for a request that may outlive its page. */
const mostBytes = 64 * 1024;

type Answer = (body: Buffer, requests: PageRequests) => Promise<Refusal | undefined> | Refusal | undefined;

const noJson: Refusal = { status: 400, reason: 'the body is not what gorl expects' };

/** By the last part of the path, `/__gorl/open`. */
const answers: Readonly<Record<string, Answer>> = {
  open(body, requests) {
    const place = openRequestIn(body);
    return place === undefined ? noJson : requests.open(place);
  },
  console(body, requests) {
    const error = consoleRequestIn(body);
    if (error === undefined) return noJson;
    requests.tellError(error);
    return undefined;
  },
  reload(_, requests) {
    requests.reload();
    return undefined;
  },
};

export function isPageRequest(route: string): boolean {
  return Object.hasOwn(answers, route);
}

/** Who asks may ask: the origin and the token are right. */
export async function answerPageRequest(
  route: string,
  request: IncomingMessage,
  response: ServerResponse,
  requests: PageRequests,
): Promise<void> {
  const body = await readBody(request, response, mostBytes);
  if (body === undefined) {
    response.once('finish', () => request.destroy());
    return say(response, 413, `the body is longer than ${mostBytes} bytes, or did not come`, { Connection: 'close' });
  }
  const refusal = await answers[route]?.(body, requests);
  if (refusal === undefined) return say(response, 202, 'done');
  return say(response, refusal.status, refusal.reason);
}

function openRequestIn(body: Buffer): OpenRequest | undefined {
  const value = objectIn(body);
  const { file, line, column } = value ?? {};
  if (typeof file !== 'string' || !isOrdinal(line)) return undefined;
  if (column === undefined) return { file, line };
  return isOrdinal(column) ? { file, line, column } : undefined;
}

const kinds: ReadonlySet<unknown> = new Set(['error', 'rejection', 'console'] satisfies ConsoleRequest['kind'][]);

function consoleRequestIn(body: Buffer): ConsoleRequest | undefined {
  const value = objectIn(body);
  const { kind, message, stack, page } = value ?? {};
  const isComplete = kinds.has(kind) && [message, stack, page].every((each) => typeof each === 'string');
  return isComplete ? ({ kind, message, stack, page } as ConsoleRequest) : undefined;
}

function objectIn(body: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function isOrdinal(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 && value <= 1e9;
}
