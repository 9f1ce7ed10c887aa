import type { Readable } from 'node:stream';

/** Whether there is room for more of a child's output; the report folder's, seen from here. */
export interface OutputRoom {
  has(): boolean;
  /** Calls once when there is room: at once, or as soon as there is again. */
  once(listener: () => void): void;
}

/** A child that has been asked to stop is kept waiting for so long at most for each chunk, in ms. */
const hurriedMs = 5;

/** A child's output that is read no faster than somebody takes it. */
export interface HeldStream {
  /** The child is to stop: it must get rid of its last words, whoever reads them or not. */
  hurry(): void;
  /** The child has ended: what is left in the pipe is read at once. */
  finish(): void;
}

/**
 * While there is no room, nothing is read; the pipe fills, and the child waits in its write. To be called when whoever
 * takes the chunks listens already.
 */
export function holdBack(stream: Readable, room?: OutputRoom): HeldStream {
  let pace: 'held' | 'hurried' | 'free' = room === undefined ? 'free' : 'held';
  let timer: NodeJS.Timeout | undefined;
  const goOn = (): void => {
    clearTimeout(timer);
    if (!stream.destroyed) stream.resume();
  };
  stream.on('data', () => {
    if (pace === 'free' || room?.has() !== false) return;
    stream.pause();
    if (pace === 'hurried') timer = setTimeout(goOn, hurriedMs);
    else room.once(goOn);
  });
  return {
    hurry() {
      if (pace !== 'held') return;
      pace = 'hurried';
      goOn();
    },
    finish() {
      pace = 'free';
      goOn();
    },
  };
}
