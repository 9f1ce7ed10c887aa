import { existsSync, readFileSync } from 'node:fs';
import { spawn, type IPty } from '@lydell/node-pty';
import { GorlRig, gorlBin, tryKill, type GorlEvent, type RigOptions } from './gorl-rig.ts';
import type { WaitOptions } from './wait-for.ts';

// oxlint-disable-next-line no-control-regex
const lastRow = /\u001bD\u001b\[A|\u001b7(?:\u001b\[(?:1;\d+)?r)?\u001b\[\d+;1H[^]*?\u001b8/g;

/** gorl in a terminal of its own, steered by keys; what it shows is in `screen`. */
export class TerminalRig extends GorlRig {
  /** All that was written to the terminal, byte for byte. */
  written = '';
  #pty: IPty | undefined;
  #ended: number | undefined;
  #linesRead = 0;

  constructor(options: RigOptions = {}) {
    super({ ...options, env: { TERM: 'xterm-256color', LANG: 'C.UTF-8', ...options.env } });
  }

  /** What was written, without gorl's line in the last row, which changes all the time. */
  get screen(): string {
    return this.written.replaceAll(lastRow, '');
  }

  override get pid(): number {
    if (this.#pty === undefined) throw new Error('gorl is not running');
    return this.#pty.pid;
  }

  override start(args: readonly string[] = []): this {
    return this.#open(process.execPath, [...this.#command().slice(1), ...args], {});
  }

  /** The terminal belongs to a shell that runs this; `$GORL` in it is gorl, and `pid` is the shell's. */
  startShell(line: string): this {
    return this.#open('/bin/sh', ['-c', line], { GORL: this.#command().join(' ') });
  }

  #command(): string[] {
    return [process.execPath, gorlBin(), '--events', this.path('.events.ndjson')];
  }

  #open(file: string, args: string[], extra: Readonly<Record<string, string>>): this {
    this.#ended = undefined;
    this.#pty = spawn(file, args, { cwd: this.dir, env: this.env(extra), cols: 100, rows: 30 });
    this.#pty.onData((text) => (this.written += text));
    this.#pty.onExit(
      ({ exitCode, signal }) => (this.#ended = signal === undefined || signal === 0 ? exitCode : 128 + signal),
    );
    return this;
  }

  press(keys: string): void {
    this.#pty?.write(keys);
  }

  /** The terminal's window is closed: the kernel hangs up, and nothing can be read or written any more. */
  hangUp(): void {
    (this.#pty as unknown as { destroy(): void } | undefined)?.destroy();
  }

  /** Nobody looks any more: the terminal's buffer fills, and whoever writes there would wait. */
  stopReading(): void {
    this.#pty?.pause();
  }

  resize(columns: number, rows: number): void {
    this.#pty?.resize(columns, rows);
  }

  override async waitForExit(timeoutMs = 60_000): Promise<number> {
    await this.until('exit of gorl', timeoutMs, () => this.#ended !== undefined);
    return this.#ended as number;
  }

  override async until(
    what: string,
    timeoutMs: number,
    condition: () => boolean | Promise<boolean>,
    options: Pick<WaitOptions, 'intervalMs'> = {},
  ): Promise<void> {
    const look = (): boolean | Promise<boolean> => {
      this.#readEvents();
      return condition();
    };
    await super.until(what, timeoutMs, look, options);
  }

  async waitForScreen(text: string | RegExp, timeoutMs = 60_000): Promise<void> {
    await this.until(`"${text}" on the screen`, timeoutMs, () =>
      typeof text === 'string' ? this.screen.includes(text) : text.test(this.screen),
    );
  }

  override dump(): string {
    return `--- screen\n${this.screen}\n${super.dump()}\n--- ended ${this.#ended}`;
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    // Of a terminal that was hung up no exit is told.
    const alive = (): boolean => this.survivors().some(({ pid }) => pid === this.pid);
    if (this.#pty !== undefined && this.#ended === undefined && alive()) {
      tryKill(this.pid, 'SIGTERM');
      await this.until('exit of gorl', 60_000, () => this.#ended !== undefined || !alive(), { intervalMs: 50 });
    }
    await super[Symbol.asyncDispose]();
  }

  #readEvents(): void {
    const file = this.path('.events.ndjson');
    if (!existsSync(file)) return;
    const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
    for (const line of lines.slice(this.#linesRead)) this.events.push(JSON.parse(line) as GorlEvent);
    this.#linesRead = lines.length;
  }
}
