import { GraphicRendition } from '../screen/graphic-rendition.ts';

/** Between two lines: nothing of a line's colors reaches the next one, which may be another service's. */
const reset = '\u001b[0m';
const newline = 0x0a;
const escape = 0x1b;
/** A line that is longer is cut: nobody reads it, and it must not fill the memory. */
const longestLine = 64 * 1024;

export interface LineSource {
  /** Stands before each line: `api │ `. */
  readonly prefix: string;
}

/**
 * What one stream of a service writes, as whole lines with a prefix. The last line waits until it is complete; its
 * colors go on in the next one of the same stream.
 */
export class ServiceLines {
  readonly #source: LineSource;
  readonly #rendition = new GraphicRendition();
  #held: Buffer[] = [];
  #heldLength = 0;

  constructor(source: LineSource) {
    this.#source = source;
  }

  /** The complete lines of it, and what was held before. Empty where none is complete. */
  push(chunk: Buffer): Buffer {
    const end = chunk.lastIndexOf(newline) + 1;
    if (end === 0) {
      this.#hold(chunk);
      return this.#heldLength > longestLine ? this.flush() : nothing;
    }
    const parts: Buffer[] = [];
    for (let at = 0; at < end;) {
      const next = chunk.indexOf(newline, at) + 1;
      this.#line(chunk.subarray(at, next), parts);
      at = next;
    }
    if (end < chunk.length) this.#hold(chunk.subarray(end));
    return Buffer.concat(parts);
  }

  /** Something waits for the end of its line. */
  get isHolding(): boolean {
    return this.#heldLength > 0;
  }

  /** What is held, as a line. */
  flush(): Buffer {
    if (!this.isHolding) return nothing;
    const parts: Buffer[] = [];
    this.#line(lineFeed, parts);
    return Buffer.concat(parts);
  }

  #hold(chunk: Buffer): void {
    // Whoever reads the stream may use its memory again.
    this.#held.push(Buffer.from(chunk));
    this.#heldLength += chunk.length;
  }

  #line(end: Buffer, parts: Buffer[]): void {
    const line = this.#heldLength === 0 ? end : Buffer.concat([...this.#held, end]);
    [this.#held, this.#heldLength] = [[], 0];
    const { prefix } = this.#source;
    const before = this.#rendition.text();
    if (line.includes(escape)) follow(this.#rendition, line);
    parts.push(Buffer.from(prefix + before), ...closed(line, this.#rendition.text() !== ''));
  }
}

const nothing = Buffer.alloc(0);
const lineFeed = Buffer.from('\n');

/** The line, without its colors behind it. */
function closed(line: Buffer, hasColors: boolean): readonly Buffer[] {
  if (!hasColors) return [line];
  const isReturn = line.length > 1 && line[line.length - 2] === 0x0d;
  const end = line.length - (isReturn ? 2 : 1);
  return [line.subarray(0, end), Buffer.from(reset), line.subarray(end)];
}

function follow(rendition: GraphicRendition, line: Buffer): void {
  // oxlint-disable-next-line no-control-regex
  for (const [, parameters = ''] of line.toString('latin1').matchAll(/\u001b\[([\d;:]*)m/g))
    if (parameters === '' || parameters === '0') rendition.reset();
    else rendition.apply(parameters);
}
