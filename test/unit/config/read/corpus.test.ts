import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { isKey, type Key } from '../../../../src/config/keys/keys.ts';
import { validate } from '../../../support/json-schema.ts';
import { load } from './load-text.ts';

const root = new URL('../../../../', import.meta.url).pathname;
const folder = join(root, 'fixtures/configs');
const suffix = '.air.toml';
const names = readdirSync(folder).map((name) => name.slice(0, -suffix.length));
const schema = JSON.parse(readFileSync(join(root, 'schema/air.schema.json'), 'utf8')) as Parameters<typeof validate>[1];

interface Expected {
  /** `line: message`, all of them. */
  readonly warnings?: readonly string[];
  /** What the schema says against it, all of it. */
  readonly schema?: readonly string[];
  /** Keys whose value is not the one that stands in the file, on Linux. */
  readonly differs?: Readonly<Partial<Record<Key, unknown>>>;
  /** Names of the rules. */
  readonly rules?: readonly string[];
}

const notInSchema = (place: string, name: string): string =>
  `$${place} must NOT have additional properties {"additionalProperty":"${name}"}`;

const expected: Readonly<Record<string, Expected>> = {
  'air-init-2024': {
    differs: { 'build.kill_delay': 0, 'build.poll_interval': 500 },
  },
  'air-init-2026-windows-block': { differs: { 'build.kill_delay': 0 } },
  'all-platforms': {
    differs: { 'build.cmd': 'go build -race -o ./bin/app .', 'build.args_bin': ['--dev', '--cgroup'] },
  },
  'docker-poll': { differs: { 'build.poll_interval': 500 } },
  'dotted-extensions': {
    warnings: ['6: build.include_ext: ".go" matches no file', '6: build.include_ext: "html.tmpl" matches no file'],
  },
  'echo-server': { differs: { 'build.entrypoint': ['./tmp/echo-server'] } },
  'fiber-views': {},
  'go-blueprint': {
    differs: { 'build.kill_delay': 0, 'build.poll_interval': 500 },
  },
  gqlgen: {},
  'multi-line-strings': {},
  'nanoseconds-kill-delay': { differs: { 'build.kill_delay': 2000 } },
  'quiet-team': {
    warnings: [
      '15: color.build must be one of red, green, yellow, blue, magenta, cyan, white, raw, not "pink"; it is read as white',
    ],
    schema: [
      '$/color/build must be equal to one of the allowed values {"allowedValues":["red","green","yellow","blue","magenta","cyan","white","raw"]}',
    ],
    differs: { 'color.build': 'white' },
  },
  'schema-line': { differs: { 'build.kill_delay': 5000 } },
  'sqlc-rules': { rules: ['sqlc', 'web'] },
  'templ-tailwind': { differs: { 'build.kill_delay': 500 } },
  'unknown-keys': {
    warnings: [
      '2: unknown key "tmp_folder", which is ignored',
      '7: unknown key "build.excludeDir", which is ignored',
      '8: unknown key "build.include_exts", which is ignored',
      '9: unknown key "build.verbose", which is ignored',
      '11: unknown table "logs", which is ignored',
    ],
    schema: [
      notInSchema('', 'tmp_folder'),
      notInSchema('', 'logs'),
      notInSchema('/build', 'excludeDir'),
      notInSchema('/build', 'include_exts'),
      notInSchema('/build', 'verbose'),
    ],
  },
  // A schema cannot say that names may be written in upper case throughout.
  'upper-case': {
    schema: [notInSchema('', 'ROOT'), notInSchema('', 'TMP_DIR'), notInSchema('', 'BUILD')],
  },
};

const textOf = (name: string): string => readFileSync(join(folder, name + suffix), 'utf8');

describe('configs as they are found in repositories', () => {
  test('there are enough, and each has its row', () => {
    expect(names.length).toBeGreaterThanOrEqual(25);
    expect(Object.keys(expected).filter((name) => !names.includes(name))).toEqual([]);
  });

  test.each(names)('%s: no error, and exactly the expected warnings', (name) => {
    const { diagnostics, rules } = load(textOf(name));
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(diagnostics.map(({ location, message }) => `${location?.line}: ${message}`)).toEqual(
      expected[name]?.warnings ?? [],
    );
    expect(rules.map((rule) => rule.name)).toEqual(expected[name]?.rules ?? []);
  });

  test.each(names)('%s: the schema agrees', (name) => {
    // Through JSON, so that what TOML's parser makes is what a schema speaks of.
    const value: unknown = JSON.parse(JSON.stringify(parse(textOf(name).replace(/^\uFEFF/, ''))));
    expect(validate(value, schema)).toEqual(expected[name]?.schema ?? []);
  });

  test.each(names)('%s: the keys that it sets have effect', (name) => {
    const { settings, origins } = load(textOf(name));
    const differs = expected[name]?.differs ?? {};
    const written = writtenKeys(parse(textOf(name).replace(/^\uFEFF/, '')));
    for (const [key, value] of written) {
      if (key in differs) expect(settings[key], `${key} does not differ`).not.toEqual(value);
      else expect(settings[key], key).toEqual(value);
      if (value !== '') expect(['file', 'platform'], key).toContain(origins[key].type);
    }
    for (const [key, value] of Object.entries(differs)) expect(settings[key as Key], key).toEqual(value);
  });

  test.each([
    ['air-init-2026-windows-block', 'win32', 'build.cmd', 'go build -o ./tmp/main.exe .'],
    ['air-init-2026-windows-block', 'win32', 'build.entrypoint', [String.raw`tmp\main.exe`]],
    ['air-init-2026-windows-block', 'linux', 'build.entrypoint', ['./tmp/main']],
    ['all-platforms', 'win32', 'build.entrypoint', [String.raw`bin\app.exe`]],
    ['all-platforms', 'win32', 'build.args_bin', ['--dev']],
    ['all-platforms', 'darwin', 'build.pre_cmd', ['xattr -cr ./bin']],
    ['all-platforms', 'darwin', 'build.cmd', 'make build'],
    ['dotted-keys', 'linux', 'build.args_bin', ['--seccomp']],
    ['dotted-keys', 'darwin', 'build.args_bin', []],
  ] as const)('%s on %s: %s', (name, platform, key, value) => {
    expect(load(textOf(name), [], { platform }).settings[key]).toEqual(value);
  });
});

/** The values that stand in the file under a name that gorl knows; tables for one system are not looked into. */
function writtenKeys(tree: Readonly<Record<string, unknown>>, prefix = ''): [Key, unknown][] {
  return Object.entries(tree).flatMap(([name, value]): [Key, unknown][] => {
    const key = `${prefix}${name}`.toLowerCase();
    if (isKey(key)) return [[key, value]];
    const isGroup = prefix === '' && typeof value === 'object' && value !== null && !Array.isArray(value);
    return isGroup ? writtenKeys(value as Record<string, unknown>, `${key}.`) : [];
  });
}
