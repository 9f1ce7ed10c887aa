import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { defined } from '../base/defined.ts';
import { openFront, type Front } from './front.ts';
import type { CertificateFiles } from './tls/secure-connections.ts';
import { isAllowedHost } from './guards/host.ts';
import { isPageRequest } from './inject/page-request.ts';
import { injectInto } from './live/page-injection.ts';
import { answerOwn, isOwn } from './live/own-routes.ts';
import { say } from './live/say.ts';
import { RequestedFiles } from './live/requested-files.ts';
import { servedFile, type Served } from './live/served-file.ts';
import type { PageRequests } from './live/page-requests.ts';
import { PageHub } from './live/page-hub.ts';
import type { PageMessage } from './live/page-message.ts';
import { appAddress, isListening } from './upstream/app-address.ts';
import { forward, type Forwarded, type Upstream } from './proxy/forward.ts';
import { hasBody, type Client } from './proxy/headers.ts';
import { Http2Tunnel } from './proxy/http2-tunnel.ts';
import { tunnel } from './proxy/tunnel.ts';
import { UnderWay } from './proxy/under-way.ts';
import { AnswerFault } from './upstream/answer-head.ts';
import { Connections } from './upstream/connections.ts';
import { WaitingRoom, type WaitLimits } from './proxy/waiting-room.ts';
import { waitingPage, type WaitingView } from './waiting-page.ts';

export interface GatewayOptions {
  /** Where it listens. */
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** With it, browsers are led to https. */
  readonly certificate?: CertificateFiles;
  readonly allowedHosts: () => readonly string[];
  readonly limits: () => WaitLimits;
  readonly token: string;
  readonly clientScript: () => Promise<Buffer>;
  /** What pages of the app that serves now are made by, and what gorl's own page shows. */
  readonly page: () => WaitingView;
  /** A page cannot have the script: that directive of its policy forbids it. */
  readonly onForbidden: (directive: string) => void;
  /** What a page must know that has just connected. */
  readonly greeting: () => readonly PageMessage[];
  /** What pages, and other tools with the token, ask for. */
  readonly requests: PageRequests;
}

export interface Gateway {
  readonly port: number;
  /** Requests go there from now on, those that wait first. */
  serve(upstream: Upstream): void;
  /** How many requests that run is answering. */
  underWay(run: number): number;
  /** Calls back when that run is answering none, at once if it is so now. */
  whenDrained(run: number, act: () => void): void;
  /** New requests wait: the app is being replaced, or on its way. */
  hold(): void;
  /** There is nothing to wait for: one line that says why. */
  refuse(reason: string): void;
  tell(message: PageMessage): void;
  /** What the app makes of a file that has just changed. Undefined: it is gone. */
  serves(name: string, content: Buffer | undefined): Promise<Served>;
  close(): Promise<void>;
}

type State =
  | { readonly id: 'serving'; readonly upstream: Upstream }
  | { readonly id: 'holding' }
  | { readonly id: 'nothing'; readonly reason: string };

/** Between two tries to reach an app that runs and does not listen just now, in ms. */
const againMs = 50;

/** @throws (rejects) what listen(2) throws */
export async function openGateway(options: GatewayOptions): Promise<Gateway> {
  const gateway = new OpenGateway(options);
  await gateway.open();
  return gateway;
}

