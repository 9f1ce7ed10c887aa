import type { LooseEnv } from '../../base/env.ts';
import type { Diagnostic, Note } from '../../protocol/diagnostic.ts';
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
import { placeOf, type Origin } from './origin.ts';
import { ProblemList } from './problem-list.ts';
import { quoted } from './values.ts';
import { readTextValue } from './read-text-value.ts';
import type { BuildRule } from './build-rules.ts';
import type { Generator } from './generators.ts';
import { checkSettings } from './settings-check.ts';
import { createSourceText } from './source-text.ts';
import { suggest } from './suggest.ts';
import { synonymOf } from '../keys/synonyms.ts';
import { parseToml } from './toml.ts';
import { readDocument, type FileContent, type FileValue } from './read-document.ts';

/** A config file as it was read. */
export interface ConfigFile {
  /** Absolute. */
  readonly path: string;
  /** As people know it, for messages. */
  readonly shown: string;
  readonly text: string;
}

/** One use of a config flag on the command line. */
export interface FlagUse {
  readonly key: string;
  /** The text given, unaltered. */
  readonly raw: string;
  /** As people type it: `--build.cmd`. */
  readonly flag: string;
}

export interface ConfigInput {
  readonly file?: ConfigFile;
  /** As node's `process.platform`. */
  readonly platform: string;
  readonly env: LooseEnv;
  /** In the order of the command line. */
  readonly flags: readonly FlagUse[];
}

export type Origins = Readonly<Record<Key, Origin>>;

export interface LoadedConfig {
  readonly settings: Settings;
  readonly origins: Origins;
  readonly rules: readonly BuildRule[];
  /** In the order in which they run. */
  readonly generators: readonly Generator[];
  /** Errors and warnings. With an error among them the settings must not be used to run anything. */
  readonly diagnostics: readonly Diagnostic[];
  /** What was read in another way than it is written, without being wrong. */
  readonly notes: readonly Note[];
}

/** A longer file is not a config; it is not even parsed. In UTF-16 units, about a megabyte. */
export const longestFile = 1_048_576;

/**
 * Defaults, then the file, then its `[build.<system>]` table, then `GORL_*` variables, then flags; the
 * last that says something counts. Other than in air, `false`, `0`, `""` and a flag with the default's
 * value count as well; `""` means "not set" for `root`, `tmp_dir`, `build.cmd` and `build.bin`, and
 * says nothing in a `[build.<system>]` table. Pure; never throws; all problems at once.
 */
export function loadConfig(input: ConfigInput): LoadedConfig {
  const problems = new ProblemList();
  const layers = new Layers(input.platform);
  const content = input.file && readFile(input.file, problems);
  if (content) applyFile(layers, content, input.platform);
  applyEnvironment(layers, input.env, problems);
  applyFlags(layers, input.flags, problems);

  const settings = followTmpDir(layers.settings(), input.platform);
  const origins = Object.fromEntries(layers.origins) as Record<Key, Origin>;
  checkSettings(settings, (key) => layers.locations.get(key), origins, problems);
  const { rules = [], generators = [] } = content ?? {};
  return { settings, origins, rules, generators, diagnostics: problems.diagnostics, notes: problems.notes };
}

/** Whether gorl must not start with it. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}

/** Values by key, each with its origin; what is set later wins. */
class Layers {
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

function readFile(file: ConfigFile, problems: ProblemList): FileContent | undefined {
  if (file.text.length > longestFile) {
    problems.error('this file is too large for a config: more than 1 MiB', { file: file.shown, line: 1 });
    return undefined;
  }
  // TOML leaves it to the reader what a line end is within a text of several lines; for a shell it is no `\r`.
  const text = file.text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  const source = createSourceText(file.shown, text);
  const reading = parseToml(source);
  if ('tree' in reading) return readDocument(reading.tree, source, problems);
  problems.push(reading.diagnostic);
  return undefined;
}

function applyFile(layers: Layers, content: FileContent, nodePlatform: string): void {
  for (const [key, { value, location }] of content.values)
    layers.set(key, value, { type: 'file', ...placeOf(location) }, location);
  const platform = platformName(nodePlatform);
  if (platform === undefined) return;
  for (const [key, { value, location }] of content.platforms.get(platform) ?? []) {
    // `air init` on Windows writes `full_bin = ""` there; it must not undo what the base table says.
    if (value !== '')
      layers.set(key, value, { type: 'platform', block: `build.${platform}`, ...placeOf(location) }, location);
  }
}

function applyEnvironment(layers: Layers, env: ConfigInput['env'], problems: ProblemList): void {
  const names = new Map(keys.map((key) => [environmentName(key), key]));
  for (const [name, raw] of Object.entries(env)) {
    if (raw === undefined || !name.startsWith('GORL_')) continue;
    const key = names.get(name);
    if (key !== undefined) applyText(layers, key, raw, { type: 'env', name }, name, problems);
    else if (/^GORL_(?:BUILD|PROXY|SCREEN|COLOR|LOG|MISC)_/.test(name)) {
      const same = synonymOf(name.replace(/^GORL_(?:BUILD|PROXY|SCREEN|COLOR|LOG|MISC)_/, ''));
      const meant = same === undefined ? suggest(name, [...names.keys()]) : environmentName(same);
      if (meant !== undefined)
        problems.warning(`unknown variable ${quoted(name)}, which is ignored`, undefined, `did you mean ${meant}?`);
    }
  }
}

function applyFlags(layers: Layers, flags: readonly FlagUse[], problems: ProblemList): void {
  const used = new Set<Key>();
  for (const { key, raw, flag } of flags) {
    if (!isKey(key)) {
      problems.error(`${flag} sets no known key`, undefined, `gorl config --all lists the keys`);
      continue;
    }
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
function followTmpDir(settings: Settings, platform: string): Settings {
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
