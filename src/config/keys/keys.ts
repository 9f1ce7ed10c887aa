import type { KeySpec, ValueOf } from './key-spec.ts';
import { appKeys } from './keys-app.ts';
import { buildKeys } from './keys-build.ts';
import { outputKeys } from './keys-output.ts';
import { projectKeys } from './keys-project.ts';
import { proxyKeys } from './keys-proxy.ts';
import { liveKeys, orderKeys, readyKeys } from './keys-ready.ts';
import { testKeys } from './keys-test.ts';
import { watchKeys } from './keys-watch.ts';

/**
 * The one table of keys: defaults, validation, command-line flags, the JSON Schema, the example file
 * and the documentation are all made from it. Names, types and defaults are air 1.67's where `air` is true.
 */
export const keyTable = {
  ...projectKeys,
  ...orderKeys,
  ...buildKeys,
  ...watchKeys,
  ...appKeys,
  ...readyKeys,
  ...liveKeys,
  ...proxyKeys,
  ...testKeys,
  ...outputKeys,
} as const;

type KeyTable = typeof keyTable;

/** The full name of a key: `root`, `build.cmd`. */
export type Key = keyof KeyTable;

/** Every key with its value. */
export type Settings = { readonly [K in Key]: ValueOf<KeyTable[K]> };

export const keys = Object.keys(keyTable) as readonly Key[];

const specs: ReadonlyMap<string, KeySpec> = new Map(Object.entries(keyTable));

/** A key's description, by a name that may be anybody's. */
export function findSpec(name: string): KeySpec | undefined {
  return specs.get(name);
}

/** A key's description. */
export function specOf(key: Key): KeySpec {
  return keyTable[key];
}

export function isKey(name: string): name is Key {
  return specs.has(name);
}

/** The tables of the file that hold keys: `build`, `color`, … */
export const groups: readonly string[] = [
  ...new Set(keys.filter((key) => key.includes('.')).map((key) => key.slice(0, key.indexOf('.')))),
];

/** The names inside a table (`build` → `cmd`, `bin`, …); `''` for the top level. */
export function namesIn(group: string): readonly string[] {
  if (group === '') return keys.filter((key) => !key.includes('.'));
  return keys.filter((key) => key.startsWith(`${group}.`)).map((key) => key.slice(group.length + 1));
}

/** The only keys that a `[build.<system>]` table may hold, in air as here. */
export const platformNames: readonly string[] = [
  'pre_cmd',
  'cmd',
  'post_cmd',
  'bin',
  'entrypoint',
  'full_bin',
  'args_bin',
];

export const platforms = ['windows', 'darwin', 'linux'] as const;
export type Platform = (typeof platforms)[number];

/** The name air (that is, Go) has for the system, or undefined for one without a table of its own. */
export function platformName(nodePlatform: string): Platform | undefined {
  if (nodePlatform === 'win32') return 'windows';
  return nodePlatform === 'darwin' || nodePlatform === 'linux' ? nodePlatform : undefined;
}

/** The environment variable that sets a key: `build.cmd` → `GORL_BUILD_CMD`. */
export function environmentName(key: Key): string {
  return `GORL_${key.replaceAll('.', '_').toUpperCase()}`;
}

/** Defaults as air has them on that system. */
export function defaultSettings(nodePlatform: string): Settings {
  const values = Object.fromEntries(keys.map((key) => [key, specOf(key).default])) as unknown as Settings;
  return nodePlatform === 'win32' ? { ...values, ...defaultOutput('tmp', nodePlatform) } : values;
}

/** The default build command and binary for a `tmp_dir`. */
export function defaultOutput(tmpDir: string, nodePlatform: string): { 'build.cmd': string; 'build.bin': string } {
  const absolute = /^(?:[/\\]|[A-Za-z]:)/.test(tmpDir);
  const base = `${absolute ? '' : './'}${tmpDir.replace(/^\.[/\\]/, '').replace(/[/\\]+$/, '')}/main`;
  if (nodePlatform !== 'win32') return { 'build.cmd': `go build -o ${base} .`, 'build.bin': base };
  return {
    'build.cmd': `go build -o ${base}.exe .`,
    'build.bin': `${base}.exe`.replace(/^\.\//, '').replaceAll('/', '\\'),
  };
}
