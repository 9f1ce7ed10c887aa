import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type RequestListener,
  type Server,
} from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { openGateway, type Gateway, type GatewayOptions } from '../../../src/gateway/gateway.ts';
import type { Destination } from '../../../src/gateway/routes/destination.ts';
import { RouteTable } from '../../../src/gateway/routes/route-table.ts';

/** A gateway, and the way to the one app behind it. */
export type OneAppGateway = Gateway &
  Pick<Destination, 'serve' | 'hold' | 'refuse' | 'underWay' | 'whenDrained' | 'serves'>;

/** Opens one that leads to one app. */
export async function openOneAppGateway(options: GatewayOptions): Promise<OneAppGateway> {
  const gateway = await openGateway(options);
  const app = gateway.to('app');
  return {
    port: gateway.port,
    to: (service) => gateway.to(service),
    tell: (message) => gateway.tell(message),
    close: () => gateway.close(),
    serve: (upstream) => app.serve(upstream),
    hold: () => app.hold(),
    refuse: (reason) => app.refuse(reason),
    underWay: (run) => app.underWay(run),
    whenDrained: (run, act) => app.whenDrained(run, act),
    serves: (name, content) => app.serves(name, content),
  };
}

/** An app, and a gateway in front of it. */
export class GatewayRig implements AsyncDisposable {
  readonly #apps: Server[] = [];
  gateway!: OneAppGateway;

  static async open(app?: RequestListener, options: Partial<GatewayOptions> = {}): Promise<GatewayRig> {
    const rig = new GatewayRig();
    rig.gateway = await openOneAppGateway({
      ...{ host: '127.0.0.1', port: 0, token: 'secret', allowedHosts: () => [] },
      routes: () => new RouteTable('app'),
      whyAbsent: () => undefined,
      limits: () => ({ most: 100, mostBytes: 1_000_000, ms: 5000 }),
      clientScript: () => Promise.resolve(Buffer.from('// script')),
      page: () => ({ session: 's', run: 1, doing: 'building' }),
      onForbidden: () => undefined,
      requests: { open: () => Promise.resolve(undefined), tellError: () => undefined, reload: () => undefined },
      greeting: () => [{ type: 'hello', session: 's', run: 1, token: 'secret' }],
      ...options,
    });
    if (app !== undefined) rig.gateway.serve({ run: 1, port: await rig.app(app) });
    return rig;
  }

  /** Starts an app of its own, and returns its port. */
  async app(listener: RequestListener, prepare: (server: Server) => void = () => undefined): Promise<number> {
    const server = createServer({ keepAliveTimeout: 100 }, listener);
    prepare(server);
    this.#apps.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  async ask(options: Asked = {}): Promise<Answer> {
    const { path = '/', method = 'GET', headers = {}, body, trailers } = options;
    const host = `127.0.0.1:${this.gateway.port}`;
    const request = httpRequest({
      host: '127.0.0.1',
      port: this.gateway.port,
      path,
      method,
      agent: false,
      setHost: false,
    });
    request.setHeader('Host', host);
    for (const [name, value] of Object.entries(headers)) request.setHeader(name, value);
    // Node gives the bodies of some methods no end of their own.
    if (body !== undefined && !request.hasHeader('Transfer-Encoding')) request.setHeader('Content-Length', body.length);
    if (trailers !== undefined) request.addTrailers(trailers);
    request.end(body);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return { response, text: await textOf(response) };
  }

  /** A connection to the gateway, for bytes. */
  async connect(): Promise<Socket> {
    const socket = connect({ port: this.gateway.port, host: '127.0.0.1', allowHalfOpen: true });
    await once(socket, 'connect');
    return socket;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.gateway.close();
    for (const app of this.#apps) {
      app.closeAllConnections();
      app.close();
    }
  }
}

export interface Asked {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Buffer;
  readonly trailers?: Record<string, string>;
}

export interface Answer {
  readonly response: IncomingMessage;
  readonly text: string;
}

export async function textOf(message: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as unknown as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** Reads until that text has come; returns all so far. */
export async function readUntil(socket: Socket, text: string): Promise<string> {
  let all = '';
  while (!all.includes(text)) {
    const chunk = socket.read() as Buffer | null;
    if (chunk === null) await once(socket, 'readable');
    else all += chunk.toString('latin1');
  }
  return all;
}
