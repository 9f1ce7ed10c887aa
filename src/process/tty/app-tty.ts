import { spawn } from 'node:child_process';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import type { ConnectOpts, SocketConstructorOpts } from 'node:net';
import type { Duplex, Readable } from 'node:stream';
import { ReadStream } from 'node:tty';
import { getSystemErrorName } from 'node:util';
import { drained } from '../io/stream-drain.ts';
import { MarkReader } from './mark-reader.ts';

export interface TtySize {
  readonly rows: number;
  readonly columns: number;
}

/** A program that starts in a pseudo-terminal of its own. */
export interface TtyLaunch {
  readonly file: string;
  readonly args: readonly string[];
  /** What follows the descriptors that the program gets: what the helper needs. */
  readonly stdio: readonly (number | 'pipe')[];
}

/** More that nobody reads than this many bytes is not kept: the app has not read its keyboard for long. */
const mostTyped = 64 * 1024;

/** The last words of a program whose terminal was hung up are not waited for longer, in ms. */
const longestHangUpMs = 300;

/** All terminals are read into it, one after the other: an app may write 40 MB a second, 4 kB at a time. */
let readInto: Buffer | undefined;
const readBytes = 16 * 1024;

/** The pseudo-terminal of one run: what the app reads and writes, seen from the other side. */
export class AppTty {
  readonly #helper: string;
  readonly #master: number;
  readonly #stream: ReadStream;
  readonly #marks = new MarkReader();
  /** The app's own side, once the helper has named it. */
  #slave: number | undefined;
  /** The helper has said all that it says. */
  #isStarted: Promise<void> = Promise.resolve();
  #size: TtySize;
  /** The program was told of it by its helper. */
  #launchedSize: TtySize | undefined;
  #isResizing = false;

  /** @throws when the system has no more of them */
  constructor(helper: string, size: TtySize) {
    const { O_RDWR, O_NOCTTY, O_NONBLOCK } = constants;
    this.#helper = helper;
    this.#size = size;
    // Node closes it in every child.
    this.#master = openSync('/dev/ptmx', O_RDWR | O_NOCTTY | O_NONBLOCK);
    const buffer = (readInto ??= Buffer.allocUnsafeSlow(readBytes));
    const callback = (length: number): boolean => this.#stream.emit('data', buffer.subarray(0, length));
    const options: SocketConstructorOpts & ConnectOpts = { onread: { buffer, callback } };
    this.#stream = new ReadStream(this.#master, options);
    // EIO: nobody has the other side open any more.
    this.#stream.on('error', () => {});
  }

  /** What the app writes. Each chunk has to go through `read`, and holds only until its listeners return. */
  get output(): Readable {
    return this.#stream;
  }

  /** @param before how many descriptors the program gets besides */
  launch(file: string, args: readonly string[], before: number): TtyLaunch {
    this.#launchedSize = this.#size;
    const { rows, columns } = this.#size;
    const numbers = [before, before + 1, rows, columns].map(String);
    return { file: this.#helper, args: ['run', ...numbers, file, ...args], stdio: [this.#master, 'pipe'] };
  }

  /** @param status the helper's; resolves when the program has been started, with why not when it could not be */
  started(status: Duplex): Promise<Error | undefined> {
    const started = this.#readStatus(status);
    this.#isStarted = started.then(() => undefined);
    return started;
  }

  async #readStatus(status: Duplex): Promise<Error | undefined> {
    let text = '';
    // The helper may be ended before it has its answer: its exit tells that, and it may be told here after the loop.
    status.on('error', () => {});
    try {
      for await (const chunk of status) {
        text += String(chunk);
        const path = /^tty (.+)$/m.exec(text)?.[1];
        if (path === undefined || this.#slave !== undefined) continue;
        this.#openSlave(path);
        // While nobody has that side open, libuv takes what is unread for the end.
        status.write('\n');
      }
    } catch {
      // What was read until then counts.
    }
    const [, step, number] = /^failed (\w+) (\d+)$/m.exec(text) ?? [];
    if (step === undefined) return undefined;
    const code = Number(number) === 0 ? 'EIO' : getSystemErrorName(-Number(number));
    return Object.assign(new Error(`${step}: ${code}`), { code });
  }

  #openSlave(path: string): void {
    const { O_RDWR, O_NOCTTY, O_NONBLOCK } = constants;
    try {
      this.#slave ??= openSync(path, O_RDWR | O_NOCTTY | O_NONBLOCK);
      if (this.#size !== this.#launchedSize) this.#resize();
    } catch {
      // Marks cannot be written then, nor its size be changed.
    }
  }

  /** A chunk of `output` without gorl's marks. */
  read(chunk: Buffer): Buffer {
    return this.#marks.read(chunk);
  }

  /**
   * Resolves when all that was written so far has been read. A mark that gorl itself writes to the app's side comes
   * after it; where none can be written, a pause must do.
   */
  async settled(): Promise<void> {
    // A program may end before the helper's word of it has been read.
    await this.#isStarted;
    const slave = this.#slave;
    const canMark = slave !== undefined && !this.#stream.destroyed && !this.#stream.isPaused();
    try {
      const read = canMark ? this.#marks.write((mark) => writeSync(slave, mark)) : undefined;
      await (read ?? drained([this.#stream]));
    } catch {
      // The system has hung it up, since the leader of its session has ended. With gorl's side of it closed, an error
      // follows the last byte; unless somebody who was left behind has it open, too.
      this.#closeSlave();
      await this.#end();
    }
  }

  #end(): Promise<void> {
    const stream = this.#stream;
    if (stream.destroyed || stream.errored !== null) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, longestHangUpMs);
      const ended = (): void => {
        clearTimeout(timer);
        resolve();
      };
      stream.once('error', ended).once('end', ended).once('close', ended);
    });
  }

  #closeSlave(): void {
    if (this.#slave !== undefined) closeSync(this.#slave);
    this.#slave = undefined;
  }

  /** What was typed for the app. */
  type(bytes: Uint8Array): void {
    if (!this.#stream.destroyed && this.#stream.writableLength < mostTyped) this.#stream.write(bytes);
  }

  /** gorl's terminal has another size. */
  resize(size: TtySize): void {
    if (size.rows === this.#size.rows && size.columns === this.#size.columns) return;
    this.#size = size;
    this.#resize();
  }

  /** One after the other, so that the newest holds. */
  #resize(): void {
    const size = this.#size;
    const { rows, columns } = size;
    if (this.#slave === undefined || this.#isResizing) return;
    this.#isResizing = true;
    const child = spawn(this.#helper, ['size', String(rows), String(columns)], {
      stdio: [this.#slave, 'ignore', 'ignore'],
    });
    const over = (): void => {
      this.#isResizing = false;
      if (size !== this.#size) this.#resize();
    };
    child.once('error', over).once('exit', over);
  }

  /** The last process of the run has ended, and what it wrote is read. */
  close(): void {
    this.#marks.close();
    this.#closeSlave();
    this.#stream.destroy();
  }
}
