import type { IncomingMessage, ServerResponse } from 'node:http';
import { isOwnOrigin } from '../guards/origin.ts';
import { hasToken } from '../guards/token.ts';
import type { PageHub } from './page-hub.ts';

export interface OwnRoutes {
  readonly hub: PageHub;
  readonly token: string;
  /** The script for pages. */
  readonly clientScript: () => Promise<Buffer>;
  /** Some other tool wants the pages to load themselves anew. */
  readonly onReload: () => void;
}

const prefix = '/__gorl/';
const airEvents = '/__air_internal/sse';

/** Whether that request is for gorl and not for the app. */
export function isOwn(url: string): boolean {
  return url.startsWith(prefix) || pathOf(url) === airEvents;
}

/** Answers what is for gorl itself. */
export async function answerOwn(request: IncomingMessage, response: ServerResponse, routes: OwnRoutes): Promise<void> {
  const { method, url = '', headers } = request;
  if (!isOwnOrigin(headers)) return say(response, 403, 'gorl answers only pages of the app itself');
  const path = pathOf(url);
  const isRead = method === 'GET' || method === 'HEAD';
  if (isRead && path === airEvents) return routes.hub.listenAsAir(request, response);
  if (isRead && path === `${prefix}events`) return routes.hub.listen(request, response);
  if (isRead && path === `${prefix}client.js`) {
    const script = await routes.clientScript();
    response.writeHead(200, {
      'Content-Type': 'text/javascript; charset=utf-8',
      'Content-Length': script.length,
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    });
    response.end(method === 'HEAD' ? undefined : script);
    return undefined;
  }
  if (method === 'POST' && path === `${prefix}reload`) {
    if (!hasToken(headers, routes.token)) return say(response, 403, 'the token is missing: send X-Gorl-Token');
    routes.onReload();
    return say(response, 202, 'the pages reload');
  }
  return say(response, 404, `gorl has nothing at ${path}`);
}

function pathOf(url: string): string {
  return url.replace(/[?#].*$/, '');
}

export function say(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Record<string, string> = {},
): void {
  const body = Buffer.from(`${text}\n`);
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': body.length,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...headers,
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}
