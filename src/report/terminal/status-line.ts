import { buildingText, type AskBuildStage } from './building-text.ts';
import { verbCells } from './line.ts';
import { eraseLine } from './screen.ts';
import type { Theme } from './theme.ts';

export interface StatusLineOptions {
  readonly theme: Theme;
  readonly write: (text: string) => void;
  /** Unix ms. */
  readonly now: () => number;
  /** Calls `fire` once after `ms`; the result takes it back. */
  readonly after: (ms: number, fire: () => void) => () => void;
  /** The cursor is at the start of a line: a line that somebody has begun must not be erased. */
  readonly mayDraw: () => boolean;
  /** Cells in front, so that it stands where verbs stand. */
  readonly indent: number;
  readonly buildStage: AskBuildStage;
}

/** A line that tells what goes on right now and leaves no trace. Never drawn by itself: see `begin`. */
export interface StatusLine {
  /**
   * Something takes a while: shown after 150 ms, rewritten ten times a second. Beginning the same again changes nothing.
   *
   * @param text what it is at, so many ms after its beginning; default: a build
   */
  begin(sinceMs: number, text?: (ms: number) => string): void;
  end(): void;
  /** This stands there instead; undefined: no more. */
  typing(text: string | undefined): void;
  /** Before anything else is written: takes it off the screen; it comes back with the next rewriting. */
  erase(): void;
}

const showAfterMs = 150;
const rewriteMs = 100;

export function createStatusLine(options: StatusLineOptions): StatusLine {
  const building = (ms: number): string => buildingText(ms, options.theme, options.buildStage);
  let begun: { readonly sinceMs: number; readonly text: (ms: number) => string } | undefined;
  let typed: string | undefined;
  let drawn = false;
  let cancel = (): void => {};

  function erase(): void {
    if (drawn) options.write(eraseLine);
    drawn = false;
  }

  function text(): string | undefined {
    if (typed !== undefined || begun === undefined) return typed;
    return `${' '.repeat(options.indent)}${options.theme.dim(begun.text(options.now() - begun.sinceMs))}`;
  }

  function draw(): void {
    const line = text();
    if (line === undefined) return;
    if (options.mayDraw()) {
      options.write(eraseLine + line);
      drawn = true;
    }
    cancel = options.after(rewriteMs, draw);
  }

  return {
    begin(sinceMs, words = building) {
      if (begun?.sinceMs === sinceMs) return;
      cancel();
      erase();
      begun = { sinceMs, text: words };
      cancel = options.after(Math.max(0, showAfterMs - (options.now() - sinceMs)), draw);
    },
    end() {
      begun = undefined;
      if (typed !== undefined) return;
      cancel();
      erase();
    },
    typing(line) {
      cancel();
      erase();
      typed = line;
      draw();
    },
    erase,
  };
}

/** Cells before a status, as wide as the time column. */
export function statusIndent(time: boolean): number {
  return time ? verbCells : 0;
}
