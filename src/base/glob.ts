import type picomatch from 'picomatch';

/** Files by their paths below some directory, `/`-separated. */
export interface Globs {
  matches(path: string): boolean;
  /** Whether a file that matches can lie in that directory or below it; '' is where the paths begin. */
  mayLieBelow(directory: string): boolean;
}

let engine: typeof picomatch | undefined;

/** Whether it stands for more than itself. */
export function isGlob(pattern: string): boolean {
  return /[*?[{]/.test(pattern);
}

/** Whether there is nothing to wait for before these patterns are compiled. */
export function areGlobsLoaded(patterns: readonly string[]): boolean {
  return engine !== undefined || !patterns.some(isGlob);
}

/** Loads what compiling these patterns takes. */
export async function loadGlobs(patterns: readonly string[]): Promise<void> {
  if (!areGlobsLoaded(patterns)) engine = (await import('picomatch')).default;
}

/** What one pattern matches: paths, or with `basename` their last names. Call `loadGlobs` first. */
export function compileGlob(
  pattern: string,
  options: { readonly dot?: boolean; readonly basename?: boolean } = {},
): (path: string) => boolean {
  if (!isGlob(pattern))
    return (path) => (options.basename === true ? path.slice(path.lastIndexOf('/') + 1) : path) === pattern;
  if (engine === undefined) throw new Error(`internal error: nothing is loaded for the pattern ${pattern}`);
  return engine(pattern, options);
}

/**
 * Call `loadGlobs` first, with all of them.
 *
 * @param patterns `*` stops at `/`, `**` does not; neither matches a name that begins with a dot
 * @param excluded of files, or of directories with all that is in them
 */
export function compileGlobs(patterns: readonly string[], excluded: readonly string[] = []): Globs {
  const wanted = patterns.map((pattern) => compileGlob(normalized(pattern)));
  const leads = patterns.map((pattern) => compileLead(normalized(pattern)));
  const unwanted = excluded.map((pattern) => compileGlob(normalized(pattern), { dot: true }));
  const isExcluded = (path: string): boolean =>
    unwanted.length > 0 && selfAndAbove(path).some((each) => unwanted.some((matches) => matches(each)));
  return {
    matches: (path) => wanted.some((matches) => matches(path)) && !isExcluded(path),
    mayLieBelow(directory) {
      if (directory === '') return true;
      const names = directory.split('/');
      return leads.some((lead) => lead(names)) && !isExcluded(directory);
    },
  };
}

function normalized(pattern: string): string {
  return pattern.trim().replace(/^(?:\.\/)+/, '');
}

/** Whether the names of a directory can be the begin of a path that the pattern matches. */
function compileLead(pattern: string): (names: readonly string[]) => boolean {
  // A group may hold several names: then only what stands before it is certain.
  const group = /[{(]/.test(pattern);
  const written = (group ? pattern.slice(0, pattern.search(/[{(]/)) : pattern).split('/');
  const parts = written.at(-1) === '**' ? written : written.slice(0, -1);
  const deep = parts.indexOf('**');
  const steps = (deep < 0 ? parts : parts.slice(0, deep)).map((part) => compileGlob(part));
  const isOpen = group || deep >= 0;
  return (names) =>
    (isOpen || names.length <= steps.length) &&
    names.slice(0, steps.length).every((name, at) => steps[at]?.(name) === true) &&
    !names.slice(steps.length).some((name) => name.startsWith('.'));
}

function selfAndAbove(path: string): readonly string[] {
  const parts = path.split('/');
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'));
}
