import { fstatSync } from 'node:fs';
import { isatty } from 'node:tty';
import { openChannel } from '../report/output/channel.ts';
import { createOutlet, type Outlet, type Patience } from '../report/output/outlet.ts';
import type { AppStream, ServiceOutput } from '../report/services/service-output.ts';
import type { ServiceTerminals, ServiceTerminalsOptions } from '../report/services/service-terminals.ts';
import { createTheme, type Theme } from '../report/terminal/theme.ts';
import { afterMs } from './after-ms.ts';
import { leftOut } from './stderr.ts';

export interface ServiceStreamsOptions {
  readonly theme: () => Theme;
  /** Takes whole lines. */
  readonly toStderr: (lines: Buffer) => void;
  /** Of whoever reads that. */
  readonly stderrRoom: Outlet['appRoom'];
  /** Where services may have terminals. Default: they have none. */
  readonly terminals?: (options: ServiceTerminalsOptions) => ServiceTerminals;
  /** Of gorl's terminal. */
  readonly columns: () => number;
  readonly isAtLineStart: () => boolean;
}

/** A service's terminal is never narrower: nothing could be read there. */
const fewestColumns = 10;

/** Where several services write to: gorl's own streams, line by line, with their names. */
export class ServiceStreams {
  readonly #options: ServiceStreamsOptions;
  #Output: typeof ServiceOutput | undefined;
  #output: ServiceOutput | undefined;
  #terminals: ServiceTerminals | undefined;
  #stdout: Outlet | undefined;
  #names: readonly string[] = [];
  #shown: string | undefined;

  constructor(options: ServiceStreamsOptions) {
    this.#options = options;
  }

  /** Before so many are named. Most sessions run one program. */
  async prepare(count: number): Promise<void> {
    if (count > 1) this.#Output ??= (await import('../report/services/service-output.ts')).ServiceOutput;
  }

  /** From here on there are several; or one again, whose app may still write as one of them. */
  name(names: readonly string[]): void {
    const { theme, toStderr } = this.#options;
    this.#names = names;
    if (this.#shown !== undefined && !names.includes(this.#shown)) this.#showAlone(undefined);
    if (this.#output !== undefined) return this.#output.nameServices(names);
    if (names.length < 2 || this.#Output === undefined) return undefined;
    // One way to one terminal or file: then no line comes into the middle of another.
    if (!isSamePlace(1, 2)) this.#stdout = createOutlet({ channel: openChannel(1), remark: leftOut });
    const output = new this.#Output({
      names,
      after: afterMs,
      theme: (stream) => (stream === 'stdout' && this.#stdout !== undefined && !isatty(1) ? plain(theme()) : theme()),
      write: (lines, stream) => {
        if (stream === 'stdout' && this.#stdout !== undefined) this.#stdout.passOn(lines);
        else toStderr(lines);
      },
    });
    this.#output = output;
    this.#terminals = this.#options.terminals?.({
      prefix: (service) => output.prefix(service, 'stderr'),
      columns: () => this.columnsOf(true),
      isAtLineStart: this.#options.isAtLineStart,
      write: toStderr,
      after: afterMs,
    });
    return undefined;
  }

  /** Of an app's terminal. @param isOneOfMany its lines have names before them */
  columnsOf(isOneOfMany: boolean): number {
    const columns = this.#options.columns();
    if (!isOneOfMany || this.#output === undefined) return columns;
    return Math.max(fewestColumns, columns - this.#output.prefixWidth);
  }

  /** Of those that there are now. */
  get names(): readonly string[] {
    return this.#names;
  }

  get areMany(): boolean {
    return this.#output !== undefined;
  }

  /** Undefined where there is one service. */
  label(service: string): string | undefined {
    return this.#output?.label(service);
  }

  /** The one that is shown alone; undefined: all are. */
  get shown(): string | undefined {
    return this.#shown;
  }

  isShown(service: string | undefined): boolean {
    return service === undefined || this.#shown === undefined || this.#shown === service;
  }

  /** @returns what to say of it; undefined where there is no such service */
  show(index: number | undefined): string | undefined {
    const name = index === undefined ? undefined : this.#names[index];
    if (index !== undefined && name === undefined) return undefined;
    this.#showAlone(name);
    return name === undefined ? 'all services are shown' : `${name} is shown alone; 0 shows all`;
  }

  /** Those that are shown may have lines that are not complete. */
  draw(): void {
    this.#terminals?.draw();
  }

  /** Behind the last one come all, and then the first. */
  nextIndex(): number | undefined {
    const next = this.#shown === undefined ? 0 : this.#names.indexOf(this.#shown) + 1;
    return next < this.#names.length ? next : undefined;
  }

  push(service: string, stream: AppStream, chunk: Buffer): void {
    if (this.isShown(service)) this.#output?.push(service, stream, chunk);
  }

  /** @param answer types for the service what its terminal would answer */
  pushTerminal(service: string, chunk: Buffer, answer: (text: string) => void): void {
    this.#terminals?.push(service, chunk, answer);
  }

  flush(service: string): void {
    this.#output?.flush(service);
    this.#terminals?.flush(service);
  }

  #showAlone(name: string | undefined): void {
    this.#shown = name;
    this.#terminals?.show(name);
  }

  async settle(patience: Patience): Promise<void> {
    await this.#stdout?.settle(patience);
  }

  /** Of whoever reads what services write to stdout. */
  get stdoutRoom(): Outlet['appRoom'] {
    return this.#stdout?.appRoom ?? this.#options.stderrRoom;
  }
}

/** For a file or a pipe. */
function plain({ unicode }: Theme): Theme {
  return createTheme({ color: false, unicode });
}

function isSamePlace(...descriptors: readonly [number, number]): boolean {
  try {
    const [a, b] = descriptors.map((fd) => fstatSync(fd));
    return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
  } catch {
    return false;
  }
}
