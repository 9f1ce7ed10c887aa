import type { Readable } from 'node:stream';

/** A stream that gave nothing for this time in ms after the writer's end is taken as read. */
const quietMs = 5;
/** Whoever still writes after this time in ms, and so many looks, is not the one that has ended. */
const longestMs = 50;
const mostLooks = 10;

/**
 * Resolves when all streams have ended, or have been quiet for 5 ms, or after 50 ms and ten looks: a grandchild that
 * holds the other end open must not keep anybody waiting. The time alone says nothing: on a machine that is busy, it
 * may pass before what is there has been read. To be called when the leader has ended.
 */
export function drained(streams: readonly Readable[]): Promise<void> {
  return new Promise((resolve) => {
    const open = new Set(streams.filter((stream) => !stream.readableEnded && !stream.destroyed));
    const startedAt = performance.now();
    let noisy = false;
    let looks = 0;
    let timer: NodeJS.Timeout | undefined;
    const heard = (): void => void (noisy = true);
    const done = (): void => {
      clearTimeout(timer);
      for (const stream of streams) stream.off('data', heard);
      resolve();
    };
    // The immediate lets the loop read once more: after a blocked loop the timer comes before the data.
    const wait = (): void => void (timer = setTimeout(() => setImmediate(check), quietMs));
    const check = (): void => {
      if (open.size === 0) return;
      looks += 1;
      if (!noisy || (looks >= mostLooks && performance.now() - startedAt > longestMs)) return done();
      noisy = false;
      wait();
    };
    for (const stream of open) {
      const closed = (): void => {
        open.delete(stream);
        if (open.size === 0) done();
      };
      stream.on('data', heard).once('end', closed).once('error', closed);
    }
    if (open.size === 0) done();
    else wait();
  });
}
