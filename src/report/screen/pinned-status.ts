import type { Report } from '../../protocol/report.ts';
import type { Theme } from '../terminal/theme.ts';
import { AppState } from './app-state.ts';
import { createPinnedScreen, type PinnedScreen, type PinnedScreenOptions } from './pinned-screen.ts';
import { stateLine } from './state-line.ts';

export interface PinnedStatusOptions extends Omit<PinnedScreenOptions, 'line'> {
  readonly theme: () => Theme;
  /** Single keys work. */
  readonly keys: boolean;
  /** Unix ms. */
  readonly now: () => number;
}

/** The terminal whose last row says what holds. */
export interface PinnedStatus extends Omit<PinnedScreen, 'update'> {
  note(report: Report): void;
  /** The keyboard is the app's, or gorl's again. */
  typing(isApps: boolean): void;
}

/** A figure that counts is written anew after so many ms. */
const tickMs = 100;

export function createPinnedStatus(options: PinnedStatusOptions): PinnedStatus {
  const { theme, keys, now, after } = options;
  const state = new AppState();
  let isTyping = false;
  let stopTicking: (() => void) | undefined;
  const screen = createPinnedScreen({
    ...options,
    line: (cells) => stateLine(state.state(), { theme: theme(), nowMs: now(), keys, typing: isTyping }, cells),
  });

  const tick = (): void => {
    stopTicking = undefined;
    screen.update();
    keepTicking();
  };
  const keepTicking = (): void => {
    if (state.isMoving()) stopTicking ??= after(tickMs, tick);
  };

  return {
    ...screen,
    note(report) {
      state.note(report, now());
      // What takes no time is told by what follows it.
      if (!state.isMoving()) screen.update();
      keepTicking();
    },
    typing(isApps) {
      isTyping = isApps;
      screen.update();
    },
    release() {
      stopTicking?.();
      stopTicking = undefined;
      screen.release();
    },
  };
}
