import { problem, type Diagnostic, type Location } from '../../protocol/diagnostic.ts';
import { RulesFilter } from './filter.ts';
import { arePrepared } from './prepare-rules.ts';
import type { PatternSource, TellProblem } from './pattern-problems.ts';
import type { PathFilter, WatchScope } from './watch-scope.ts';

/**
 * Compiles the rules; those that cannot be are left out and told as errors, where `locate` says they stand. Call
 * `prepareRules` first.
 */
export function compileRules(
  rules: WatchScope,
  locate: (source: PatternSource) => Location | undefined = () => undefined,
): { readonly filter: PathFilter; readonly problems: readonly Diagnostic[] } {
  // No fault of the pattern's, and nothing to be told as one.
  if (!arePrepared(rules)) throw new Error('internal error: the rules were not prepared');
  const problems: Diagnostic[] = [];
  const tell: TellProblem = (source, key, pattern, error) => {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `build.${key}: "${pattern}": ${reason}`;
    problems.push(problem(message, { location: locate(source), source: 'config' }));
  };
  return { filter: new RulesFilter(rules, tell), problems };
}
