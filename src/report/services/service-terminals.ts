import { TerminalLines } from './terminal-lines.ts';

export interface ServiceTerminalsOptions {
  /** Of that service: what stands before its lines. */
  readonly prefix: (service: string) => string;
  /** Of the terminals that services have: what the prefixes leave. */
  readonly columns: () => number;
  /** On gorl's terminal, the cursor is in no line that somebody has begun. */
  readonly isAtLineStart: () => boolean;
  /** Whole lines, or the beginning of one. */
  readonly write: (bytes: Buffer) => void;
  /** Calls `fire` once after `ms`; the result takes it back. */
  readonly after: (ms: number, fire: () => void) => () => void;
}

/** A line that is not complete by then, in ms, is shown as it is then; so is what was drawn anew. */
const patienceMs = 2000;
const eraseLine = '\r\u001b[K';

interface Terminal {
  readonly lines: TerminalLines;
  answer: (text: string) => void;
  /** Takes back that what is held is shown soon. */
  forget?: (() => void) | undefined;
}

/** What several services write to the terminals that they have, told apart on gorl's. One that is shown alone has a live line. */
export class ServiceTerminals {
  readonly #options: ServiceTerminalsOptions;
  readonly #terminals = new Map<string, Terminal>();
  #alone: string | undefined;
  /** The last line on the screen may be the one that is not complete. */
  #isDrawn = false;

  constructor(options: ServiceTerminalsOptions) {
    this.#options = options;
  }

  /** @param answer types for the service what its terminal would answer */
  push(service: string, chunk: Buffer, answer: (text: string) => void): void {
    const terminal = this.#terminalOf(service, answer);
    terminal.answer = answer;
    const complete = terminal.lines.push(chunk);
    if (complete.length > 0) this.#forget(terminal);
    this.#show(service, terminal, complete);
  }

  /** That one is shown alone; undefined: all are. */
  show(alone: string | undefined): void {
    if (alone === this.#alone) return;
    // It stays as it is, and somebody else writes next.
    if (this.#isDrawn && !this.#options.isAtLineStart()) this.#options.write(Buffer.from('\n'));
    this.#alone = alone;
    this.#isDrawn = false;
  }

  /** Of those that are shown, the lines that are not complete. */
  draw(): void {
    for (const [service, terminal] of this.#terminals) this.#show(service, terminal, Buffer.alloc(0));
  }

  /** The service's process has ended: nothing of it is held any more. */
  flush(service: string): void {
    const terminal = this.#terminals.get(service);
    if (terminal === undefined) return;
    this.#terminals.delete(service);
    this.#forget(terminal);
    const rest = terminal.lines.flush();
    if (service === this.#alone || this.#alone === undefined) this.#write(service, rest);
  }

  #show(service: string, terminal: Terminal, complete: Buffer): void {
    if (this.#alone !== undefined && service !== this.#alone) return;
    const open = service === this.#alone ? this.#openLine(service, terminal.lines) : '';
    this.#write(service, complete, open);
    if (terminal.lines.isHolding)
      terminal.forget ??= this.#options.after(patienceMs, () => this.#patient(service, terminal));
  }

  #patient(service: string, terminal: Terminal): void {
    terminal.forget = undefined;
    const { lines } = terminal;
    if (service === this.#alone) this.#write(service, lines.flushRows(), this.#openLine(service, lines));
    else if (this.#alone === undefined) this.#write(service, lines.flush());
  }

  #openLine(service: string, lines: TerminalLines): string {
    const prefix = this.#options.prefix(service);
    // A line that reaches the last column would be two on some terminals.
    const { text, back } = lines.open(Math.max(1, this.#options.columns() - 1));
    if (text === '') return '';
    const toCursor = back > 0 ? `\u001b[${back}D` : back < 0 ? `\u001b[${-back}C` : '';
    return `${prefix}${text}${toCursor}`;
  }

  #write(service: string, complete: Buffer, open = ''): void {
    const erase = this.#isDrawn && service === this.#alone ? eraseLine : '';
    this.#isDrawn = open !== '';
    if (erase === '' && complete.length === 0 && open === '') return;
    this.#options.write(Buffer.concat([Buffer.from(erase), complete, Buffer.from(open)]));
  }

  #forget(terminal: Terminal): void {
    terminal.forget?.();
    terminal.forget = undefined;
  }

  #terminalOf(service: string, answer: (text: string) => void): Terminal {
    const known = this.#terminals.get(service);
    if (known !== undefined) return known;
    const terminal: Terminal = {
      answer,
      lines: new TerminalLines({
        prefix: () => this.#options.prefix(service),
        columns: this.#options.columns,
        answer: (text) => terminal.answer(text),
      }),
    };
    this.#terminals.set(service, terminal);
    return terminal;
  }
}
