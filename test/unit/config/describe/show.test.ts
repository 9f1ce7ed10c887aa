import fc from 'fast-check';
import { parse } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../../../src/config/read/load.ts';
import { showConfig } from '../../../../src/config/describe/show.ts';
import { tomlString } from '../../../../src/config/read/toml-text.ts';

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
    ['root', '"a b"', '.air.toml:1', 'default: "."'],
    ['build.cmd', `'go build -ldflags "-s"'`, '.air.toml:3', 'air\'s default: "go build -o ./tmp/main ."'],
    ['build.kill_delay', '"1500ms"', '.air.toml:4', 'default: "5s"; air\'s default: "0s"'],
    ['build.log', String.raw`'C:\x'`, '.air.toml:5', 'default: "build-errors.log"'],
    ['build.args_bin', `["x", "it's"]`, '.air.toml:7 [build.linux]', undefined],
    ['build.poll', 'true', '--build.poll', "air's default: false"],
    ['build.include_dir', '[]', 'default', undefined],
  ] as const)('%s', (key, value, origin, note) => {
    const row = { key, value, origin, isSet: origin !== 'default' };
    expect(rows.get(key)).toEqual(note === undefined ? row : { ...row, note });
  });

  const shown = (settings: string): Map<string, string> => {
    const file = { path: '/p/.air.toml', shown: '.air.toml', text: `[build]\n${settings}\n` };
    const all = showConfig(loadConfig({ file, platform: 'linux', env: {}, flags: [] }));
    return new Map(all.map(({ key, value, origin, note }) => [key, `${value}  ${origin}${note ? ` (${note})` : ''}`]));
  };

  test.each([
    ['build.cmd', '(go build of the main package that gorl finds)  default (air: "go build -o ./tmp/main .")'],
    ['build.bin', '(the binary that was built)  default (air: "./tmp/main")'],
    ['build.send_interrupt', 'true  default (air: false)'],
    ['build.kill_delay', '"5s"  default (air: "0s")'],
    ['build.exclude_unchanged', 'true  default (always; air: false)'],
    ['build.poll', '(where the file system sends no events)  default (air: false)'],
    ['log.time', 'true  default (air: false)'],
    ['misc.startup_banner', "(gorl's own start lines)  default"],
    ['build.delay', '(after 15 ms of quiet, 1000 ms at most)  default (air: 1000 before each build)'],
  ])('while nobody sets %s, what holds is shown, and what would in air', (key, row) => {
    expect(shown('').get(key)).toBe(row);
  });

  test('a value that is set and does something else than it says comes with a note', () => {
    const killing = shown(
      'send_interrupt = false\nkill_delay = "2s"\npoll = false\ndelay = 7\nexclude_unchanged = false',
    );
    expect(killing.get('build.send_interrupt')).toBe("false  .air.toml:2 (default: true; air's default: false)");
    const none = '(no effect: send_interrupt = false kills at once)';
    expect(killing.get('build.kill_delay')).toBe(`"2s"  .air.toml:3 ${none}`);
    expect(killing.get('build.stop_signal')).toBe(`"SIGINT"  default ${none}`);
    expect(killing.get('build.poll')).toMatch(
      /^\(where the file system sends no events\) {2}\.air\.toml:4 \(false in a file/,
    );
    expect(killing.get('build.delay')).toMatch(/^7 {2}\.air\.toml:5 \(the longest .* held back; .* 15 ms of quiet\)$/);
    expect(killing.get('build.exclude_unchanged')).toBe('true  .air.toml:6 (always)');
    expect(shown('cmd = "make"').get('build.bin')).toBe('"./tmp/main"  default');
    expect(shown('send_interrupt = true').get('build.kill_delay')).toBe('"5s"  default (air: "0s")');
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
