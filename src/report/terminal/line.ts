import type { FrameView } from './code-frame.ts';
import type { Memory } from './memory.ts';
import type { Tone } from './theme.ts';

/**
 * What a report turns into before it is laid out.
 *
 * - `entry`: a line with time and verb; `unbroken` is for text that is to be copied, and only the terminal breaks it.
 * - `title`: a line of the block at the start, above the first entry.
 * - `more`: a line below an entry, in its text column.
 * - `plain`: a line as it is, from the first column: diagnostics, the user's banner.
 * - `gap`: an empty line, never two in a row.
 * - `foreign`: text of a command of the user's, whose last line may not be complete.
 */
export type Line =
  | {
      readonly kind: 'entry';
      readonly verb: Verb;
      readonly tone: Tone;
      readonly text: string;
      readonly unbroken?: true;
    }
  | { readonly kind: 'title' | 'more' | 'plain'; readonly text: string }
  | { readonly kind: 'gap' }
  | { readonly kind: 'foreign'; readonly text: string };

/** At most 8 characters each: they are a column. */
export type Verb =
  | 'watch'
  | 'build'
  | 'change'
  | 'ready'
  | 'running'
  | 'nothing'
  | 'failed'
  | 'crashed'
  | 'race'
  | 'exited'
  | 'stuck'
  | 'port'
  | 'left'
  | 'waiting'
  | 'config'
  | 'env'
  | 'problem'
  | 'paused'
  | 'resumed'
  | 'stopping'
  | 'stopped'
  | 'pre_cmd'
  | 'generate'
  | 'cmd'
  | 'post_cmd'
  | 'rule'
  | 'test'
  | 'passed'
  | 'browser'
  | 'note'
  | 'warning'
  | 'error'
  | 'debug';

/** What a renderer may look at besides the report. */
export interface View extends FrameView {
  readonly memory: Memory;
  /** That a block of lines may take without scrolling; undefined when the output is no terminal. */
  readonly rows: number | undefined;
  /** So many problems of the report are shown in full. */
  readonly onFitted: (full: number) => void;
  readonly nowMs: number;
  /** Unix ms → `14:03:41`. */
  readonly timeOfDay: (unixMs: number) => string;
  /** Single keys work, so they may be named. */
  readonly keys: boolean;
  /** Also say what only matters when looking for a fault. */
  readonly debug: boolean;
}

/** Width of the verb column, the two spaces after it included. */
export const verbCells = 10;

/** Cells of the time column, with the space after it. */
export const timeCells = 10;

export function entry(verb: Verb, tone: Tone, text: string): Line {
  return { kind: 'entry', verb, tone, text };
}

/** An entry whose text somebody may want to copy. */
export function toCopy(verb: Verb, tone: Tone, text: string): Line {
  return { kind: 'entry', verb, tone, text, unbroken: true };
}

export const gap: Line = { kind: 'gap' };

export function lineBelow(text: string): Line {
  return { kind: 'more', text };
}

export function plain(text: string): Line {
  return { kind: 'plain', text };
}

/** Facts side by side: `412 ms build · 8 ms stop`. Absent ones leave no trace. */
export function facts(view: FrameView, parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(view.theme.dim(` ${view.theme.glyphs.dot} `));
}
