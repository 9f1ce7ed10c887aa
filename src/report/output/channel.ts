import { constants, fstatSync, openSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { isatty, WriteStream } from 'node:tty';

/** A descriptor to which gorl writes without ever waiting for whoever reads. */
export interface Channel {
  /**
   * Takes all of `bytes`, which may be used again at once. False: some of it waits for the reader, and `done` is called
   * when that is over.
   */
  write(bytes: Uint8Array, done: () => void): boolean;
  /** Bytes of the last write that the reader has not taken yet. */
  waiting(): number;
  close(): void;
}

export interface ChannelOptions {
  /** The descriptor's file description is nobody else's, and `close` closes it. */
  readonly own?: boolean;
  /** Called at most once, when the reader has gone. From then on every write vanishes. */
  readonly onBroken?: (error: Error) => void;
}

/** What node does not document of its streams and has had since Node 8. */
interface Handle {
  readonly writeQueueSize?: number;
  readonly setBlocking?: (blocking: boolean) => number;
}

/**
 * A pipe or a terminal gets an open file description of its own, by `/proc/self/fd`. To make the one that
 * gorl was given non-blocking would do the same to the shell, the app, and whoever else holds it; and node
 * makes it blocking again with each child that inherits it. Where it cannot be had (a socket, another
 * user's terminal, no `/proc`), node's own stream must do. Files are written to at once: they do not wait,
 * and their offset is shared.
 */
export function openChannel(fd: number, options: ChannelOptions = {}): Channel {
  const kind = kindOf(fd);
  if (kind === 'file') return fileChannel(fd);
  const own = options.own === true ? fd : reopen(fd);
  return streamChannel(openStream(own ?? fd, kind, own !== undefined), own, options);
}

type Kind = 'terminal' | 'pipe' | 'file';

function kindOf(fd: number): Kind {
  if (isatty(fd)) return 'terminal';
  try {
    const stat = fstatSync(fd);
    return stat.isFIFO() || stat.isSocket() ? 'pipe' : 'file';
  } catch {
    return 'file';
  }
}

function openStream(fd: number, kind: 'terminal' | 'pipe', isOwn: boolean): Writable {
  if (!isOwn && fd === 2) return process.stderr;
  if (kind === 'pipe') return new Socket({ fd, readable: false, writable: true });
  const stream = new WriteStream(fd);
  // Node wants a terminal to block, so that nothing is lost when it exits; `close` sees to that here.
  handleOf(stream)?.setBlocking?.(false);
  return stream;
}

function reopen(fd: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const { O_WRONLY, O_NONBLOCK, O_NOCTTY } = constants;
  try {
    return openSync(`/proc/self/fd/${fd}`, O_WRONLY | O_NONBLOCK | O_NOCTTY);
  } catch {
    return undefined;
  }
}

/** @param fd of the stream, if nobody is kept from writing to it by a reader that takes nothing */
function streamChannel(stream: Writable, fd: number | undefined, { onBroken }: ChannelOptions): Channel {
  let broken = false;
  stream.on('error', (error) => {
    if (broken) return;
    broken = true;
    onBroken?.(error);
  });
  if (stream instanceof Socket) stream.unref();
  return {
    write(bytes, done) {
      if (broken) return true;
      const rest = fd === undefined || stream.writableLength > 0 ? bytes : writtenAtOnce(fd, bytes);
      if (rest.length === 0) return true;
      let written = false;
      stream.write(Buffer.from(rest), () => (written ? undefined : done()));
      written = stream.writableLength === 0;
      return written;
    },
    waiting: () => (broken ? 0 : (handleOf(stream)?.writeQueueSize ?? stream.writableLength)),
    close() {
      broken = true;
      // Node's own stderr is not ours to close.
      if (stream !== process.stderr) stream.destroy();
    },
  };
}

/** What of `bytes` the reader has no room for: of one that keeps up nothing, for less than a stream costs. */
function writtenAtOnce(fd: number, bytes: Uint8Array): Uint8Array {
  try {
    return bytes.subarray(writeSync(fd, bytes));
  } catch {
    // It is full, or broken: the stream waits, or tells.
    return bytes;
  }
}

function fileChannel(fd: number): Channel {
  return {
    write(bytes) {
      try {
        for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
      } catch {
        // A full disk, or a descriptor that is closed (`2>&-`): there is nobody to tell.
      }
      return true;
    },
    waiting: () => 0,
    close() {},
  };
}

function handleOf(stream: Writable): Handle | undefined {
  return (stream as unknown as { readonly ['_handle']?: Handle })['_handle'];
}
