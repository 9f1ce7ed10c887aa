/** A file's time stamp lies up to one tick of the kernel's clock before the write. */
export const tickMs = 10;
/** Or it is finer than our clock, whose milliseconds are whole; nothing has read the file so early. */
const roundingMs = 2;

/** The time that a command of the user's ran: what was written in it may be the command's own work. Unix ms. */
export interface WriteWindow {
  readonly fromMs: number;
  readonly untilMs: number;
  close(atMs: number): void;
  /** 0 while it is open. */
  lastedMs(): number;
}

export function openWindow(startMs: number): WriteWindow {
  let endMs: number | undefined;
  return {
    fromMs: startMs - tickMs,
    get untilMs() {
      return endMs === undefined ? Number.POSITIVE_INFINITY : endMs + roundingMs;
    },
    close: (atMs) => void (endMs = atMs),
    lastedMs: () => (endMs ?? startMs) - startMs,
  };
}

export function covers({ fromMs, untilMs }: WriteWindow, atMs: number): boolean {
  return atMs >= fromMs && atMs <= untilMs;
}
