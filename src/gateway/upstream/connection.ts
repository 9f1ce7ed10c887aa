import { connect, type Socket } from 'node:net';
import { headerLines, valuesOf, wordsOf, type RawHeaders } from '../proxy/headers.ts';
import { appAddress } from './app-address.ts';
import { AnswerParser, type AnswerReader } from './answer-parser.ts';

/** Whoever asks on a connection. */
export interface Asker extends AnswerReader {
  /** The request is on its way to an app. */
  connected(): void;
  /** What was written is gone: there may be more. */
  drained(): void;
  /** No answer, or no more of it; or, after a whole one, the rest of the request has nowhere to go. */
  broken(error: Error): void;
}

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly rawHeaders: RawHeaders;
}

/** A connection to the app, for one request at a time: who has its answer, and has sent all, has nothing to do with it any more. */
export class Connection {
  readonly port: number;
  readonly #socket: Socket;
  readonly #idle: (connection: Connection) => void;
  #asker: Asker | undefined;
  #parser: AnswerParser | undefined;
  readonly #reader: AnswerReader = {
    information: (head) => this.#asker?.information(head),
    head: (head) => {
      if (head.isHttp10 || valuesOf(head.rawHeaders, 'connection').flatMap(wordsOf).includes('close'))
        this.#mayStay = false;
      this.#asker?.head(head);
    },
    body: (part) => this.#asker?.body(part),
    end: (rawTrailers) => this.#asker?.end(rawTrailers),
  };
  #isConnected = false;
  #isReused = false;
  #isSent = false;
  #mayStay = false;

  /** @param idle called when it can be used again */
  constructor(port: number, idle: (connection: Connection) => void, gone: (connection: Connection) => void) {
    this.port = port;
    this.#idle = idle;
    this.#socket = connect({ ...appAddress(port), noDelay: true });
    this.#socket
      .once('connect', () => {
        this.#isConnected = true;
        this.#asker?.connected();
      })
      .on('data', (chunk) => this.#read(chunk))
      .on('drain', () => this.#asker?.drained())
      .once('end', () => this.#ended())
      .on('error', (error) => this.#broken(error))
      .once('close', () => {
        this.#broken(new Error('it closed the connection'));
        gone(this);
      });
  }

  /** It has served before: that it still leads to an app, nobody knows. */
  get isReused(): boolean {
    return this.#isReused;
  }

  /** Something of an answer has come. */
  get isAnswering(): boolean {
    return this.#parser?.hasBegun === true;
  }

  ask(asker: Asker, { method, path, rawHeaders }: Request): void {
    this.#asker = asker;
    this.#parser = new AnswerParser(method, this.#reader);
    this.#isSent = false;
    this.#mayStay = true;
    this.#socket.write(`${method} ${path} HTTP/1.1\r\n${headerLines(rawHeaders)}\r\n`, 'latin1');
    if (this.#isConnected) asker.connected();
  }

  /** A part of the body, as it goes on the way. Returns false when it should pause. */
  write(part: Buffer | string): boolean {
    return this.#socket.write(part, 'latin1');
  }

  /** The request is whole. */
  sent(): void {
    this.#isSent = true;
    this.#release();
  }

  /** Whoever asks says no more, and listens still. */
  sayNoMore(): void {
    this.#mayStay = false;
    this.#socket.end();
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  destroy(): void {
    this.#asker = undefined;
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    const parser = this.#parser;
    // Nobody has asked for it.
    if (parser === undefined || parser.isDone) return void this.#socket.destroy();
    try {
      const more = parser.read(chunk);
      if (more.length > 0) this.#mayStay = false;
    } catch (error) {
      this.#broken(error as Error);
      this.#socket.destroy();
    }
    this.#release();
    return undefined;
  }

  #ended(): void {
    this.#mayStay = false;
    if (this.#parser?.finish() === true) this.#release();
  }

  /** Another request may come on it, if the two are done with this one. */
  #release(): void {
    if (this.#parser?.isDone !== true) return;
    if (!this.#mayStay && this.#isSent) return this.destroy();
    if (!this.#isSent || this.#socket.destroyed || this.#asker === undefined) return;
    this.#asker = undefined;
    this.#parser = undefined;
    this.#isReused = true;
    this.#socket.resume();
    this.#idle(this);
  }

  #broken(error: Error): void {
    const asker = this.#asker;
    this.#asker = undefined;
    asker?.broken(error);
  }
}