class OpenGateway implements Gateway {
  readonly #options: GatewayOptions;
  readonly #connections = new Connections();
  readonly #room: WaitingRoom<Upstream>;
  readonly #hub: PageHub;
  readonly #requested = new RequestedFiles();
  /** Connections that are no requests and never end by themselves. */
  readonly #tunnels = new Set<Duplex | ServerResponse>();
  readonly #http2 = new Set<Http2Tunnel>();
  readonly #underWay = new UnderWay();
  #front: Front | undefined;
  #state: State = { id: 'holding' };

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#room = new WaitingRoom(options.limits);
    this.#hub = new PageHub(options.greeting);
  }

  async open(): Promise<void> {
    const { host, port, certificate } = this.#options;
    this.#front = await openFront({
      ...{ host, port },
      ...defined({ certificate }),
      onRequest: (request, response) => void this.#answer(request, response),
      onUpgrade: (request, socket, head) => void this.#upgrade(request, socket, head),
      onHttp2: (socket) => void this.#passOn(socket),
    });
  }

  underWay(run: number): number {
    return this.#underWay.count(run);
  }

  whenDrained(run: number, act: () => void): void {
    this.#underWay.whenNone(run, act);
  }

  get port(): number {
    return this.#front?.port ?? 0;
  }

  serve(upstream: Upstream): void {
    this.#leaveFormer();
    this.#state = { id: 'serving', upstream };
    this.#room.release(upstream);
  }

  hold(): void {
    this.#leaveFormer();
    this.#state = { id: 'holding' };
  }

  refuse(reason: string): void {
    this.#leaveFormer();
    this.#state = { id: 'nothing', reason };
    this.#room.refuseAll();
  }

  tell(message: PageMessage): void {
    this.#hub.tell(message);
  }

  serves(name: string, content: Buffer | undefined): Promise<Served> {
    const port = this.#state.id === 'serving' ? this.#state.upstream.port : undefined;
    return servedFile(port, this.#requested.named(name), content);
  }

  async close(): Promise<void> {
    this.#room.refuseAll();
    this.#hub.close();
    await this.#front?.close();
    this.#connections.destroy();
  }

  /** Whoever reads an event stream or a socket connects anew, to the next app. */
  #leaveFormer(): void {
    this.#connections.dropIdle();
    for (const each of this.#tunnels) each.destroy();
    for (const each of this.#http2) each.leave();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url = '', headers } = request;
    if (!isAllowedHost(headers.host, this.#options.allowedHosts()))
      return say(response, 403, `gorl does not answer for the host ${headers.host}; allow it: [proxy] allowed_hosts`);
    if (isOwn(url)) {
      const { token, clientScript, requests } = this.#options;
      return answerOwn(request, response, { hub: this.#hub, token, clientScript, requests });
    }
    const client = clientOf(request);
    if (this.#options.certificate !== undefined && !client.isTls)
      return say(response, 307, 'gorl speaks https here', { Location: `https://${headers.host}${url}` });
    this.#requested.note(request.method ?? 'GET', url, headers.host ?? '');
    const result = await this.#reach(request, response, (upstream) =>
      forward(upstream, {
        ...{ request, response, client, connections: this.#connections },
        onEndless: () => this.#keep(response),
        ...injectInto(request, { src: this.#scriptFor(request), isTls: client.isTls }, this.#options.onForbidden),
      }),
    );
    if (typeof result === 'string' && !response.headersSent) this.#sayWhyNot(request, response, result);
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
    if (!isAllowedHost(request.headers.host, this.#options.allowedHosts()))
      return refuse('403 Forbidden', 'gorl does not answer for this host');
    const result = await this.#reach(request, socket, (upstream) =>
      tunnel(upstream, { request, socket, head, client: clientOf(request), onOpen: () => this.#keep(socket) }),
    );
    if (typeof result === 'string') refuse('503 Service Unavailable', result);
    else if (result?.type === 'lost') refuse('502 Bad Gateway', 'the app went away before it answered');
    return undefined;
  }

  /** Bytes in both directions, to whoever serves. */
  async #passOn(socket: Duplex): Promise<void> {
    const waited = await this.#upstream(0, socket);
    if (waited.type !== 'served') return void socket.destroy();
    const app = connect({ ...appAddress(waited.by.port), allowHalfOpen: true, noDelay: true });
    const { run } = waited.by;
    const passed = new Http2Tunnel(
      socket,
      app,
      () => this.#underWay.begin(run),
      () => this.#http2.delete(passed),
    );
    this.#http2.add(passed);
    return undefined;
  }

  #keep(socket: Duplex | ServerResponse): void {
    this.#tunnels.add(socket);
    socket.once('close', () => this.#tunnels.delete(socket));
  }

  /** Waits for an app and asks it; again where that is safe. A text: why there is none. Undefined: nobody asks any more. */
  async #reach(
    request: IncomingMessage,
    client: ServerResponse | Duplex,
    ask: (upstream: Upstream) => Promise<Forwarded>,
  ): Promise<Forwarded | string | undefined> {
    const bytes = request.rawHeaders.reduce((sum, { length }) => sum + length, request.url?.length ?? 0);
    const endsAt = Date.now() + this.#options.limits().ms;
    for (;;) {
      const waited = await this.#upstream(bytes, client);
      if (waited.type === 'gone') return undefined;
      if (waited.type === 'refused') return this.#whyNot(waited.because);
      const end = this.#underWay.begin(waited.by.run);
      const result = await ask(waited.by);
      end();
      const isRepeatable = result.type === 'refused' || (result.type === 'lost' && isSafe(request));
      if (!isRepeatable) return result;
      if (Date.now() >= endsAt) return `nothing listens on port ${waited.by.port}`;
      // The app runs and does not listen: no event will say when it does again.
      if (this.#state.id === 'serving') await new Promise((resolve) => setTimeout(resolve, againMs));
      // One that lives and breaks off an answer would do so again: Go's server does when a handler panics.
      const isSame = this.#state.id === 'serving' && this.#state.upstream === waited.by;
      if (result.type === 'lost' && isSame && (await isListening(waited.by.port))) return result;
    }
  }

  #scriptFor({ method = 'GET' }: IncomingMessage): string {
    const { session, run } = this.#options.page();
    return `/__gorl/client.js?page=${session}.${run}${method === 'GET' ? '' : '&form'}`;
  }

  /** A browser gets a page that shows what goes on, and becomes the app's when there is one. */
  #sayWhyNot(request: IncomingMessage, response: ServerResponse, reason: string): void {
    if (!isPageRequest(request.method ?? 'GET', request.headers))
      return say(response, 503, reason, { 'Retry-After': '1' });
    const { status, headers, body } = waitingPage(this.#options.page());
    response.writeHead(status, headers);
    response.end(body);
    return undefined;
  }

  #upstream(bytes: number, client: ServerResponse | Duplex): ReturnType<WaitingRoom<Upstream>['wait']> {
    const state = this.#state;
    if (state.id === 'serving') return Promise.resolve({ type: 'served', by: state.upstream });
    if (state.id === 'nothing') return Promise.resolve({ type: 'refused', because: 'nothing' });
    // Who says no more while it waits has gone; who said so with the request itself listens still.
    const socket = 'socket' in client ? client.socket : client;
    return this.#room.wait(bytes, (act) => {
      socket?.once('close', act).once('end', act);
      return () => socket?.off('close', act).off('end', act);
    });
  }

  #whyNot(because: 'time' | 'nothing' | 'full'): string {
    if (because === 'full') return 'too many requests wait for the app already';
    if (because === 'time') return 'the app did not become ready in time (proxy.app_start_timeout)';
    return this.#state.id === 'nothing' ? this.#state.reason : 'gorl ends';
  }
}

function whyLost(error: Error): string {
  if (error instanceof AnswerFault) return `the app’s answer cannot be passed on: ${error.message}`;
  return `the app went away before it answered (${error.message})`;
}

/** It changes nothing, and can be asked twice. */
function isSafe({ method = 'GET', rawHeaders }: IncomingMessage): boolean {
  return /^(?:GET|HEAD|OPTIONS)$/.test(method) && !hasBody(rawHeaders);
}

function clientOf({ socket }: IncomingMessage): Client {
  return { address: socket.remoteAddress?.replace(/^::ffff:/, '') ?? 'unknown', isTls: 'encrypted' in socket };
}
