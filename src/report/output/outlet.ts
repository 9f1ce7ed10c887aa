import type { Channel } from './channel.ts';
import { createRoom, patientRoom, type Room } from './room.ts';

/**
 * gorl's stderr: what gorl says, and what others write through gorl. A reader that is slow or stuck keeps the others
 * waiting, never gorl. What is not taken waits here, in the order in which it came and in a limited amount.
 */
export interface Outlet {
  /** gorl's own words. They have room of their own, which no app can fill. */
  write(text: string): void;
  /** What stands for the line feeds in gorl's own words. Default: nothing else. */
  endLinesWith(end: '\n' | '\r\n'): void;
  /** Text of others; `bytes` may be used again at once. Beyond its room the oldest is left out. */
  passOn(bytes: Uint8Array): void;
  /** For an app, which waits as long as the reader does. */
  readonly appRoom: Room;
  /** For a command that gorl itself waits for: a reader that takes nothing for a second does not keep it. */
  readonly commandRoom: Room;
  /**
   * Resolves when all is out, or when `patience` is over: then the text of others is given up, to make way for gorl's
   * last words.
   */
  settle(patience: Patience): Promise<void>;
  /** The reader has not taken all yet. */
  isWaiting(): boolean;
  /** Bytes that were left out. */
  lost(): number;
  /** The same, and those that wait now. */
  missing(): number;
}

export interface Patience {
  /** In all. */
  readonly mostMs: number;
  /** With a reader that takes nothing. */
  readonly stillMs: number;
}

export interface OutletOptions {
  readonly channel: Channel;
  /** In place of so many bytes that were left out, when the reader gets there. */
  readonly remark: (bytes: number) => string;
  /** Ms, monotonic. */
  readonly now?: () => number;
}

/** An app has to wait while this much of its text does, in bytes. */
const appRoom = 64 * 1024;
/** This much of an app that cannot be kept waiting, since it is stopping, is kept: the newest. */
const mostForeign = 256 * 1024;
/** A command has to wait while this much of gorl's words does; what it prints is among them. */
const commandRoom = 256 * 1024;
const mostOwn = 1024 * 1024;
/** Written at once: small, so that the last words have not long to wait behind a piece that was begun. */
const pieceBytes = 16 * 1024;
const lookMs = 10;

interface Waiting {
  readonly foreign: boolean;
  readonly bytes: Uint8Array;
}

type Entry = Waiting | { lost: number };

const lineEnd = 0x0a;

export function createOutlet({ channel, remark, now = () => performance.now() }: OutletOptions): Outlet {
  const queue: Entry[] = [];
  const queued = { own: 0, foreign: 0 };
  let busy = false;
  let takenAt = now();
  let lost = 0;
  let atLineStart = true;
  let lineEnding = '\n';
  const own = (text: string): Buffer => Buffer.from(lineEnding === '\n' ? text : text.replaceAll('\n', lineEnding));

  function push(foreign: boolean, bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      const piece = bytes.subarray(at, at + pieceBytes);
      if (!busy && queue.length === 0) {
        send(piece);
      } else {
        queue.push({ foreign, bytes: foreign ? Buffer.from(piece) : piece });
        queued[foreign ? 'foreign' : 'own'] += piece.length;
      }
    }
    while (queued.foreign > mostForeign) leaveOut(true);
    while (queued.own > mostOwn) leaveOut(false);
  }

  function send(bytes: Uint8Array): void {
    atLineStart = bytes.at(-1) === lineEnd;
    takenAt = now();
    busy = !channel.write(bytes, taken);
  }

  function taken(): void {
    busy = false;
    while (!busy) {
      const next = queue.shift();
      if (next === undefined) break;
      if ('lost' in next) {
        send(own(`${atLineStart ? '' : '\n'}${remark(next.lost)}\n`));
      } else {
        send(withFollowing(next));
      }
    }
    forApps.taken();
    forCommands.taken();
  }

  /** What waits right behind goes with it, as far as one piece may be long: fewer writes bring a reader more at once. */
  function withFollowing(first: Waiting): Uint8Array {
    const { foreign } = first;
    const pieces = [first.bytes];
    let length = first.bytes.length;
    for (let next = queue[0]; next !== undefined && 'bytes' in next && next.foreign === foreign; next = queue[0]) {
      if (length + next.bytes.length > pieceBytes) break;
      queue.shift();
      pieces.push(next.bytes);
      length += next.bytes.length;
    }
    queued[foreign ? 'foreign' : 'own'] -= length;
    return pieces.length === 1 ? first.bytes : Buffer.concat(pieces);
  }

  /** The oldest of one kind; a gap stays where it was. */
  function leaveOut(foreign: boolean): void {
    const at = queue.findIndex((entry) => 'bytes' in entry && entry.foreign === foreign);
    const entry = queue[at];
    if (entry === undefined || 'lost' in entry) return;
    const { length } = entry.bytes;
    queued[foreign ? 'foreign' : 'own'] -= length;
    lost += length;
    const before = queue[at - 1];
    if (before !== undefined && 'lost' in before) {
      before.lost += length;
      queue.splice(at, 1);
    } else {
      queue[at] = { lost: length };
    }
  }

  const waiting = (): number => queued.own + queued.foreign + (busy ? channel.waiting() : 0);
  const hasOwnRoom = (): boolean => queued.own < mostOwn / 2;
  const forApps = createRoom(
    () => queued.foreign < appRoom && hasOwnRoom(),
    () => queued.foreign < appRoom / 4 && hasOwnRoom(),
  );
  const forCommands = patientRoom(
    createRoom(() => queued.own < commandRoom),
    () => takenAt,
    now,
  );

  return {
    write: (text) => push(false, own(text)),
    endLinesWith: (end) => void (lineEnding = end),
    passOn: (bytes) => push(true, bytes),
    appRoom: forApps,
    commandRoom: forCommands,
    async settle({ mostMs, stillMs }) {
      const until = now() + mostMs;
      let left = -1;
      for (let stillSince = now(); busy && now() < until && now() - stillSince < stillMs;) {
        const still = waiting();
        if (still !== left) stillSince = now();
        left = still;
        await new Promise((resolve) => setTimeout(resolve, lookMs));
      }
      if (busy) while (queued.foreign > 0) leaveOut(true);
    },
    isWaiting: () => busy,
    lost: () => lost,
    missing: () => lost + waiting(),
  };
}
