import fc from 'fast-check';
import { parse } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../../src/config/resolve.ts';
import { showConfig } from '../../../src/config/show.ts';
import { tomlString } from '../../../src/config/toml-text.ts';

describe('gorl config', () => {
  const text =
    'root = "a b"\n[build]\ncmd = \'go build -ldflags "-s"\'\nkill_delay = 1500\nlog = "C:\\\\x"\n[build.linux]\nargs_bin = ["x", "it\'s"]';
  const loaded = loadConfig({
    file: { path: '/p/.air.toml', shown: '.air.toml', text },
    platform: 'linux',
    env: { GORL_BUILD_DELAY: '7' },
    flags: [{ key: 'build.poll', raw: 'true', flag: '--build.poll' }],
  });
  const rows = new Map(showConfig(loaded).map((row) => [row.key, row]));

  test.each([
    ['root', '"a b"', '.air.toml:1'],
    ['build.cmd', `'go build -ldflags "-s"'`, '.air.toml:3'],
    ['build.kill_delay', '"1500ms"', '.air.toml:4'],
    ['build.log', String.raw`'C:\x'`, '.air.toml:5'],
    ['build.args_bin', `["x", "it's"]`, '.air.toml:7 [build.linux]'],
    ['build.delay', '7', 'GORL_BUILD_DELAY'],
    ['build.poll', 'true', '--build.poll'],
    ['build.include_dir', '[]', 'default'],
  ] as const)('%s', (key, value, origin) => {
    expect(rows.get(key)).toEqual({ key, value, origin });
  });

  test('a default that means more than it says comes with a note', () => {
    expect(rows.get('misc.startup_banner')).toEqual({
      key: 'misc.startup_banner',
      value: '(not set)',
      origin: 'default',
      note: "gorl's own start lines.",
    });
  });

  test('any text is written so that it reads back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        expect(parse(`x = ${tomlString(value)}`)['x']).toBe(value);
      }),
      { numRuns: 1000 },
    );
  });
});
