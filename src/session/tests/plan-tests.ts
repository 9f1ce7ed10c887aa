import type { TestedPackages } from '../../go/test/affected-tests.ts';
import type { FileChange } from '../../protocol/change.ts';

/** What is to be tested. */
export interface TestsWanted {
  /** Everything: at the start, or because somebody asks. */
  readonly all: boolean;
  /** What failed last: because somebody asks. */
  readonly failed: boolean;
  /** What depends on these. */
  readonly files: readonly FileChange[];
  /** Those whose name matches, as with `-run`; default: all of what is wanted. */
  readonly name?: string;
  /** Golden files are written anew: of what failed, and of nothing else. */
  readonly golden: boolean;
}

/**
 * Import paths in groups, one after the other: what failed last time and what was changed itself, since one of these is
 * what a person waits for, then what depends on it. No group is empty, and no package in two.
 */
export function planTests(
  tested: Pick<TestedPackages, 'all' | 'affectedBy'>,
  { all, failed, files, name: pattern, golden }: TestsWanted,
  failing: ReadonlySet<string>,
): readonly (readonly string[])[] {
  if (pattern !== undefined) return tested.all.length === 0 ? [] : [tested.all];
  if (golden) return [tested.all.filter((name) => failing.has(name))].filter((group) => group.length > 0);
  const { changed, others } = tested.affectedBy(files.map(({ path }) => path));
  const wanted = all ? tested.all : [...changed, ...others];
  const again = (failed ? tested.all : wanted).filter((name) => failing.has(name));
  const first = new Set([...again, ...(all ? [] : changed)]);
  return [[...first], wanted.filter((name) => !first.has(name))].filter((group) => group.length > 0);
}
