/** What the Go runtime begins its last words with (runtime/panic.go), each in one write at the start of a line. */
const firstWords = ['panic: ', 'fatal error: '].map((words) => Buffer.from(words));

/**
 * A line of a traceback (runtime/traceback.go) or between two of them: a goroutine, a call, its place, who created it,
 * what was left out, registers, what go run adds.
 */
const traceLine =
  /^(?:$|\t|goroutine \d|created by |\.\.\.|\[|exit status |panic: |runtime|r\w+ +0x|[cefgs]s +0x|.+\(.*\)$)/;
const traceStart = /^(?:goroutine \d|runtime stack:)/;

/** A message of more lines than this is none of the runtime's. */
const mostMessageLines = 20;

/** Of a line that does not end, its beginning tells what it is. */
const mostKept = 4096;

const dim = Buffer.from('\u001b[2m');
const reset = Buffer.from('\u001b[0m');
const lineFeed = 0x0a;

/**
 * Dims what an app says when it dies: gorl says the same again, in short and with its place. An app that lives on is
 * bright again with the first line that is not the runtime's.
 */
export class CrashDimmer {
  #state: 'outside' | 'message' | 'trace' = 'outside';
  #messageLines = 0;
  #line: Buffer = Buffer.alloc(0);
  #isAtLineStart = true;

  push(chunk: Buffer): Buffer {
    const wasAtLineStart = this.#isAtLineStart;
    this.#isAtLineStart = chunk.at(-1) === lineFeed || (chunk.length === 0 && wasAtLineStart);
    if (this.#state !== 'outside') return this.#through(chunk);
    const at = beginning(chunk, wasAtLineStart);
    if (at === undefined) return chunk;
    [this.#state, this.#messageLines] = ['message', 0];
    return Buffer.concat([chunk.subarray(0, at), dim, this.#through(chunk.subarray(at))]);
  }

  /** Within a crash, as far as the lines so far tell. */
  #through(chunk: Buffer): Buffer {
    for (let from = 0; from < chunk.length;) {
      const end = chunk.indexOf(lineFeed, from);
      if (end === -1) {
        if (this.#line.length < mostKept) this.#line = Buffer.concat([this.#line, chunk.subarray(from)]);
        break;
      }
      const line = Buffer.concat([this.#line, chunk.subarray(from, end)])
        .toString('latin1')
        .replace(/\r$/, '');
      this.#line = Buffer.alloc(0);
      if (!this.#isOfCrash(line)) {
        this.#state = 'outside';
        return Buffer.concat([chunk.subarray(0, from), reset, chunk.subarray(from)]);
      }
      from = end + 1;
    }
    return chunk;
  }

  #isOfCrash(line: string): boolean {
    if (this.#state === 'trace') return traceLine.test(line);
    if (traceStart.test(line)) this.#state = 'trace';
    this.#messageLines += 1;
    return this.#messageLines <= mostMessageLines;
  }
}

/** Where in `chunk` such a line begins. */
function beginning(chunk: Buffer, isAtLineStart: boolean): number | undefined {
  for (const words of firstWords) {
    for (let at = chunk.indexOf(words); at !== -1; at = chunk.indexOf(words, at + 1)) {
      if (at === 0 ? isAtLineStart : chunk[at - 1] === lineFeed) return at;
    }
  }
  return undefined;
}
