import { gap, plain, type Line } from './line.ts';
import type { Theme } from './theme.ts';
import { visibleWidth } from './wrap.ts';

export interface Shortcut {
  readonly key: string;
  readonly also?: readonly string[];
  /** What stands for all of its keys. */
  readonly shown?: string;
  /** What it does: `restart without building`. */
  readonly description: string;
  /** One word for the first line of a session; keys without one are only in the help. */
  readonly short?: string;
}

/** The right end of the first line is here even on a very wide screen, so that the eye finds it. */
const widest = 100;

/** What key `h` shows. */
export function shortcutLines(shortcuts: readonly Shortcut[], theme: Theme): Line[] {
  const names = ({ key, also = [], shown }: Shortcut): string =>
    neutralGlyphs(shown ?? [key, ...also].join(', '), theme);
  const cells = Math.max(...shortcuts.map((each) => names(each).length), 1);
  return [
    gap,
    ...shortcuts.map((each) => plain(`  ${theme.strong(names(each).padEnd(cells))}  ${each.description}`)),
    gap,
  ];
}

function neutralGlyphs(text: string, { glyphs }: Theme): string {
  return text.replace('…', glyphs.ellipsis);
}

/** `h help · r restart · q quit`. */
export function keyHint(shortcuts: readonly Shortcut[], theme: Theme): string {
  return theme.dim(
    shortcuts
      .filter((shortcut) => shortcut.short !== undefined)
      .map((shortcut) => `${shortcut.key} ${shortcut.short}`)
      .join(` ${theme.glyphs.dot} `),
  );
}

/** The hint at the right of the first title if there is room, else below. */
export function withHint(titles: readonly Line[], hint: string, columns: number): Line[] {
  const [first, ...rest] = titles;
  if (hint === '' || first?.kind !== 'title') return [...titles];
  const space = Math.min(columns, widest) - visibleWidth(first.text) - visibleWidth(hint);
  if (space < 4) return [...titles, { kind: 'title', text: hint }];
  return [{ kind: 'title', text: first.text + ' '.repeat(space) + hint }, ...rest];
}
