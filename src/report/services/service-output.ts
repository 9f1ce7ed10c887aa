import type { Theme } from '../terminal/theme.ts';
import { ServiceLines } from './service-lines.ts';

export type AppStream = 'stdout' | 'stderr';

export interface ServiceOutputOptions {
  /** Of all services, in the order of the config. */
  readonly names: readonly string[];
  /** Of where that stream goes. */
  readonly theme: (stream: AppStream) => Theme;
  /** Takes whole lines. */
  readonly write: (lines: Buffer, stream: AppStream) => void;
  /** Calls `fire` once after `ms`; the result takes it back. */
  readonly after: (ms: number, fire: () => void) => () => void;
}

/** A line that is not complete by then, in ms, is shown as it is: a question, or a bar that grows. */
const patienceMs = 2000;

/** What several services write, told apart: whole lines, each with the name of its service. */
export class ServiceOutput {
  readonly #options: ServiceOutputOptions;
  readonly #lines = new Map<string, ServiceLines>();
  readonly #waiting = new Map<string, () => void>();
  #names: readonly string[];

  constructor(options: ServiceOutputOptions) {
    this.#options = options;
    this.#names = options.names;
  }

  /** The config names others now. */
  nameServices(names: readonly string[]): void {
    this.#names = names;
  }

  /** Of the service, in its color, as wide as those of all others. */
  label(service: string, stream: AppStream = 'stderr'): string {
    const index = Math.max(0, this.#names.indexOf(service));
    return this.#options.theme(stream).service(index, service.padEnd(this.#nameWidth));
  }

  /** What stands before each line of the service: `api │ `. */
  prefix(service: string, stream: AppStream): string {
    const { dim, glyphs } = this.#options.theme(stream);
    return `${this.label(service, stream)} ${dim(glyphs.bar)} `;
  }

  /** In cells, of all of them. */
  get prefixWidth(): number {
    return this.#nameWidth + 3;
  }

  get #nameWidth(): number {
    return Math.max(...this.#names.map((name) => name.length));
  }

  push(service: string, stream: AppStream, chunk: Buffer): void {
    const id = `${service}/${stream}`;
    const lines = this.#linesOf(service, stream, id);
    const complete = lines.push(chunk);
    if (complete.length > 0) {
      this.#forget(id);
      this.#options.write(complete, stream);
    }
    if (lines.isHolding && !this.#waiting.has(id))
      this.#waiting.set(
        id,
        this.#options.after(patienceMs, () => this.#flush(id, lines, stream)),
      );
  }

  /** The service's process has ended, or all is about to: nothing of it is held any more. */
  flush(service: string): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      const id = `${service}/${stream}`;
      const lines = this.#lines.get(id);
      if (lines !== undefined) this.#flush(id, lines, stream);
    }
  }

  #flush(id: string, lines: ServiceLines, stream: AppStream): void {
    this.#forget(id);
    const rest = lines.flush();
    if (rest.length > 0) this.#options.write(rest, stream);
  }

  #forget(id: string): void {
    this.#waiting.get(id)?.();
    this.#waiting.delete(id);
  }

  #linesOf(service: string, stream: AppStream, id: string): ServiceLines {
    const known = this.#lines.get(id);
    if (known !== undefined) return known;
    const prefixOf = (): string => this.prefix(service, stream);
    const lines = new ServiceLines({
      get prefix() {
        return prefixOf();
      },
    });
    this.#lines.set(id, lines);
    return lines;
  }
}
