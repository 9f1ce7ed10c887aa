import { rangesOf, type LineRange } from './line-ranges.ts';

/** Statements that run together, and whether they did. */
export interface CoverBlock extends LineRange {
  readonly ran: boolean;
}

/** `example.com/shop/cart/cart.go:12.34,15.2 3 1`: from, to, how many statements, how often they ran. */
const blockLine = /^(.+):(\d+)\.\d+,(\d+)\.\d+ (\d+) (\d+)$/;

/** By file, as import path and name: what `go test -coverprofile` wrote (golang.org/x/tools/cover). */
export function readCoverProfile(text: string): ReadonlyMap<string, readonly CoverBlock[]> {
  const files = new Map<string, CoverBlock[]>();
  for (const line of text.split('\n')) {
    const [, file, first, last, statements, times] = blockLine.exec(line) ?? [];
    if (file === undefined || statements === '0') continue;
    const blocks = files.get(file) ?? [];
    blocks.push({ first: Number(first), last: Number(last), ran: times !== '0' });
    files.set(file, blocks);
  }
  return files;
}

/** Several profiles as one: a file begins with its mode, and blocks may come more than once. */
export function joinCoverProfiles(texts: readonly string[]): string {
  const [mode] = texts.map((text) => /^mode: .*\n/.exec(text)?.[0]).filter((line) => line !== undefined);
  return (mode ?? 'mode: set\n') + texts.map((text) => text.replace(/^mode: .*\n/, '')).join('');
}

/** Of these lines those that hold statements, none of which ran: in one test or another. */
export function withoutCoverage(blocks: readonly CoverBlock[], changed: readonly LineRange[]): readonly LineRange[] {
  const ran = new Set<number>();
  const held = new Set<number>();
  for (const block of blocks)
    for (let line = block.first; line <= block.last; line++) (block.ran ? ran : held).add(line);
  const isChanged = (line: number): boolean => changed.some(({ first, last }) => first <= line && line <= last);
  return rangesOf([...held].filter((line) => !ran.has(line) && isChanged(line)).toSorted((a, b) => a - b));
}
