import { Buffer } from 'node:buffer';
import { Transform, type TransformCallback } from 'node:stream';
import { ScriptPlace } from './script-place.ts';

/**
 * Puts a tag into the HTML that passes through, once, and at the end where it finds no better place. Whatever charset
 * is a superset of ASCII goes, split wherever it likes: only ASCII is looked for, as bytes.
 *
 * Each chunk goes on as it comes, but for an unfinished tag of at most 1 KiB (`metaLimit`) before the place.
 */
export class InsertScript extends Transform {
  readonly #tag: Buffer;
  #place: ScriptPlace | undefined;
  #held: Buffer = Buffer.alloc(0);

  /** @param findsCharset The headers do not name the page's charset, so a `<meta>` may. */
  constructor(tag: Buffer, findsCharset: boolean) {
    super();
    this.#tag = tag;
    this.#place = new ScriptPlace(findsCharset);
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    if (this.#place === undefined) {
      done(null, chunk);
      return;
    }
    const bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    const { passed, found } = this.#place.look(bytes);
    const [before, after] = [bytes.subarray(0, passed), bytes.subarray(passed)];
    if (found) this.#place = undefined;
    this.#held = found ? Buffer.alloc(0) : after;
    // One chunk becomes one, so that a compressed page is not flushed more often than the app did.
    const out = found ? Buffer.concat([before, this.#tag, after]) : before;
    if (out.length > 0) this.push(out);
    done();
  }

  override _flush(done: TransformCallback): void {
    if (this.#place !== undefined) {
      this.push(this.#place.isWide ? this.#held : Buffer.concat([this.#held, this.#tag]));
    }
    done();
  }
}
