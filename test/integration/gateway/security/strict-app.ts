import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';

/** A request as it came to the app, byte by byte. */
export interface Arrived {
  readonly line: string;
  readonly headers: readonly string[];
  readonly body: string;
}

const line = /^[A-Z-]+ [!-~\x80-\xff]+ HTTP\/1\.1$/;
const header = /^[\w!#$%&'*+.^`|~-]+: [\t -~\x80-\xff]*$/;

/**
 * An app that takes nothing whose end could be understood in two ways: what it finds wrong is in `faults`. Answers each
 * request with `ok`.
 */
export class StrictApp implements AsyncDisposable {
  readonly arrived: Arrived[] = [];
  readonly faults: string[] = [];
  readonly #server: Server = createServer((socket) => this.#serve(socket));
  readonly #sockets = new Set<Socket>();

  static async open(): Promise<StrictApp> {
    const app = new StrictApp();
    app.#server.listen(0, '127.0.0.1');
    await once(app.#server, 'listening');
    return app;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    let rest = '';
    socket.on('error', () => undefined).setEncoding('latin1');
    socket.on('data', (text: string) => {
      rest += text;
      for (;;) {
        const found = this.#first(rest);
        if (found === undefined) return;
        rest = found.rest;
        this.arrived.push(found.request);
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      }
    });
  }

  /** The first request in it, if it is all there. */
  #first(text: string): { request: Arrived; rest: string } | undefined {
    const end = text.indexOf('\r\n\r\n');
    if (end < 0) return undefined;
    const [first = '', ...headers] = text.slice(0, end).split('\r\n');
    if (!line.test(first)) this.faults.push(first);
    for (const each of headers) if (!header.test(each)) this.faults.push(each);
    const valuesOf = (name: string) =>
      headers
        .filter((each) => each.toLowerCase().startsWith(`${name}:`))
        .map((each) => each.slice(name.length + 1).trim());
    const [lengths, codings] = [valuesOf('content-length'), valuesOf('transfer-encoding')];
    if (lengths.length + codings.length > 1) this.faults.push(`${first}: ${lengths.join()} ${codings.join()}`);
    if (!lengths.every((each) => /^\d+$/.test(each))) this.faults.push(lengths.join());
    if (!codings.every((each) => each === 'chunked')) this.faults.push(codings.join());
    if (valuesOf('host').length !== 1) this.faults.push(`${first}: hosts ${valuesOf('host').join()}`);
    const after = text.slice(end + 4);
    const body = codings.length > 0 ? chunked(after) : plain(after, Number(lengths[0] ?? 0));
    return body === undefined
      ? undefined
      : { request: { line: first, headers, body: body.text }, rest: after.slice(body.length) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function plain(after: string, length: number): { text: string; length: number } | undefined {
  return after.length < length ? undefined : { text: after.slice(0, length), length };
}

function chunked(after: string): { text: string; length: number } | undefined {
  let [text, at] = ['', 0];
  for (;;) {
    const size = /^([\da-f]+)\r\n/i.exec(after.slice(at));
    if (size === null) return undefined;
    const length = Number.parseInt(size[1] ?? '', 16);
    at += size[0].length;
    if (length === 0) break;
    text += after.slice(at, at + length);
    at += length + 2;
  }
  // Trailers, and the empty line.
  const end = after.slice(at).startsWith('\r\n') ? at : after.indexOf('\r\n\r\n', at) + 2;
  return end < at || after.length < end + 2 ? undefined : { text, length: end + 2 };
}
