import type { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { PageMessage, PageProblem } from './page-message.ts';

/** Between two signs of life, so that a connection that is dead is noticed. */
const beatMs = 15_000;

/** The pages that listen, and what each is told when it comes. */
export class PageHub {
  readonly #pages = new Set<ServerResponse>();
  readonly #airPages = new Set<ServerResponse>();
  readonly #greeting: () => readonly PageMessage[];
  readonly #beat = setInterval(() => this.#send(':\n\n', [...this.#pages, ...this.#airPages]), beatMs).unref();

  /** @param greeting what a page must know that has just connected */
  constructor(greeting: () => readonly PageMessage[]) {
    this.#greeting = greeting;
  }

  listen(request: IncomingMessage, response: ServerResponse): void {
    this.#open(this.#pages, request, response);
    for (const message of this.#greeting()) response.write(textOf(message));
  }

  /** A page with air's own script. */
  listenAsAir(request: IncomingMessage, response: ServerResponse): void {
    this.#open(this.#airPages, request, response);
    response.write(':\n\n');
  }

  tell(message: PageMessage): void {
    this.#send(textOf(message), this.#pages);
    if (message.type === 'reload') this.#send('event: reload\ndata: null\n\n', this.#airPages);
    if (message.type === 'problem' && message.problem.kind === 'build')
      this.#send(`event: build-failed\ndata: ${JSON.stringify(asAir(message.problem))}\n\n`, this.#airPages);
  }

  close(): void {
    clearInterval(this.#beat);
    for (const page of [...this.#pages, ...this.#airPages]) page.end();
  }

  #open(pages: Set<ServerResponse>, request: IncomingMessage, response: ServerResponse): void {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    pages.add(response);
    if (request.socket instanceof Socket) request.socket.setKeepAlive(true);
    // It says no more: the page is gone.
    request.socket.once('end', () => response.end());
    response.once('close', () => pages.delete(response));
  }

  #send(text: string, pages: Iterable<ServerResponse>): void {
    for (const page of pages) page.write(text);
  }
}

/** What air's own script shows; the command is said in the terminal. */
function asAir({ title, diagnostics, output }: PageProblem): Readonly<Record<'error' | 'command' | 'output', string>> {
  const lines = diagnostics.map(({ location, message }) =>
    location === undefined ? message : `${location.file}:${location.line}: ${message}`,
  );
  return { error: title, command: '', output: [...lines, output].filter((line) => line !== '').join('\n') };
}

function textOf(message: PageMessage): string {
  return `data: ${JSON.stringify(message)}\n\n`;
}
