/** Lines from 1, both ends included. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}

/** Lines in ascending order, as ranges. */
export function rangesOf(lines: Iterable<number>): readonly LineRange[] {
  const ranges: { first: number; last: number }[] = [];
  for (const line of lines) {
    const open = ranges.at(-1);
    if (open !== undefined && line <= open.last + 1) open.last = Math.max(open.last, line);
    else ranges.push({ first: line, last: line });
  }
  return ranges;
}
