import { compileFilepathMatch } from '../../base/go-filepath-match.ts';

/**
 * A pattern of `//go:embed` (https://pkg.go.dev/embed): what it matches is embedded, of a directory all that is below.
 * Names that begin with `.` or `_` are left out there, unless the pattern begins with `all:`. Paths are relative to the
 * package's directory and `/`-separated.
 */
export interface EmbedPattern {
  /** Whether a file of that path would be embedded. */
  matches(path: string): boolean;
  /** Whether a file that would be embedded can lie below that directory; '' is the package's own. */
  mayLieBelow(directory: string): boolean;
}

/** A pattern that is none matches nothing: the go command tells. */
export function compileEmbedPattern(written: string): EmbedPattern {
  const withHidden = written.startsWith('all:');
  const names = written.replace(/^all:/, '').split('/');
  const steps = names.map(compileStep);
  const leads = (path: readonly string[]): boolean =>
    path.slice(0, steps.length).every((name, at) => steps[at]?.(name) === true);
  const isKept = (below: readonly string[]): boolean => withHidden || !below.some((name) => /^[._]/.test(name));
  return {
    matches(path) {
      const parts = path.split('/');
      return parts.length >= steps.length && leads(parts) && isKept(parts.slice(steps.length));
    },
    mayLieBelow(directory) {
      const parts = directory === '' ? [] : directory.split('/');
      return leads(parts) && isKept(parts.slice(steps.length));
    },
  };
}

/** `*` stops at `/`, so each name can be matched by itself. */
function compileStep(pattern: string): (name: string) => boolean {
  try {
    return compileFilepathMatch(pattern);
  } catch {
    return () => false;
  }
}
