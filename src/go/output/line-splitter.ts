/** A line longer than this is cut into several, so that output without line ends cannot fill the memory. */
const maxLineLength = 64 * 1024;

/** Puts together lines from text that was cut anywhere. Line ends (`\n`, `\r\n`) are not part of a line. */
export class LineSplitter {
  readonly #onLine: (line: string) => void;
  #partial = '';

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  push(text: string): void {
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      this.#emit(this.#partial + text.slice(start, end));
      this.#partial = '';
      start = end + 1;
    }
    this.#partial += text.slice(start);
    while (this.#partial.length > maxLineLength) {
      this.#onLine(this.#partial.slice(0, maxLineLength));
      this.#partial = this.#partial.slice(maxLineLength);
    }
  }

  /** Hands out what came without a line end. */
  finish(): void {
    if (this.#partial !== '') this.#emit(this.#partial);
    this.#partial = '';
  }

  #emit(line: string): void {
    this.#onLine(line.endsWith('\r') ? line.slice(0, -1) : line);
  }
}
