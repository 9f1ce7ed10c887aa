import {
  defaultOutput,
  defaultSettings,
  environmentName,
  findSpec,
  isKey,
  keys,
  keyTable,
  platformName,
  specOf,
  type Key,
  type Settings,
} from '../keys/keys.ts';
import type { SettingValue } from '../keys/key-spec.ts';
import { synonymOf } from '../keys/synonyms.ts';
import type { ConfigInput, FlagUse } from './load.ts';
import { placeOf, type Origin } from './origin.ts';
import type { ProblemList } from './problem-list.ts';
import type { FileContent, FileValue } from './read-document.ts';
import { readTextValue } from './read-text-value.ts';
import { suggest } from './suggest.ts';
import { quoted } from './values.ts';

/** Values by key, each with its origin; what is set later wins. */
export class Layers {
  readonly origins = new Map<Key, Origin>(keys.map((key) => [key, { type: 'default' }]));
  readonly locations = new Map<Key, FileValue['location']>();
  readonly #values: Map<Key, SettingValue>;
  readonly #defaults: Settings;

  constructor(platform: string) {
    this.#defaults = defaultSettings(platform);
    this.#values = new Map(keys.map((key) => [key, this.#defaults[key]]));
  }

  set(key: Key, value: SettingValue, origin: Origin, location?: FileValue['location']): void {
    const spec = specOf(key);
    const unset = value === '' && spec.type === 'string' && spec.emptyIsUnset === true;
    this.#values.set(key, unset ? this.#defaults[key] : value);
    this.origins.set(key, unset ? { type: 'default' } : origin);
    if (location === undefined || unset) this.locations.delete(key);
    else this.locations.set(key, location);
  }

  list(key: Key): readonly string[] {
    return this.#values.get(key) as readonly string[];
  }

  settings(): Settings {
    return Object.fromEntries(this.#values) as unknown as Settings;
  }
}

/** @param counts whether the file's word on that key does */
export function applyFile(
  layers: Layers,
  content: Pick<FileContent, 'values' | 'platforms'>,
  nodePlatform: string,
  counts: (key: Key) => boolean = () => true,
): void {
  for (const [key, { value, location }] of content.values)
    if (counts(key)) layers.set(key, value, { type: 'file', ...placeOf(location) }, location);
  const platform = platformName(nodePlatform);
  if (platform === undefined) return;
  for (const [key, { value, location }] of content.platforms.get(platform) ?? []) {
    // `air init` on Windows writes `full_bin = ""` there; it must not undo what the base table says.
    if (value !== '' && counts(key))
      layers.set(key, value, { type: 'platform', block: `build.${platform}`, ...placeOf(location) }, location);
  }
}

export function applyEnvironment(
  layers: Layers,
  env: ConfigInput['env'],
  problems: ProblemList,
  counts: (key: Key) => boolean = () => true,
): void {
  const names = new Map(keys.map((key) => [environmentName(key), key]));
  for (const [name, raw] of Object.entries(env)) {
    if (raw === undefined || !name.startsWith('GORL_')) continue;
    const key = names.get(name);
    if (key !== undefined && !counts(key)) continue;
    if (key !== undefined) applyText(layers, key, raw, { type: 'env', name }, name, problems);
    else if (/^GORL_(?:BUILD|PROXY|SCREEN|COLOR|LOG|MISC)_/.test(name)) {
      const same = synonymOf(name.replace(/^GORL_(?:BUILD|PROXY|SCREEN|COLOR|LOG|MISC)_/, ''));
      const meant = same === undefined ? suggest(name, [...names.keys()]) : environmentName(same);
      if (meant !== undefined)
        problems.warning(`unknown variable ${quoted(name)}, which is ignored`, undefined, `did you mean ${meant}?`);
    }
  }
}

export function applyFlags(
  layers: Layers,
  flags: readonly FlagUse[],
  problems: ProblemList,
  counts: (key: Key) => boolean = () => true,
): void {
  const used = new Set<Key>();
  for (const { key, raw, flag } of flags) {
    if (!isKey(key)) {
      problems.error(`${flag} sets no known key`, undefined, `gorl config --all lists the keys`);
      continue;
    }
    if (!counts(key)) continue;
    const earlier = used.has(key) && keyTable[key].type.includes('list') ? layers.list(key) : [];
    used.add(key);
    applyText(layers, key, raw, { type: 'flag', flag }, flag, problems, earlier);
  }
}

function applyText(
  layers: Layers,
  key: Key,
  raw: string,
  origin: Origin,
  shown: string,
  problems: ProblemList,
  earlier: readonly string[] = [],
): void {
  const spec = findSpec(key);
  if (spec === undefined) return;
  const reading = readTextValue(spec, raw);
  if (!reading.ok) return problems.error(`${shown} ${reading.problem}`, undefined, reading.hint);
  if (reading.warning !== undefined) problems.warning(`${shown} ${reading.warning}`);
  if (reading.note !== undefined) problems.note(`${shown} ${reading.note}`);
  const value = reading.value;
  layers.set(key, Array.isArray(value) ? [...earlier, ...(value as readonly string[])] : value, origin);
}

/** As in air: with another `tmp_dir`, the values that still are the defaults name it instead of `tmp`. */
export function followTmpDir(settings: Settings, platform: string): Settings {
  const tmpDir = settings.tmp_dir;
  const defaults = defaultSettings(platform);
  if (tmpDir === defaults.tmp_dir) return settings;
  const output = defaultOutput(tmpDir, platform);
  const excluded = settings['build.exclude_dir'];
  const isDefault = JSON.stringify(excluded) === JSON.stringify(defaults['build.exclude_dir']);
  return {
    ...settings,
    'build.cmd': settings['build.cmd'] === defaults['build.cmd'] ? output['build.cmd'] : settings['build.cmd'],
    'build.bin': settings['build.bin'] === defaults['build.bin'] ? output['build.bin'] : settings['build.bin'],
    'build.exclude_dir': isDefault ? excluded.map((dir) => (dir === 'tmp' ? tmpDir : dir)) : excluded,
  };
}
