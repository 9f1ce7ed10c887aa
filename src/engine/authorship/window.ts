import { roundingMs, tickMs } from './thresholds.ts';

/** The time that a program ran: what was written in it may be the program's own work. Unix ms. */
export interface Window {
  readonly fromMs: number;
  /** Infinite while it runs. */
  readonly untilMs: number;
}

export function openWindow(startMs: number): Window {
  return { fromMs: startMs - tickMs, untilMs: Number.POSITIVE_INFINITY };
}

export function closeWindow<W extends Window>(window: W, endMs: number): W {
  return { ...window, untilMs: endMs + roundingMs };
}

export function covers({ fromMs, untilMs }: Window, atMs: number): boolean {
  return atMs >= fromMs && atMs <= untilMs;
}
