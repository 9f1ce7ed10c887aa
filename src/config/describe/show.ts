import { inForce } from './in-force.ts';
import { keys, specOf, type Key } from '../keys/keys.ts';
import { originText } from '../read/origin.ts';
import type { LoadedConfig } from '../read/load.ts';
import { tomlValue } from '../read/toml-text.ts';

/** One line of `gorl config`. */
export interface ConfigRow {
  readonly key: Key;
  /** What holds, as TOML text or, in parentheses, in words. */
  readonly value: string;
  /** `default`, `.air.toml:12`, `GORL_ROOT`, `--root`. */
  readonly origin: string;
  /** What the value does not say: air's default where another holds, or why it has no effect. */
  readonly note?: string;
}

/** Every key with what holds and where that comes from, in the order of the table. */
export function showConfig(config: Pick<LoadedConfig, 'settings' | 'origins'>): readonly ConfigRow[] {
  return keys.map((key) => {
    const held = inForce(key, config);
    const value = held?.value ?? tomlValue(specOf(key), config.settings[key]);
    const row = { key, value, origin: originText(config.origins[key]) };
    return held?.note === undefined ? row : { ...row, note: held.note };
  });
}
