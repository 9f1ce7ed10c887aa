import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { renderConfigurationDoc, renderExample, renderSchema } from '../../../../src/config/describe/describe.ts';
import type { KeySpec } from '../../../../src/config/keys/key-spec.ts';
import { environmentName, keyTable, keys } from '../../../../src/config/keys/keys.ts';
import { configFlags } from '../../../../src/config/keys/flags.ts';
import { loadConfig } from '../../../../src/config/read/load.ts';

const load = (text: string) =>
  loadConfig({ file: { path: '/p/.air.toml', shown: '.air.toml', text }, platform: 'linux', env: {}, flags: [] });
const onDisk = (path: string): string => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');

describe('files made from the table of keys', () => {
  test.each([
    ['schema/air.schema.json', renderSchema],
    ['.air.toml.example', renderExample],
    ['docs/configuration.md', renderConfigurationDoc],
  ])('%s is what scripts/generate-docs.ts writes', (path, render) => {
    expect(onDisk(path)).toBe(render());
  });

  test('the example changes nothing as it is', () => {
    const loaded = load(renderExample());
    expect(loaded.diagnostics).toEqual([]);
    expect(loaded.settings).toEqual(load('').settings);
  });

  test('the example names every key, and all of its lines can be used', () => {
    const text = renderExample().replaceAll(/^# (?=[a-z_]+ = |\[)/gm, '');
    const loaded = loadConfig({ file: { path: '/p/c', shown: 'c', text }, platform: 'linux', env: {}, flags: [] });
    expect(loaded.diagnostics).toEqual([]);
    expect(keys.filter((key) => loaded.origins[key].type === 'default')).toEqual([]);
    expect(loaded.rules).toMatchObject([{ name: 'css', cmd: 'npm run css' }]);
  });

  test('the schema describes every key', () => {
    const schema = JSON.parse(renderSchema()) as {
      properties: Record<string, { properties: Record<string, unknown> }>;
    };
    const described = keys.filter((key) => {
      const [group, name] = key.includes('.') ? key.split('.') : [undefined, key];
      const property = group === undefined ? schema.properties[key] : schema.properties[group]?.properties[name ?? ''];
      return JSON.stringify(property)?.includes(JSON.stringify(keyTable[key].doc).slice(1, -1));
    });
    expect(described).toEqual(keys);
  });
});

describe('the table of keys', () => {
  test('every key has a variable and a flag of its own', () => {
    expect(new Set(keys.map(environmentName)).size).toBe(keys.length);
    expect(configFlags().map(({ flag }) => flag)).toEqual(keys.map((key) => `--${key}`));
    expect(configFlags().find(({ key }) => key === 'build.poll')).toEqual({
      flag: '--build.poll',
      key: 'build.poll',
      placeholder: '<true|false>',
    });
  });

  test('descriptions are whole sentences', () => {
    const texts = Object.values<KeySpec>(keyTable).flatMap((spec) => [spec.doc, spec.whenUnset ?? '-.']);
    expect(texts.filter((text) => !/^\S.*\S\.$|^-\.$/.test(text))).toEqual([]);
  });

  test("keys that are not air's", () => {
    expect(keys.filter((key) => !keyTable[key].air)).toEqual([
      'order',
      'listen',
      'build.vcs_stamp',
      'build.tuned',
      'build.debug',
      'build.fast_lane',
      'build.line_cutoff',
      'build.no_dwarf',
      'build.stop_signal',
      'build.respect_gitignore',
      'build.no_rebuild_ext',
      'app.tty',
      ...keys.filter((key) => /^(?:ready|live)\./.test(key)),
      'proxy.service',
      'proxy.drain',
      'proxy.max_held',
      'proxy.max_held_bytes',
      'proxy.cert',
      'proxy.key',
      'proxy.allowed_hosts',
      'proxy.console',
      'test.on_change',
      'test.packages',
      'test.flags',
      'test.args',
    ]);
  });
});
