import { compileGoRegexp } from '../../base/go-regexp.ts';
import { compileFilepathMatch } from '../../base/go-filepath-match.ts';
import type { WatchScope } from './watch-scope.ts';

/** What cannot be compiled is told, and left out. */
type TellProblem = (key: 'exclude_file' | 'exclude_regex', pattern: string, error: unknown) => void;

/** air's `exclude_file` and `exclude_regex`: the entry that leaves a path out. Without `byRegex`, by the first alone. */
export type ExcludedFiles = (path: string, byRegex?: boolean) => string | undefined;

export function compileExcludedFile(
  rules: WatchScope,
  rel: (path: string) => string,
  tell: TellProblem,
): ExcludedFiles {
  const compiled = <T>(
    key: 'exclude_file' | 'exclude_regex',
    patterns: readonly string[],
    compile: (pattern: string) => T,
  ) =>
    patterns.flatMap((pattern) => {
      try {
        return [{ test: compile(pattern), because: `${key} "${pattern}"` }];
      } catch (error) {
        tell(key, pattern, error);
        return [];
      }
    });
  const files = compiled('exclude_file', rules.excludeFile, compileFilepathMatch);
  const expressions = compiled('exclude_regex', rules.excludeRegex, compileGoRegexp);
  return (path, byRegex = true) =>
    (
      (byRegex ? expressions.find(({ test }) => test.test(path)) : undefined) ??
      files.find(({ test }) => test(rel(path)))
    )?.because;
}
