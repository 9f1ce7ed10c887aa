import type { IncomingMessage, ServerResponse } from 'node:http';
import { isOwnOrigin } from '../guards/origin.ts';
import { hasToken } from '../guards/token.ts';
import type { PageHub } from './page-hub.ts';
import { answerPageRequest, isPageRequest, type PageRequests } from './page-requests.ts';
import { say } from './say.ts';

export interface OwnRoutes {
  readonly hub: PageHub;
  readonly token: string;
  /** The script for pages. */
  readonly clientScript: () => Promise<Buffer>;
  readonly requests: PageRequests;
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
  const route = path.slice(prefix.length);
  if (method === 'POST' && isPageRequest(route)) {
    if (!hasToken(headers, routes.token)) return say(response, 403, 'the token is missing: send X-Gorl-Token');
    return answerPageRequest(route, request, response, routes.requests);
  }
  return say(response, 404, `gorl has nothing at ${path}`);
}

function pathOf(url: string): string {
  return url.replace(/[?#].*$/, '');
}
