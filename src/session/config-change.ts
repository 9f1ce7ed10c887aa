import type { Affected } from '../config/keys/key-spec.ts';
import { keys, specOf, type Key } from '../config/keys/keys.ts';
import type { LoadedConfig } from '../config/read/load.ts';

/** Which keys have another value now, or the same from another place. */
export function changedKeys(before: LoadedConfig, after: LoadedConfig): Key[] {
  return keys.filter(
    (key) =>
      JSON.stringify(before.settings[key]) !== JSON.stringify(after.settings[key]) ||
      // "Not set" means something of its own for some keys.
      (before.origins[key].type === 'default') !== (after.origins[key].type === 'default'),
  );
}

/** Of a list of tables: without their places, which a comment above moves. */
function textOf(tables: readonly object[]): string {
  return JSON.stringify(tables.map((table) => ({ ...table, place: undefined })));
}

export interface ConfigChange {
  readonly changed: readonly Key[];
  /** The tree must be watched anew. */
  readonly watch: boolean;
  /** The app must be built and started anew. */
  readonly process: boolean;
  readonly output: boolean;
  /** The proxy must listen anew, or no more. */
  readonly proxy: boolean;
  /** `[[build.rules]]` differ. */
  readonly rules: boolean;
  /** `[[build.generate]]` differ. */
  readonly generators: boolean;
}

export function compareConfigs(before: LoadedConfig, after: LoadedConfig): ConfigChange {
  const changed = changedKeys(before, after);
  const rules = textOf(before.rules) !== textOf(after.rules);
  const affects = (what: Affected): boolean => changed.some((key) => specOf(key).affects?.includes(what) === true);
  const generators = textOf(before.generators) !== textOf(after.generators);
  const watch = rules || generators || affects('watch');
  const [process, output, proxy] = [affects('process'), affects('output'), affects('proxy')];
  return { changed, watch, rules, generators, process, output, proxy };
}
