import { compileGlob, isGlob } from '../../base/glob.ts';

/** Names that nowhere hold packages of the module itself: the go command skips or vendors them. */
const anywhere: ReadonlySet<string> = new Set(['node_modules', 'vendor', 'testdata']);

export interface ExcludedDirs {
  /** The entry that matches, or undefined. */
  find(rel: string, name: string): string | undefined;
  /** All entries that match by what is written, not by the names that are left out at any depth. */
  written(rel: string): readonly string[];
}

/**
 * air's `exclude_dir`: the exact path relative to root. In addition globs (such as `gen-*`), and at any depth
 * `vendor`, `testdata`, `node_modules` and names that begin with a dot. Any other plain name means only
 * the directory at the root, as in air: `web` must not silently leave out the package `internal/web`.
 */
export function compileExcludeDir(entries: readonly string[]): ExcludedDirs {
  const exact = new Map<string, string>();
  const names = new Map<string, string>();
  const globs: { entry: string; matches: (rel: string) => boolean }[] = [];
  for (const written of entries) {
    const entry = written
      .trim()
      .replace(/^\.\/(?=.)/, '')
      .replace(/(?<=.)\/$/, '');
    if (entry === '') continue;
    exact.set(entry, written);
    if (isGlob(entry)) {
      globs.push({
        entry: written,
        matches: compileGlob(literal(entry), { dot: true, basename: !entry.includes('/') }),
      });
    } else if (anywhere.has(entry) || (/^\.[^/.]/.test(entry) && !entry.includes('/'))) {
      names.set(entry, written);
    }
  }
  return {
    find: (rel, name) => exact.get(rel) ?? names.get(name) ?? globs.find((glob) => glob.matches(rel))?.entry,
    written(rel) {
      const same = exact.get(rel);
      const matching = globs.filter((glob) => glob.matches(rel)).map(({ entry }) => entry);
      return same === undefined ? matching : [same, ...matching];
    },
  };
}

/** What picomatch would take for a negation, a group or an extended glob stands for itself, as in air. */
function literal(entry: string): string {
  return entry.replaceAll(/[()|!+@]/g, '\\$&');
}
