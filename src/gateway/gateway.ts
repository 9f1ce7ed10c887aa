import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { defined } from '../base/defined.ts';
import { openFront, type Front } from './front.ts';
import type { CertificateFiles } from './tls/secure-connections.ts';
import { isAllowedHost } from './guards/host.ts';
import { isPageRequest } from './inject/page-request.ts';
import { injectInto } from './live/page-injection.ts';
import { answerOwn, isOwn } from './live/own-routes.ts';
import { say } from './live/say.ts';
import type { PageRequests } from './live/page-requests.ts';
import { PageHub } from './live/page-hub.ts';
import type { PageMessage } from './live/page-message.ts';
import { forward } from './proxy/forward.ts';
import type { Client } from './proxy/headers.ts';
import { tunnel } from './proxy/tunnel.ts';
import type { WaitLimits } from './proxy/waiting-room.ts';
import { Destination } from './routes/destination.ts';
import type { RouteTable } from './routes/route-table.ts';
import { AnswerFault } from './upstream/answer-head.ts';
import { pageScript, waitingPage, type WaitingView } from './waiting-page.ts';

export interface GatewayOptions {
  /** Where it listens. */
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** With it, browsers are led to https. */
  readonly certificate?: CertificateFiles;
  readonly allowedHosts: () => readonly string[];
  /** Which service a request is for. */
  readonly routes: () => RouteTable;
  /** Why nothing will ever answer for that service. Undefined: something may. */
  readonly whyAbsent: (service: string) => string | undefined;
  /** For the requests that wait for that service. */
  readonly limits: (service: string) => WaitLimits;
  readonly token: string;
  readonly clientScript: () => Promise<Buffer>;
  /** What pages of the app that serves now are made by, and what gorl's own page shows. */
  readonly page: (service: string) => WaitingView;
  /** A page cannot have the script: that directive of its policy forbids it. */
  readonly onForbidden: (directive: string) => void;
  /** What a page must know that has just connected. */
  readonly greeting: () => readonly PageMessage[];
  /** What pages, and other tools with the token, ask for. */
  readonly requests: PageRequests;
}

export interface Gateway {
  readonly port: number;
  /** The way to that service; it holds requests until it is told otherwise. */
  to(service: string): Destination;
  tell(message: PageMessage): void;
  close(): Promise<void>;
}

/** @throws (rejects) what listen(2) throws */
export async function openGateway(options: GatewayOptions): Promise<Gateway> {
  const gateway = new OpenGateway(options);
  await gateway.open();
  return gateway;
}

class OpenGateway implements Gateway {
  readonly #options: GatewayOptions;
  /** By service. */
  readonly #destinations = new Map<string, Destination>();
  readonly #hub: PageHub;
  #front: Front | undefined;

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#hub = new PageHub(options.greeting);
  }

  async open(): Promise<void> {
    const { host, port, certificate, routes } = this.#options;
    this.#front = await openFront({
      ...{ host, port, routes },
      ...defined({ certificate }),
      onRequest: (request, response) => void this.#answer(request, response),
      onUpgrade: (request, socket, head) => void this.#upgrade(request, socket, head),
      onHttp2: (socket, service) => {
        if (this.#options.whyAbsent(service) === undefined) void this.to(service).passOn(socket);
        else socket.destroy();
      },
    });
  }

  get port(): number {
    return this.#front?.port ?? 0;
  }

  to(service: string): Destination {
    const known = this.#destinations.get(service);
    if (known !== undefined) return known;
    const made = new Destination(() => this.#options.limits(service));
    this.#destinations.set(service, made);
    return made;
  }

  tell(message: PageMessage): void {
    this.#hub.tell(message);
  }

  async close(): Promise<void> {
    const all = [...this.#destinations.values()];
    for (const each of all) each.endWaiting();
    this.#hub.close();
    await this.#front?.close();
    for (const each of all) each.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url = '', method = 'GET', headers } = request;
    if (!this.#isMeant(headers.host))
      return say(response, 403, `gorl does not answer for the host ${headers.host}; allow it: [proxy] allowed_hosts`);
    if (isOwn(url)) {
      const { token, clientScript, requests } = this.#options;
      return answerOwn(request, response, { hub: this.#hub, token, clientScript, requests });
    }
    const { service, target, prefix } = this.#options.routes().wayOf(headers.host, url);
    const client = { ...clientOf(request), ...defined({ prefix }) };
    if (this.#options.certificate !== undefined && !client.isTls)
      return say(response, 307, 'gorl speaks https here', { Location: `https://${headers.host}${url}` });
    const absent = this.#options.whyAbsent(service);
    if (absent !== undefined) return say(response, 502, absent);
    const to = this.to(service);
    to.requested.note(method, target, headers.host ?? '');
    const script = (): string => pageScript(this.#options.page(service), method === 'GET' ? undefined : 'form');
    const result = await to.reach(request, response, (upstream) =>
      forward(upstream, {
        ...{ request, response, target, client, connections: to.connections },
        onEndless: () => to.keep(response),
        ...injectInto(request, { src: script(), isTls: client.isTls }, this.#options.onForbidden),
      }),
    );
    if (typeof result === 'string' && !response.headersSent) this.#sayWhyNot(request, response, service, result);
    if (typeof result === 'object' && result.type === 'lost' && !response.headersSent)
      say(response, 502, whyLost(result.error));
    return undefined;
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on('error', () => undefined);
    const refuse = (status: string, text: string): void => {
      socket.end(
        `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
      );
    };
    const { host } = request.headers;
    if (!this.#isMeant(host)) return refuse('403 Forbidden', 'gorl does not answer for this host');
    const { service, target, prefix } = this.#options.routes().wayOf(host, request.url ?? '/');
    const absent = this.#options.whyAbsent(service);
    if (absent !== undefined) return refuse('502 Bad Gateway', absent);
    const client = { ...clientOf(request), ...defined({ prefix }) };
    const to = this.to(service);
    const result = await to.reach(request, socket, (upstream) =>
      tunnel(upstream, { request, socket, head, target, client, onOpen: () => to.keep(socket) }),
    );
    if (typeof result === 'string') refuse('503 Service Unavailable', result);
    else if (result?.type === 'lost') refuse('502 Bad Gateway', 'the app went away before it answered');
    return undefined;
  }

  #isMeant(host: string | undefined): boolean {
    const { allowedHosts, routes } = this.#options;
    return isAllowedHost(host, allowedHosts()) || routes().namesHost(host);
  }

  /** A browser gets a page that shows what goes on, and becomes the app's when there is one. */
  #sayWhyNot(request: IncomingMessage, response: ServerResponse, service: string, reason: string): void {
    if (!isPageRequest(request.method ?? 'GET', request.headers))
      return say(response, 503, reason, { 'Retry-After': '1' });
    const { status, headers, body } = waitingPage(this.#options.page(service));
    response.writeHead(status, headers);
    response.end(body);
    return undefined;
  }
}

function whyLost(error: Error): string {
  if (error instanceof AnswerFault) return `the app’s answer cannot be passed on: ${error.message}`;
  return `the app went away before it answered (${error.message})`;
}

function clientOf({ socket }: IncomingMessage): Client {
  return { address: socket.remoteAddress?.replace(/^::ffff:/, '') ?? 'unknown', isTls: 'encrypted' in socket };
}
