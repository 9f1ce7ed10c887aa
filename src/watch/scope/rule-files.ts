import { resolve, sep } from 'node:path';
import { compileGoRegexp } from '../../base/go-regexp.ts';
import { isWithin, resolved } from '../../base/paths.ts';
import type { TellProblem } from './pattern-problems.ts';

/** Which files a `[[build.rules]]` entry is for. */
export interface RuleFiles {
  readonly name: string;
  /** Absolute, or relative to the root. */
  readonly includeDir: readonly string[];
  /** Without the dot; `*` is every file. */
  readonly includeExt: readonly string[];
  /** Relative to the root. */
  readonly includeFile: readonly string[];
  /** Go regular expressions, found anywhere in the absolute path. */
  readonly excludeRegex: readonly string[];
  /** Upper bound in ms of how long a change is held back while more keep coming. */
  readonly delayMs: number;
}

export interface RuleMatcher {
  /** Absolute directories that are watched for the rule although other rules leave them out. */
  readonly directories: readonly string[];
  /** Absolute. */
  readonly files: readonly string[];
  matches(path: string): boolean;
}

/**
 * Air's rule: in one of the directories (if any are given), and of one of the extensions or one of the
 * files (if any are given); only directories given means any file in them.
 *
 * @throws Error for what is no regular expression of Go's
 */
export function compileRuleFiles(rule: RuleFiles, root: string): RuleMatcher {
  const spelled = trimmed(rule.includeDir).map((directory) => resolve(root, directory));
  // Outside the root directories are watched, and their files told, by their real names.
  const directories = spelled.map((directory) => (isWithin(directory, root) ? directory : resolved(directory)));
  const files = trimmed(rule.includeFile).map((file) => resolve(root, file));
  const extensions = new Set(trimmed(rule.includeExt));
  const excluded = rule.excludeRegex.map((pattern) => compileGoRegexp(pattern));
  const inDirectory = (path: string): boolean =>
    directories.length === 0 || [...directories, ...spelled].some((directory) => path.startsWith(directory + sep));
  const ofKind = (path: string): boolean => {
    if (extensions.size === 0 && files.length === 0) return true;
    const name = path.slice(path.lastIndexOf(sep) + 1);
    const dot = name.lastIndexOf('.');
    return extensions.has('*') || files.includes(path) || (dot >= 0 && extensions.has(name.slice(dot + 1)));
  };
  return {
    directories,
    files,
    matches: (path) => inDirectory(path) && ofKind(path) && !excluded.some((expression) => expression.test(path)),
  };
}

/** Those that compile; the others are told. */
export function compileBuildRules(rules: readonly RuleFiles[], root: string, tell: TellProblem): RuleMatcher[] {
  return rules.flatMap((rule, index) => {
    try {
      return [compileRuleFiles(rule, root)];
    } catch (error) {
      tell(index, `rules "${rule.name}".exclude_regex`, rule.excludeRegex.join('", "'), error);
      return [];
    }
  });
}

/** The first rule that a path belongs to. */
export function findRule(matchers: readonly RuleMatcher[], path: string): number | undefined {
  const at = matchers.findIndex((matcher) => matcher.matches(path));
  return at < 0 ? undefined : at;
}

/** Entries of a list as the user wrote it, without the space around them and without empty ones. */
export function trimmed(entries: readonly string[]): readonly string[] {
  return entries.map((entry) => entry.trim()).filter((entry) => entry !== '');
}
