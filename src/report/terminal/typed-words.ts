import { neutralWord } from './neutral-text.ts';
import type { Theme } from './theme.ts';
import { visibleWidth } from './wrap.ts';

/** What somebody types for gorl. */
export interface TypedWords {
  /** What it is for. */
  readonly words: string;
  readonly text: string;
}

/** With a cursor at its end, in `cells` at most: the end of what was typed stays in sight. */
export function typedText({ words, text }: TypedWords, theme: Theme, cells: number): string {
  const before = `${words}: `;
  const cursor = theme.unicode ? '▏' : '_';
  const shown = [...neutralWord(text, theme.unicode)];
  while (shown.length > 0 && visibleWidth(before + shown.join('') + cursor) > cells) shown.shift();
  return `${theme.strong(before)}${shown.join('')}${theme.accent(cursor)}`;
}
