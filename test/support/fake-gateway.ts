import { readFileSync } from 'node:fs';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { PageMessage } from '../../src/gateway/live/page-message.ts';

export interface FakePage {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly token: string | undefined;
  readonly body: string;
}

/** As the real one answers by default: the newest page on each path, whatever the method. */
type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const token = 'the-token';

/** What a browser sees of gorl: pages with the script, the script, the events; and what the pages ask for, written down. */
export class FakeGateway {
  session = 'first';
  run = 1;
  /** Sent behind each `hello`. */
  standing: readonly PageMessage[] = [];
  /** Of `hello`, when it says anything about it. */
  console: boolean | undefined;
  readonly requests: SeenRequest[] = [];
  /** The most event streams that were ever open at once, and how many were opened. */
  mostStreams = 0;
  streamsOpened = 0;

  readonly #paths = new Map<string, FakePage | Answer>();
  readonly #streams = new Set<ServerResponse>();
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get openStreams(): number {
    return this.#streams.size;
  }

  /** On the same port as before. */
  async start(): Promise<void> {
    const server = createServer((request, response) => void this.#answer(request, response));
    this.#server = server;
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const closed = new Promise((resolve) => server.close(resolve));
    // Also those that the browser has opened in advance.
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  serve(path: string, page: FakePage | Answer): void {
    this.#paths.set(path, page);
  }

  /** An HTML page that was made by the run of that moment. */
  servePage(path: string, { body = '<h1>Hello</h1>', headers = {}, script = '', nonce = '', head = '' } = {}): void {
    this.serve(path, (_request, response) => {
      const src = `/__gorl/client.js?page=${this.session}.${this.run}${script}`;
      const attribute = nonce === '' ? '' : ` nonce="${nonce}"`;
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store', ...headers });
      response.end(
        `<!doctype html><html lang="en"><head><script src="${src}"${attribute}></script>${head}` +
          `<title>Run ${this.run}</title></head><body>${body}</body></html>`,
      );
    });
  }

  send(...messages: readonly PageMessage[]): void {
    for (const stream of this.#streams) for (const message of messages) stream.write(eventOf(message));
  }

  /** The requests so far for a path, without its query. */
  requestsFor(path: string): readonly SeenRequest[] {
    return this.requests.filter((request) => request.path === path);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = ''] = (request.url ?? '').split('?');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { 'x-gorl-token': sent } = request.headers;
    this.requests.push({
      method: request.method ?? '',
      path,
      token: typeof sent === 'string' ? sent : undefined,
      body: Buffer.concat(chunks).toString('utf8'),
    });
    const own = this.#paths.get(path);
    if (typeof own === 'function') own(request, response);
    else if (own !== undefined) response.writeHead(own.status ?? 200, own.headers).end(own.body);
    else if (path === '/__gorl/events') this.#stream(response);
    else if (path === '/__gorl/client.js')
      response
        .writeHead(200, { 'Content-Type': 'text/javascript' })
        .end(readFileSync(process.env['GORL_CLIENT'] ?? ''));
    else if (path === '/__gorl/open' || path === '/__gorl/console')
      response.writeHead(sent === token ? 204 : 403).end(sent === token ? undefined : 'the token is wrong');
    else response.writeHead(404).end('nothing here');
  }

  #stream(response: ServerResponse): void {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    this.#streams.add(response);
    this.streamsOpened++;
    this.mostStreams = Math.max(this.mostStreams, this.#streams.size);
    response.on('close', () => this.#streams.delete(response));
    const { session, run, console } = this;
    const hello = { type: 'hello', session, run, token, ...(console === undefined ? {} : { console }) } as const;
    for (const message of [hello, ...this.standing]) response.write(eventOf(message));
  }
}

function eventOf(message: PageMessage): string {
  return `data: ${JSON.stringify(message)}\n\n`;
}
