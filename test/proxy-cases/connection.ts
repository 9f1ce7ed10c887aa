import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

type Pairs = readonly (readonly [name: string, value: string])[];

/** One answer, byte by byte as it came. Text is Latin-1. */
export interface Answer {
  readonly before: readonly { readonly status: number; readonly headers: Pairs }[];
  readonly status: number;
  readonly reason: string;
  readonly headers: Pairs;
  readonly body: Body;
  readonly trailers: Pairs;
  /** By its length, its last chunk, or an orderly end of the connection. */
  readonly isWhole: boolean;
}

export interface Body {
  readonly bytes: number;
  readonly sum: string;
  /** Its beginning. */
  readonly text: string;
}

const mostText = 512 * 1024;

/** A client that sends what it is told to, and reads answers without making them any better. */
export class Connection implements Disposable {
  readonly socket: Socket;
  readonly #chunks: AsyncIterator<Buffer>;
  #unread: Buffer = Buffer.alloc(0);

  constructor(socket: Socket) {
    this.socket = socket;
    this.#chunks = socket.iterator({ destroyOnReturn: false });
  }

  static async open({ port }: { readonly port: number }): Promise<Connection> {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    socket.setMaxListeners(0);
    // Whoever reads hears of it.
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return new Connection(socket);
  }

  /** Latin-1, or bytes. Resolves when there is room for more. */
  async write(data: string | Buffer): Promise<void> {
    if (this.socket.destroyed) return;
    const bytes = typeof data === 'string' ? Buffer.from(data, 'latin1') : data;
    await new Promise<void>((resolve) => void this.socket.write(bytes, () => resolve()));
  }

  /** Says that nothing more comes. */
  end(): void {
    this.socket.end();
  }

  /**
   * The next answer, with those before it (1xx).
   *
   * @throws (rejects) when the connection ends before its head is whole
   */
  async answer(method = 'GET'): Promise<Answer> {
    const before: { status: number; headers: Pairs }[] = [];
    for (;;) {
      const { status, reason, headers } = await this.#head();
      const isLast = status >= 200 || status === 101;
      if (!isLast) {
        before.push({ status, headers });
        continue;
      }
      const found = { before, status, reason, headers };
      const hasNone = method === 'HEAD' || status === 101 || status === 204 || status === 304;
      const { trailers, ...body } = hasNone
        ? { ...emptyBody(), trailers: [], isWhole: true }
        : await this.#body(headers);
      return { ...found, body, trailers, isWhole: body.isWhole };
    }
  }

  /** All that comes until that text, with it. */
  async until(text: string): Promise<string> {
    for (;;) {
      const at = this.#unread.indexOf(text, 0, 'latin1');
      if (at >= 0) return this.#take(at + text.length).toString('latin1');
      if (!(await this.#more())) throw new Error(`the connection ended before ${JSON.stringify(text)}`);
    }
  }

  /** All that comes until the end; `isBroken` when it was no orderly one. */
  async rest(): Promise<{ readonly text: string; readonly bytes: number; readonly isBroken: boolean }> {
    const { text, bytes, isWhole } = await this.#collect(Infinity);
    return { text, bytes, isBroken: !isWhole };
  }

  /** How many bytes come next; 0 at the end. */
  async some(): Promise<number> {
    if (this.#unread.length === 0) await this.#more();
    return this.#take(this.#unread.length).length;
  }

  /** Whether the other side ends the connection before it says anything more. */
  async isEnded(): Promise<boolean> {
    return this.#unread.length === 0 && !(await this.#more());
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }

  async #head(): Promise<{ status: number; reason: string; headers: Pairs }> {
    const [first = '', ...lines] = (await this.until('\r\n\r\n')).slice(0, -4).split('\r\n');
    const [, status, reason] = /^HTTP\/1\.[01] (\d{3})(?: (.*))?$/s.exec(first) ?? [];
    if (status === undefined) throw new Error(`not an answer: ${first}`);
    return { status: Number(status), reason: reason ?? '', headers: lines.map(pairIn) };
  }

  async #body(headers: Pairs): Promise<Body & { trailers: Pairs; isWhole: boolean }> {
    const valueOf = (wanted: string) => headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
    if (valueOf('transfer-encoding') !== undefined) return this.#chunked();
    const length = valueOf('content-length');
    return { ...(await this.#collect(length === undefined ? Infinity : Number(length))), trailers: [] };
  }

  async #chunked(): Promise<Body & { trailers: Pairs; isWhole: boolean }> {
    const body = new Gathered();
    try {
      for (;;) {
        const size = Number.parseInt(await this.until('\r\n'), 16);
        if (size === 0) break;
        if (!(await this.#pass(size, body))) return { ...body.result(), trailers: [], isWhole: false };
        await this.until('\r\n');
      }
      const trailers: (readonly [string, string])[] = [];
      for (;;) {
        const line = (await this.until('\r\n')).slice(0, -2);
        if (line === '') return { ...body.result(), trailers, isWhole: true };
        trailers.push(pairIn(line));
      }
    } catch {
      return { ...body.result(), trailers: [], isWhole: false };
    }
  }

  async #collect(length: number): Promise<Body & { isWhole: boolean }> {
    const body = new Gathered();
    const isFull = await this.#pass(length, body);
    return { ...body.result(), isWhole: isFull || (length === Infinity && this.socket.errored === null) };
  }

  /** False when the connection ended before. */
  async #pass(length: number, body: Gathered): Promise<boolean> {
    let left = length;
    while (left > 0) {
      if (this.#unread.length === 0 && !(await this.#more())) return false;
      const part = this.#take(Math.min(left, this.#unread.length));
      left -= part.length;
      body.add(part);
    }
    return true;
  }

  #take(length: number): Buffer {
    const taken = this.#unread.subarray(0, length);
    this.#unread = this.#unread.subarray(length);
    return taken;
  }

  async #more(): Promise<boolean> {
    try {
      const { value, done } = await this.#chunks.next();
      if (done === true) return false;
      this.#unread = this.#unread.length === 0 ? value : Buffer.concat([this.#unread, value]);
      return true;
    } catch {
      return false;
    }
  }
}

class Gathered {
  readonly #hash = createHash('sha256');
  #bytes = 0;
  #text = '';

  add(part: Buffer): void {
    this.#hash.update(part);
    this.#bytes += part.length;
    if (this.#text.length < mostText) this.#text += part.toString('latin1');
  }

  result(): Body {
    return { bytes: this.#bytes, sum: this.#hash.digest('hex'), text: this.#text.slice(0, mostText) };
  }
}

const emptyBody = (): Body => new Gathered().result();

function pairIn(line: string): readonly [string, string] {
  const at = line.indexOf(':');
  return [line.slice(0, at), line.slice(at + 1).trim()];
}
