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
  /** A build takes a while: shown after 150 ms, rewritten ten times a second. Beginning the same again changes nothing. */
  begin(sinceMs: number): void;
  end(): void;
  /** This stands there instead; undefined: no more. */
  typing(text: string | undefined): void;
  /** Before anything else is written: takes it off the screen; it comes back with the next rewriting. */
  erase(): void;
}

const showAfterMs = 150;
const rewriteMs = 100;

export function createStatusLine(options: StatusLineOptions): StatusLine {
  let buildingSinceMs: number | undefined;
  let typed: string | undefined;
  let drawn = false;
  let cancel = (): void => {};

  function erase(): void {
    if (drawn) options.write(eraseLine);
    drawn = false;
  }

  function text(): string | undefined {
    if (typed !== undefined || buildingSinceMs === undefined) return typed;
    const building = buildingText(options.now() - buildingSinceMs, options.theme, options.buildStage);
    return `${' '.repeat(options.indent)}${options.theme.dim(building)}`;
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
    begin(sinceMs) {
      if (buildingSinceMs === sinceMs) return;
      cancel();
      erase();
      buildingSinceMs = sinceMs;
      cancel = options.after(Math.max(0, showAfterMs - (options.now() - sinceMs)), draw);
    },
    end() {
      buildingSinceMs = undefined;
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
