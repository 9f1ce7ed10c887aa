import { momentMs, ownRuns } from './thresholds.ts';
import { closeWindow, covers, openWindow, type Window } from './window.ts';
import type { Written } from './written.ts';

/** What is known of what a task's own runs write. */
export interface RunWrites {
  /**
   * Of the last minute: what an earlier run wrote may arrive when the next one is already under way. And of the starts
   * of the app that tasks asked for: what the app writes then would make the task run again, and the app start again.
   */
  readonly windows: readonly RunWindow[];
  /** Files that were written when no run was under way: somebody edits them. */
  readonly edited: ReadonlySet<string>;
}

interface RunWindow extends Window {
  readonly run?: number;
}

export const noRunWrites: RunWrites = { windows: [], edited: new Set() };

export function runStarted({ windows, edited }: RunWrites, run: number, atMs: number): RunWrites {
  const recent = windows.filter(({ untilMs }) => atMs - untilMs < ownRuns.withinMs);
  return { windows: [...recent, { ...openWindow(atMs), run }], edited };
}

/** The run with all its processes is over. */
export function runEnded({ windows, edited }: RunWrites, run: number, atMs: number): RunWrites {
  return { windows: windows.map((window) => (window.run === run ? closeWindow(window, atMs) : window)), edited };
}

/** The app has started, since a task asked for it at `askedAtMs`. */
export function appStartedFor({ windows, edited }: RunWrites, askedAtMs: number, atMs: number): RunWrites {
  return { windows: [...windows, closeWindow(openWindow(askedAtMs), atMs + momentMs)], edited };
}

/** All of it may be the task's own; `edited`: and some of it a person's. */
export type Author = 'somebody' | { readonly edited: boolean };

export function judgeRunWrites(
  { windows, edited }: RunWrites,
  written: readonly Written[],
): { readonly writes: RunWrites; readonly author: Author } {
  const foreign = written.filter(({ atMs }) => !windows.some((window) => covers(window, atMs)));
  if (foreign.length === 0)
    return { writes: { windows, edited }, author: { edited: written.some(({ file }) => edited.has(file.path)) } };
  return {
    writes: { windows, edited: new Set([...edited, ...foreign.map(({ file }) => file.path)]) },
    author: 'somebody',
  };
}
