import type { Report } from '../../protocol/report.ts';
import type { AskBuildStage } from '../terminal/building-text.ts';
import { typedText, type TypedWords } from '../terminal/typed-words.ts';
import type { Theme } from '../terminal/theme.ts';
import { CrashDimmer } from './crash-dimmer.ts';
import { createPinnedScreen, type PinnedScreen, type PinnedScreenOptions } from './pinned-screen.ts';
import { ServiceStates } from './service-states.ts';
import type { KeyboardOwner } from './state-line.ts';

export interface PinnedStatusOptions extends Omit<PinnedScreenOptions, 'line'> {
  readonly theme: () => Theme;
  /** Single keys work. */
  readonly keys: boolean;
  /** Unix ms. */
  readonly now: () => number;
  /** Unix ms → `14:03:41`. */
  readonly timeOfDay: (unixMs: number) => string;
  readonly buildStage: AskBuildStage;
}

/** The terminal whose last row says what holds. */
export interface PinnedStatus extends Omit<PinnedScreen, 'update'> {
  /** @param service whose report it is, if it is one's */
  note(report: Report, service?: string): void;
  /** There are several services, and each is told apart. */
  nameServices(names: readonly string[]): void;
  /** One of them is shown alone; undefined: all are. */
  showService(name: string | undefined): void;
  /** A line that is typed for gorl; undefined: no more. */
  typing(line: TypedWords | undefined): void;
  /** Whose the keyboard is from now on. */
  keyboardIs(owner: KeyboardOwner): void;
}

/** A figure that counts is written anew after so many ms. */
const tickMs = 100;

export function createPinnedStatus(options: PinnedStatusOptions): PinnedStatus {
  const { theme, keys, now, after, timeOfDay, buildStage } = options;
  const states = new ServiceStates();
  let keyboard: KeyboardOwner = 'gorl';
  /** By run; undefined where there are no colors. */
  const dimmers = new Map<number, CrashDimmer | undefined>();
  let stopTicking: (() => void) | undefined;
  let typed: TypedWords | undefined;
  const stateText = (cells: number): string =>
    states.line({ theme: theme(), nowMs: now(), keys, keyboard, timeOfDay, buildStage }, cells);
  const screen = createPinnedScreen({
    ...options,
    line: (cells) => (typed === undefined ? stateText(cells) : typedText(typed, theme(), cells)),
  });

  const tick = (): void => {
    stopTicking = undefined;
    screen.update();
    keepTicking();
  };
  const keepTicking = (): void => {
    if (states.isMoving()) stopTicking ??= after(tickMs, tick);
  };

  return {
    ...screen,
    app(bytes, source) {
      if (!dimmers.has(source)) dimmers.set(source, theme().color ? new CrashDimmer() : undefined);
      screen.app(dimmers.get(source)?.push(bytes) ?? bytes, source);
    },
    ended() {
      dimmers.clear();
      screen.ended();
    },
    nameServices(names) {
      states.name(names);
      screen.update();
    },
    showService(name) {
      states.show(name);
      screen.update();
    },
    note(report, service) {
      states.note(report, now(), service);
      // What takes no time is told by what follows it.
      if (!states.isMoving()) screen.update();
      keepTicking();
    },
    typing(line) {
      typed = line;
      screen.update();
    },
    keyboardIs(owner) {
      keyboard = owner;
      screen.update();
    },
    release() {
      stopTicking?.();
      stopTicking = undefined;
      screen.release();
    },
  };
}
