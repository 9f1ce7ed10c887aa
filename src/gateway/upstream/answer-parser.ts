import { headLimits } from '../guards/heads.ts';
import { pairs, type RawHeaders } from '../proxy/headers.ts';
import { AnswerFault, bodyLength, parseAnswerHead, parseFields, saysEnd, type AnswerHead } from './answer-head.ts';

export interface AnswerReader {
  /** Before the answer: 1xx. */
  information(head: AnswerHead): void;
  head(head: AnswerHead): void;
  /** A part of the body, without what holds it together on the way. */
  body(part: Buffer): void;
  end(rawTrailers: RawHeaders): void;
}

type State =
  | { readonly id: 'head' }
  | { readonly id: 'counted'; left: number }
  | { readonly id: 'until-end' }
  | { readonly id: 'chunk-size' }
  | { readonly id: 'chunk'; left: number }
  | { readonly id: 'chunk-end' }
  | { readonly id: 'trailers'; readonly lines: string[] }
  | { readonly id: 'done' };

const crlf = '\r\n';
const headEnd = '\r\n\r\n';
/** Nobody sends extensions (RFC 9112 §7.1.1); somebody may. */
const longestSizeLine = 16 * 1024;
const word = "[!#$%&'*+\\-.^_`|~\\dA-Za-z]+";
const sizeLine = new RegExp(`^([\\dA-Fa-f]{1,12})(?:;${word}(?:=(?:${word}|"[\\t !#-[\\]-~]*"))?)*$`);
const nothing: Buffer = Buffer.alloc(0);

/** One answer of the app, as its bytes come. Node's client costs more than all the rest of passing on a short one. */
export class AnswerParser {
  readonly #method: string;
  readonly #reader: AnswerReader;
  #state: State = { id: 'head' };
  /** What has come and is not understood yet. */
  #rest = nothing;
  #trailerBytes = 0;

  constructor(method: string, reader: AnswerReader) {
    this.#method = method;
    this.#reader = reader;
  }

  get isDone(): boolean {
    return this.#state.id === 'done';
  }

  /** Whether anything of it has come. */
  get hasBegun(): boolean {
    return this.#state.id !== 'head' || this.#rest.length > 0;
  }

  /**
   * Reads on. Returns what has come behind the answer.
   *
   * @throws AnswerFault
   */
  read(chunk: Buffer): Buffer {
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    this.#rest = nothing;
    while (bytes.length > 0 && !this.isDone) {
      const used = this.#step(bytes);
      if (used === 0) {
        this.#rest = bytes;
        return nothing;
      }
      bytes = bytes.subarray(used);
    }
    return bytes;
  }

  /** No more comes. Returns whether the answer is whole. */
  finish(): boolean {
    if (this.#state.id === 'until-end') this.#end([]);
    return this.isDone;
  }

  /** How many bytes it could read; 0: more must come. */
  #step(bytes: Buffer): number {
    const state = this.#state;
    switch (state.id) {
      case 'head':
        return this.#readHead(bytes);
      case 'counted':
      case 'chunk': {
        const part = bytes.length <= state.left ? bytes : bytes.subarray(0, state.left);
        state.left -= part.length;
        this.#reader.body(part);
        if (state.left > 0) return part.length;
        if (state.id === 'chunk') this.#state = { id: 'chunk-end' };
        else this.#end([]);
        return part.length;
      }
      case 'until-end':
        this.#reader.body(bytes);
        return bytes.length;
      case 'chunk-end': {
        if (bytes.length < crlf.length) return 0;
        if (bytes[0] !== 0x0d || bytes[1] !== 0x0a) throw new AnswerFault('a chunk of its answer has another length');
        this.#state = { id: 'chunk-size' };
        return crlf.length;
      }
      case 'chunk-size':
        return this.#readSize(bytes);
      case 'trailers':
        return this.#readTrailer(bytes, state.lines);
      case 'done':
        return 0;
    }
  }

  #readHead(bytes: Buffer): number {
    const end = bytes.indexOf(headEnd);
    if (end > headLimits.bytes || (end === -1 && bytes.length > headLimits.bytes))
      throw new AnswerFault(`the head of its answer is larger than ${headLimits.bytes} bytes`);
    const line = bytes.indexOf('\n');
    if (line === 0 || (line > 0 && bytes[line - 1] !== 0x0d)) throw new AnswerFault('its answer has half a line end');
    if (end === -1) return 0;
    const head = parseAnswerHead(bytes.toString('latin1', 0, end));
    if (head.status === 101) throw new AnswerFault('it answered in another protocol');
    if (head.status < 200) {
      if (head.isHttp10) throw new AnswerFault('its answer has one before it, which HTTP/1.0 does not know');
      this.#reader.information(head);
      return end + headEnd.length;
    }
    const length = bodyLength(this.#method, head);
    this.#reader.head(head);
    if (length.type === 'chunked') this.#state = { id: 'chunk-size' };
    else if (length.type === 'until-end') this.#state = { id: 'until-end' };
    else if (length.bytes > 0) this.#state = { id: 'counted', left: length.bytes };
    else this.#end([]);
    return end + headEnd.length;
  }

  #readSize(bytes: Buffer): number {
    const end = bytes.indexOf(crlf);
    if (end > longestSizeLine || (end === -1 && bytes.length > longestSizeLine))
      throw new AnswerFault('a chunk of its answer has a size line without an end');
    if (end === -1) return 0;
    const [, digits] = sizeLine.exec(bytes.toString('latin1', 0, end)) ?? [];
    if (digits === undefined) throw new AnswerFault('a chunk of its answer has no size');
    const left = Number.parseInt(digits, 16);
    this.#state = left === 0 ? { id: 'trailers', lines: [] } : { id: 'chunk', left };
    return end + crlf.length;
  }

  #readTrailer(bytes: Buffer, lines: string[]): number {
    const end = bytes.indexOf(crlf);
    if (this.#trailerBytes + (end === -1 ? bytes.length : end) > headLimits.bytes)
      throw new AnswerFault(`the trailers of its answer are larger than ${headLimits.bytes} bytes`);
    if (end === -1) return 0;
    this.#trailerBytes += end;
    if (end === 0) {
      const rawTrailers = parseFields(lines);
      // It comes too late to say where the answer ends, and would count for whoever reads on.
      if (pairs(rawTrailers).some(([name]) => saysEnd(name)))
        throw new AnswerFault('its answer says in a trailer where it ends');
      this.#end(rawTrailers);
    } else lines.push(bytes.toString('latin1', 0, end));
    return end + crlf.length;
  }

  #end(rawTrailers: RawHeaders): void {
    this.#state = { id: 'done' };
    this.#reader.end(rawTrailers);
  }
}
