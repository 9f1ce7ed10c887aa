import * as fs from 'node:fs';
import { isatty } from 'node:tty';
import { errnoOf, errnoWords } from '../../base/errno.ts';
import { openChannel } from './channel.ts';
import { createRoom, patientRoom, type Room } from './room.ts';

/** Where the event stream goes. Writing never waits and never throws. */
export interface Sink {
  write(text: string): void;
  /** For commands, whose output is most of what comes here. A reader that takes nothing for a second does not keep them. */
  readonly room: Room;
  /** Resolves when what was written is out, at the latest after `timeoutMs` (default 500). */
  close(timeoutMs?: number): Promise<void>;
}

const pieceLength = 64 * 1024;
/** While more than this many wait, commands do too. */
const roomy = 1024 * 1024;
/** More than this many characters that nobody took: the reader is stuck, and the stream ends. */
const mostPending = 8 * 1024 * 1024;

/**
 * `target` is a path (created, or appended to) or `fd:3`. A named pipe must have a reader by now.
 * `onEnd` is called at most once, when the stream breaks: the reader left, the disk is full, nobody reads.
 *
 * @param whyNotGiven the reason why a descriptor may not be written to
 * @throws Error with a message for people when the target cannot be opened.
 */
export async function openSink(
  target: string,
  onEnd: (message: string) => void,
  whyNotGiven: (fd: number) => string | undefined = () => undefined,
): Promise<Sink> {
  const { fd, own } = openTarget(target, whyNotGiven);
  let stat: fs.Stats;
  try {
    stat = fs.fstatSync(fd);
  } catch (error) {
    throw new Error(`cannot write events to ${target}: ${reasonOf(error)}`, { cause: error });
  }
  if (stat.isFIFO() || stat.isSocket() || isatty(fd)) return pipeSink(fd, own, target, onEnd);
  return fileSink(fd, own, target, onEnd);
}

function openTarget(target: string, whyNotGiven: (fd: number) => string | undefined): { fd: number; own: boolean } {
  const [, prefix, number] = /^(fd:|\/dev\/fd\/|\/proc\/self\/fd\/)(.*)$/s.exec(target) ?? [];
  if (prefix !== undefined && number !== undefined) {
    const reason = /^\d{1,9}$/.test(number) ? whyNotGiven(Number(number)) : notANumber(target);
    if (reason !== undefined) throw new Error(`cannot write events to ${target}: ${reason}`);
    if (prefix === 'fd:') return { fd: Number(number), own: false };
  }
  const { O_WRONLY, O_APPEND, O_CREAT, O_NONBLOCK } = fs.constants;
  try {
    // What commands print is in it, and that may be secret: nobody else's to read.
    // Without O_NONBLOCK a pipe that nobody reads blocks a worker thread for good, and with it gorl's exit.
    // Windows has no such flag, and its undefined counts as 0 here.
    return { fd: fs.openSync(target, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK, 0o600), own: true };
  } catch (error) {
    const reason = errnoOf(error) === 'ENXIO' ? 'nothing is reading this pipe yet' : reasonOf(error);
    throw new Error(`cannot write events to ${target}: ${reason}`, { cause: error });
  }
}

function notANumber(target: string): string {
  return `fd: needs the number of an open descriptor, as in fd:3; for a file with that name, write ./${target}`;
}

function pipeSink(fd: number, own: boolean, target: string, onEnd: (message: string) => void): Sink {
  let open = true;
  let pending = '';
  let busy = false;
  let takenAt = performance.now();
  let emptied = (): void => {};
  const room = patientRoom(
    createRoom(() => pending.length < roomy),
    () => takenAt,
  );
  const channel = openChannel(fd, { own, onBroken: (error) => stop(reasonOf(error)) });
  const end = (): void => {
    open = false;
    pending = '';
    channel.close();
    emptied();
  };
  const stop = (reason: string): void => {
    if (!open) return;
    end();
    onEnd(endMessage(target, reason));
  };
  const writeOut = (): void => {
    busy = false;
    while (!busy && open && pending !== '') {
      // In pieces, so that a reader that is slow is seen to take something.
      const length = pending.indexOf('\n', pieceLength) + 1 || pending.length;
      const bytes = Buffer.from(pending.slice(0, length));
      pending = pending.slice(length);
      takenAt = performance.now();
      busy = !channel.write(bytes, writeOut);
    }
    room.taken();
    if (!busy) emptied();
  };
  return {
    room,
    write(text) {
      if (!open) return;
      pending += text;
      if (!busy) writeOut();
      else if (pending.length + channel.waiting() > mostPending) stop('nothing reads it');
    },
    async close(timeoutMs = 500) {
      if (!open) return;
      if (busy) await settled(new Promise<void>((resolve) => (emptied = resolve)), timeoutMs);
      if (open) end();
    },
  };
}

function fileSink(fd: number, own: boolean, target: string, onEnd: (message: string) => void): Sink {
  let open = true;
  let pending = '';
  let writing: Promise<void> | undefined;
  let takenAt = performance.now();
  const room = patientRoom(
    createRoom(() => pending.length < roomy),
    () => takenAt,
  );

  const writeOut = async (): Promise<void> => {
    while (pending !== '') {
      let bytes = Buffer.from(pending);
      pending = '';
      while (bytes.length > 0) bytes = bytes.subarray(await writeOnce(fd, bytes));
      takenAt = performance.now();
      room.taken();
    }
  };
  const stop = (reason: string): void => {
    if (!open) return;
    open = false;
    pending = '';
    if (own) fs.close(fd, () => {});
    onEnd(endMessage(target, reason));
  };
  return {
    room,
    write(text) {
      if (!open) return;
      pending += text;
      if (pending.length > mostPending) return stop('it takes nothing any more');
      writing ??= writeOut()
        .catch((error: unknown) => stop(reasonOf(error)))
        .finally(() => {
          writing = undefined;
        });
    },
    async close(timeoutMs = 500) {
      while (writing !== undefined && open) if (!(await settled(writing, timeoutMs))) break;
      if (!open) return;
      open = false;
      if (own) fs.closeSync(fd);
    },
  };
}

function writeOnce(fd: number, bytes: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    fs.write(fd, bytes, 0, bytes.length, null, (error, written) => (error === null ? resolve(written) : reject(error)));
  });
}

/** False when the time was over first. */
async function settled(work: Promise<void>, timeoutMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

function endMessage(target: string, reason: string): string {
  return `stopped writing events to ${target}: ${reason}`;
}

function reasonOf(error: unknown): string {
  const own = { EPIPE: 'the reader is gone', EBADF: 'no such open file descriptor', ENOENT: 'no such directory' };
  return errnoWords(error, own) ?? (error instanceof Error ? error.message : String(error));
}
