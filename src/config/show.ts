import { keys, specOf } from './keys.ts';
import type { Key } from './keys.ts';
import { originText } from './origin.ts';
import type { LoadedConfig } from './resolve.ts';
import { tomlValue } from './toml-text.ts';

/** One line of `gorl config`. */
export interface ConfigRow {
  readonly key: Key;
  /** TOML text; `(not set)` for a key without a value. */
  readonly value: string;
  /** `default`, `.air.toml:12`, `GORL_ROOT`, `--root`. */
  readonly origin: string;
  /** What the default means, where gorl does more than take it literally. */
  readonly note?: string;
}

/** Every key with its value and where that comes from, in the order of the table. */
export function showConfig({ settings, origins }: Pick<LoadedConfig, 'settings' | 'origins'>): readonly ConfigRow[] {
  return keys.map((key) => {
    const spec = specOf(key);
    const origin = origins[key];
    const row = { key, value: tomlValue(spec, settings[key]), origin: originText(origin) };
    return origin.type === 'default' && spec.whenUnset !== undefined ? { ...row, note: spec.whenUnset } : row;
  });
}
