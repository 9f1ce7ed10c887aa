import type { Location } from '../../protocol/diagnostic.ts';
import type { SourceText } from './source-text.ts';
import { TomlScanner, type TomlPath } from './toml-scanner.ts';

export type { TomlPath } from './toml-scanner.ts';

/** Where the keys and values of a TOML text are. What cannot be found is at line 1, without a column. */
export interface Positions {
  key(path: TomlPath): Location;
  value(path: TomlPath): Location;
  /** Every key, item and table that was found, in the order of the text. */
  readonly paths: readonly TomlPath[];
}

/** For a text that parses; of any other only the part that is understood is found. Never throws. */
export function findPositions(source: SourceText): Positions {
  const found = new Map<string, { readonly path: TomlPath; readonly keyAt: number; readonly valueAt: number }>();
  const scanner = new TomlScanner(source.text, (path, keyAt, valueAt) => {
    const id = JSON.stringify(path);
    // The first mention counts: `[a.b]` before `[a]` is where `a` comes from.
    if (!found.has(id)) found.set(id, { path, keyAt, valueAt });
  });
  scanner.document();

  const locate = (offset: number | undefined): Location =>
    offset === undefined ? { file: source.shown, line: 1 } : source.locate(offset);
  return {
    key: (path) => locate(found.get(JSON.stringify(path))?.keyAt),
    value: (path) => locate(found.get(JSON.stringify(path))?.valueAt),
    get paths() {
      return [...found.values()].map((entry) => entry.path);
    },
  };
}
