import { inForce } from './in-force.ts';
import { keys, specOf, type Key } from '../keys/keys.ts';
import { originText } from '../read/origin.ts';
import type { LoadedConfig } from '../read/load.ts';
import { tomlValue } from '../read/toml-text.ts';

/** One line of `gorl config`. */
export interface ConfigRow {
  readonly key: Key;
  /** Somebody set it: a file, a variable, or a flag. */
  readonly isSet: boolean;
  /** What holds, as TOML text or, in parentheses, in words. */
  readonly value: string;
  /** `default`, `.air.toml:12`, `GORL_ROOT`, `--root`. */
  readonly origin: string;
  /** What the value does not say: air's default where another holds, or why it has no effect. */
  readonly note?: string;
}

type Config = Pick<LoadedConfig, 'settings' | 'origins'>;

/** Every key with what holds and where that comes from, in the order of the table. */
export function showConfig(config: Config): readonly ConfigRow[] {
  return keys.map((key) => {
    const origin = config.origins[key];
    const { value, note } = heldBy(key, config);
    const isSet = origin.type !== 'default';
    const row = { key, value, isSet, origin: originText(origin) };
    const all = note ?? (isSet ? withoutSetting(key, value, config) : undefined);
    return all === undefined ? row : { ...row, note: all };
  });
}

function heldBy(key: Key, config: Config): { readonly value: string; readonly note?: string } {
  const held = inForce(key, config);
  return { ...held, value: held?.value ?? tomlValue(specOf(key), config.settings[key]) };
}

/** What would hold if the key were not set, and in air; undefined where that is the same, or nothing to speak of. */
function withoutSetting(key: Key, value: string, { settings, origins }: Config): string | undefined {
  const unset = {
    settings: { ...settings, [key]: specOf(key).default },
    origins: { ...origins, [key]: { type: 'default' } },
  } as Config;
  const { value: otherwise, note } = heldBy(key, unset);
  if (otherwise === value) return undefined;
  const says = (text: string): boolean => !/^(?:\(.*\)|\[\]|"")$/.test(text);
  const air = /^air: (.*)$/.exec(note ?? '')?.[1];
  const parts = [
    ...(says(otherwise) ? [`default: ${otherwise}`] : []),
    ...(air !== undefined && says(air) ? [`air's default: ${air}`] : []),
  ];
  return parts.length === 0 ? undefined : parts.join('; ');
}
