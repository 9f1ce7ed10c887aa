import { request as httpRequest, STATUS_CODES, type IncomingMessage } from 'node:http';
import { connect, Socket } from 'node:net';
import type { Duplex, Readable } from 'node:stream';
import { headLimits } from '../guards/heads.ts';
import { appAddress } from '../upstream/app-address.ts';
import { endToEnd, headerLines, upgradeHeaders, valuesOf, type Client } from './headers.ts';
import type { Forwarded, Upstream } from './forward.ts';

export interface TunnelOptions {
  readonly request: IncomingMessage;
  /** The client's connection; what it has sent after the request is `head`. */
  readonly socket: Duplex;
  readonly head: Buffer;
  /** What the app is asked for. */
  readonly target: string;
  readonly client: Client;
  /** The app has agreed, and the two are connected. */
  readonly onOpen: () => void;
}

/** Passes a request for another protocol on (WebSocket), and then every byte, both ways. Never rejects. */
export function tunnel({ port }: Upstream, options: TunnelOptions): Promise<Forwarded> {
  const { request, socket, head, target, client, onOpen } = options;
  const { method = 'GET' } = request;
  return new Promise((resolve) => {
    const upstream = httpRequest({
      ...{ method, path: target, setHost: false },
      headers: upgradeHeaders(method, request.rawHeaders, client),
      // Either side may have said all, and still listen.
      createConnection: () => connect({ ...appAddress(port), allowHalfOpen: true, noDelay: true }),
      maxHeaderSize: headLimits.bytes,
    });
    upstream.maxHeadersCount = 0;
    let isConnected = false;
    let isAnswered = false;
    const whenGone = (): void => {
      upstream.destroy();
      resolve({ type: 'client-gone' });
    };
    socket.once('close', whenGone);
    upstream.once('socket', (own) => own.once('connect', () => (isConnected = true)));
    upstream.once('error', (error) => {
      if (isAnswered) return;
      socket.off('close', whenGone);
      resolve(isConnected ? { type: 'lost', error } : { type: 'refused' });
    });
    upstream.once('upgrade', (answer, appSocket, appHead) => {
      isAnswered = true;
      const agreed = valuesOf(answer.rawHeaders, 'upgrade').flatMap((value) => ['Upgrade', value]);
      socket.write(headOf(answer, ['Connection', 'Upgrade', ...agreed]));
      if (appHead.length > 0) socket.write(appHead);
      if (head.length > 0) appSocket.write(head);
      onOpen();
      joinBoth(socket, appSocket, () => resolve({ type: 'answered' }));
    });
    upstream.once('response', (answer) => {
      isAnswered = true;
      // It speaks HTTP, and nothing else follows on this connection.
      socket.write(headOf(answer, ['Connection', 'close']));
      joinBoth(socket, answer, () => resolve({ type: 'answered' }));
    });
    upstream.end();
  });
}

function headOf({ statusCode = 502, statusMessage, rawHeaders }: IncomingMessage, more: readonly string[]): Buffer {
  const lines = headerLines([...endToEnd(rawHeaders), ...more]);
  const reason = statusMessage ?? STATUS_CODES[statusCode] ?? '';
  // Node reads header bytes as Latin-1.
  return Buffer.from(`HTTP/1.1 ${statusCode} ${reason}\r\n${lines}\r\n`, 'latin1');
}

/** All that one says goes to the other, until both have said all, or one is gone. */
export function joinBoth(
  client: Duplex,
  app: Duplex | IncomingMessage,
  done: () => void = () => undefined,
  through?: { readonly toApp: Duplex; readonly toClient: Duplex },
): void {
  let open = 2;
  const whenClosed = (gone: Readable, other: Duplex | IncomingMessage): void => {
    gone
      .once('error', () => undefined)
      .once('close', () => {
        leave(other, gone);
        open -= 1;
        if (open === 0) done();
      });
  };
  whenClosed(client, app);
  whenClosed(app, client);
  (through === undefined ? app : app.pipe(through.toClient)).pipe(client);
  if ('write' in app) (through === undefined ? client : client.pipe(through.toApp)).pipe(app);
}

/** What was said in full still arrives; what was broken off must not look like all. */
function leave(other: Duplex | IncomingMessage, gone: Readable): void {
  if (gone.errored !== null && other instanceof Socket) other.resetAndDestroy();
  else if (gone.readableEnded && 'write' in other && !other.writableFinished)
    other.once('finish', () => other.destroy());
  else other.destroy();
}
