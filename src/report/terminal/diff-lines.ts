import type { Theme } from './theme.ts';

/** How go-cmp and testify begin a diff: `mismatch (-want +got):`, `--- Expected`, `@@ -1 +1 @@`. */
const diffStart = /\(-\S+ \+\S+\):?$|^--- \S|^@@ .* @@/;

/** The lines of a message, those of a diff in it in the colors that diffs have. */
export function paintDiff(lines: readonly string[], theme: Theme): readonly string[] {
  const start = lines.findIndex((line) => diffStart.test(line));
  if (start < 0) return lines;
  return lines.map((line, at) => {
    if (at < start) return line;
    if (line.startsWith('-')) return theme.error(line);
    return line.startsWith('+') ? theme.good(line) : line;
  });
}
