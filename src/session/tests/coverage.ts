import { readFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { replaceFile } from '../../base/replace-file.ts';
import { messageOf } from '../../go/build/build-failure.ts';
import { changedLines, type ChangedLinesOptions } from '../../go/test/changed-lines.ts';
import { joinCoverProfiles, readCoverProfile, withoutCoverage } from '../../go/test/cover-profile.ts';
import type { Shapes } from '../../protocol/report/shapes.ts';
import type { Reporter } from '../../engine/ports.ts';

export interface CoverageOptions extends ChangedLinesOptions {
  readonly reporter: Reporter;
  /** Absolute; of one run. */
  readonly profiles: readonly string[];
  /** Where the user wants all of them, relative to `cwd`. Default: nowhere. */
  readonly wanted?: string;
  /** Import paths of what was tested: of others, tests that were not run may run what no test here did. */
  readonly tested: ReadonlySet<string>;
  /** Import path → absolute directory. */
  readonly directories: ReadonlyMap<string, string>;
}

/** Changed lines, since the last commit, that hold statements which no test ran. Sorted by file. Never rejects. */
export async function uncoveredLines(options: CoverageOptions): Promise<readonly Shapes['lineRange'][]> {
  const { profiles, wanted, directories, tested, cwd, reporter } = options;
  const texts = await Promise.all(profiles.map((path) => readFile(path, 'utf8').catch(() => '')));
  const text = joinCoverProfiles(texts);
  if (wanted !== undefined)
    try {
      replaceFile(resolve(cwd, wanted), text);
    } catch (error) {
      reporter.report({ type: 'notice', level: 'error', message: `cannot write ${wanted}: ${messageOf(error)}` });
    }
  const changed = await changedLines(options);
  const found: Shapes['lineRange'][] = [];
  for (const [file, blocks] of readCoverProfile(text)) {
    const directory = directories.get(dirname(file));
    if (directory === undefined || !tested.has(dirname(file))) continue;
    const rel = relative(cwd, join(directory, basename(file))).replaceAll('\\', '/');
    const lines = withoutCoverage(blocks, changed.get(rel) ?? []);
    found.push(...lines.map(({ first, last }) => ({ file: rel, firstLine: first, lastLine: last })));
  }
  return found.toSorted((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.firstLine - b.firstLine));
}
