import { spawn } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** How many pipes are kept ready, and how few may be left before more are made. */
const batch = 6;
const usualFewest = 3;

/** A pipe whose far end goes to a child process. */
export interface ChildPipe {
  /** What the child writes. */
  readonly output: Readable;
  /** For `stdio`. */
  readonly fd: number;
  /** To be called once, when the child has been started or could not be: then only the child holds its end. */
  handedOver(): void;
}

/**
 * Real pipes for the output of child processes, on Linux. Node's own are sockets, and a socket cannot be
 * opened by name: `echo x > /dev/stderr` fails with ENXIO in a program that is given one
 * (https://github.com/nodejs/node/issues/14516). Elsewhere `/dev/stderr` is a duplicate of the descriptor
 * and works with sockets too.
 *
 * Node makes no pipes, so they are named ones, made a few at a time by `mkfifo` (3 ms, in the background)
 * and opened and unlinked at once.
 */
export interface PipePool {
  /** Resolves when a pipe can be taken without emptying the pool, or when there are none to be had. Never rejects. */
  ready(): Promise<void>;
  /** So many may be taken at once. Default: 3. */
  keep(count: number): void;
  /** Undefined when there are none to be had: node's own must do. */
  take(): ChildPipe | undefined;
}

export function createPipePool(platform: NodeJS.Platform = process.platform, program = 'mkfifo'): PipePool {
  const ends: { readonly near: number; readonly far: number }[] = [];
  let impossible = platform !== 'linux';
  let filling: Promise<void> | undefined;
  let fewest = usualFewest;

  const fill = async (): Promise<void> => {
    const folder = mkdtempSync(join(tmpdir(), 'gorl-pipes-'));
    const remove = (): void => rmSync(folder, { recursive: true, force: true });
    // Gorl may leave while mkfifo is at it.
    process.once('exit', remove);
    try {
      const names = Array.from({ length: batch }, (_, at) => join(folder, String(at)));
      await run(program, ['-m', '600', ...names]);
      for (const name of names) {
        const near = openSync(name, constants.O_RDONLY | constants.O_NONBLOCK);
        // Does not block: there is a reader.
        ends.push({ near, far: openSync(name, constants.O_WRONLY) });
      }
    } finally {
      process.off('exit', remove);
      remove();
    }
  };
  const refill = (): void => {
    if (impossible || ends.length >= fewest) return;
    filling ??= fill()
      .catch(() => void (impossible = true))
      .finally(() => {
        filling = undefined;
        refill();
      });
  };

  return {
    async ready() {
      refill();
      if (ends.length < 2) await filling;
    },
    keep(count) {
      fewest = Math.max(usualFewest, count);
      refill();
    },
    take() {
      const pair = ends.shift();
      refill();
      if (pair === undefined) return undefined;
      const output = new Socket({ fd: pair.near, readable: true, writable: false });
      // What cannot be read any more ends like what has ended; unheard, an error would end gorl.
      output.on('error', () => {});
      return {
        output,
        fd: pair.far,
        handedOver: () => closeSync(pair.far),
      };
    },
  };
}

function run(file: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: 'ignore' });
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${file} failed`))));
  });
}
