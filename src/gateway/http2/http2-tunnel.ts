import type { Socket } from 'node:net';
import { Transform, type Duplex, type TransformCallback } from 'node:stream';
import { controlFrame, flags, FrameReader, frameTypes, type Frame } from './http2-frames.ts';
import { joinBoth } from '../proxy/tunnel.ts';

const prefaceBytes = 24;
const pingBytes = 8;

/** "Begin nothing more here; what is under way goes on" (RFC 9113 §6.8), and a question that shows when that was read. */
const question = Buffer.from('gorl-end');
const farewell = Buffer.concat([
  controlFrame(frameTypes.goAway, Buffer.from([0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 0])),
  controlFrame(frameTypes.ping, question),
]);

/**
 * A connection with HTTP/2 on it, passed on as it is. The heads of its frames tell which requests are under way, so that
 * it can end without cutting one off: the client hears that it must not begin any more here, and the connection ends
 * with the last answer.
 */
export class Http2Tunnel {
  readonly #client: Duplex;
  readonly #app: Socket;
  readonly #begin: () => () => void;
  readonly #open = new Map<number, () => void>();
  readonly #toApp: ToApp;
  readonly #toClient: ToClient;
  #lastStream = 0;
  #isLeaving = false;
  #isUnderstood = false;

  /**
   * @param begin called with each request; returns what is called at its end
   * @param done the connection has ended
   */
  constructor(client: Duplex, app: Socket, begin: () => () => void, done: () => void) {
    this.#client = client;
    this.#app = app;
    this.#begin = begin;
    this.#toClient = new ToClient((frame) => this.#fromApp(frame));
    this.#toApp = new ToApp(
      (frame) => this.#fromClient(frame),
      () => this.#understood(),
    );
    const isOver = (): void => {
      for (const end of this.#open.values()) end();
      done();
    };
    joinBoth(client, app, isOver, { toApp: this.#toApp, toClient: this.#toClient });
  }

  /** No more requests on this connection: it ends when the last one has been answered. */
  leave(): void {
    if (this.#isLeaving) return;
    this.#isLeaving = true;
    this.#toClient.say(farewell);
  }

  #fromClient({ type, stream }: Frame): void {
    if (type === frameTypes.headers && stream > this.#lastStream) {
      this.#lastStream = stream;
      this.#open.set(stream, this.#begin());
    }
    if (type === frameTypes.rstStream) this.#ended(stream);
  }

  #fromApp({ type, flags: set, stream }: Frame): void {
    const isLast = (type === frameTypes.headers || type === frameTypes.data) && (set & flags.endStream) !== 0;
    if (isLast || type === frameTypes.rstStream) this.#toClient.afterFrame(() => this.#ended(stream));
  }

  #ended(stream: number): void {
    this.#open.get(stream)?.();
    this.#open.delete(stream);
    this.#endIfOver();
  }

  /** Whatever the client has sent before it knew has come by now. */
  #understood(): void {
    this.#isUnderstood = true;
    this.#endIfOver();
  }

  #endIfOver(): void {
    if (!this.#isUnderstood || this.#open.size > 0) return;
    this.#app.unpipe(this.#toClient);
    this.#client.unpipe(this.#toApp);
    this.#toClient.end();
    this.#toApp.end();
  }
}

/** From the app: where a frame ends, gorl can say something of its own. */
class ToClient extends Transform {
  readonly #frames = new FrameReader();
  readonly #seen: (frame: Frame) => void;
  #hasBegun = false;
  #own: Buffer | undefined;
  #after: (() => void)[] = [];

  constructor(seen: (frame: Frame) => void) {
    super();
    this.#seen = seen;
  }

  /** Not before the app's first frame, which has to be the first of the connection. */
  say(bytes: Buffer): void {
    this.#own = bytes;
    this.#saySo();
  }

  /** When the frame that is being read has been passed on. */
  afterFrame(act: () => void): void {
    this.#after.push(act);
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    for (const { bytes, frame } of this.#frames.read(chunk)) {
      this.push(bytes);
      if (frame !== undefined) this.#seen(frame);
      if (!this.#frames.isBetweenFrames) continue;
      this.#hasBegun = true;
      this.#saySo();
      for (const act of this.#after.splice(0)) act();
    }
    done();
  }

  override _flush(done: TransformCallback): void {
    done(null, this.#frames.rest);
  }

  #saySo(): void {
    if (this.#own === undefined || !this.#hasBegun || !this.#frames.isBetweenFrames || this.writableEnded) return;
    this.push(this.#own);
    this.#own = undefined;
  }
}

/** From the client: the answer to gorl's own question is not for the app. */
class ToApp extends Transform {
  readonly #frames = new FrameReader(prefaceBytes);
  readonly #seen: (frame: Frame) => void;
  readonly #answered: () => void;
  /** Of an answer to a ping, which may be gorl's. */
  #held: Buffer[] | undefined;

  constructor(seen: (frame: Frame) => void, answered: () => void) {
    super();
    this.#seen = seen;
    this.#answered = answered;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    for (const { bytes, frame } of this.#frames.read(chunk)) {
      if (frame !== undefined) this.#seen(frame);
      if (frame?.type === frameTypes.ping && (frame.flags & flags.ack) !== 0) this.#held = [];
      if (this.#held === undefined) this.push(bytes);
      else this.#hold(bytes);
    }
    done();
  }

  override _flush(done: TransformCallback): void {
    done(null, Buffer.concat([...(this.#held ?? []), this.#frames.rest]));
  }

  #hold(bytes: Buffer): void {
    this.#held?.push(bytes);
    if (!this.#frames.isBetweenFrames) return;
    const whole = Buffer.concat(this.#held ?? []);
    this.#held = undefined;
    if (whole.subarray(-pingBytes).equals(question)) this.#answered();
    else this.push(whole);
  }
}
