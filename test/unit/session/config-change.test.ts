import { describe, expect, test } from 'vitest';
import { changedKeys, compareConfigs, noChange } from '../../../src/session/config-change.ts';
import { loadConfig, type LoadedConfig } from '../../../src/config/read/load.ts';
import { keys, keyTable } from '../../../src/config/keys/keys.ts';

const config = (text: string): LoadedConfig =>
  loadConfig({ file: { path: '/p/.air.toml', shown: '.air.toml', text }, platform: 'linux', env: {}, flags: [] });

test.each([
  ['nothing', 'tmp_dir = "x"', '# comment\ntmp_dir = "x"', [], {}],
  ['a comment above moves the place only', '[build]\ndelay = 5', '\n\n[build]\ndelay = 5', [], {}],
  ['args_bin', '', '[build]\nargs_bin = ["x"]', ['build.args_bin'], { process: true }],
  ['include_ext', '', '[build]\ninclude_ext = ["go"]', ['build.include_ext'], { watch: true }],
  ['delay', '[build]\ndelay = 5', '[build]\ndelay = 6', ['build.delay'], { watch: true }],
  ['env_files', '', 'env_files = [".env"]', ['env_files'], { watch: true, process: true }],
  ['root', '', 'root = "web"', ['root'], { watch: true, process: true }],
  ['colors', '', '[color]\nmain = "red"', ['color.main'], { output: true }],
  ['log', '[log]\nsilent = true', '', ['log.silent'], { output: true }],
  ['stop_signal only changes the machine', '', '[build]\nstop_signal = "SIGINT"', ['build.stop_signal'], {}],
  ['kill_delay', '', '[build]\nkill_delay = "2s"', ['build.kill_delay'], {}],
  ['rerun', '', '[build]\nrerun = true', ['build.rerun'], {}],
  ['generators', '', '[[build.generate]]\nfiles = ["a"]\ncmd = "x"', [], { generators: true, watch: true }],
  ['rules', '', '[[build.rules]]\ncmd = "a"\ninclude_ext = ["js"]', [], { rules: true, watch: true }],
  [
    'a comment above a rule',
    '[[build.rules]]\ncmd = "a"\ninclude_ext = ["js"]',
    '# new\n[[build.rules]]\ncmd = "a"\ninclude_ext = ["js"]',
    [],
    {},
  ],
  // The default written down: an exclude_regex of one's own lets tests count, whatever its text.
  [
    'a default that is now written down',
    '',
    '[build]\nexclude_regex = ["_test.go"]',
    ['build.exclude_regex'],
    { watch: true },
  ],
  [
    'routes of the proxy',
    '[services.a]\nrun = "x"',
    '[services.a]\nrun = "x"\n[[proxy.routes]]\nservice = "a"\npath = "/a"',
    [],
    { routes: true },
  ],
  [
    'another port of the proxy',
    '[proxy]\nenabled = true',
    '[proxy]\nenabled = true\nproxy_port = 8090',
    ['proxy.proxy_port'],
    { proxy: true },
  ],
])('%s', (_name, before, after, changed, effects) => {
  const nothing = noChange;
  expect(compareConfigs(config(before), config(after))).toEqual({ ...nothing, ...effects, changed });
});

describe('every key', () => {
  test('of the build that decides what is built or run starts the process anew', () => {
    const inert = new Set([
      'build.rerun',
      'build.rerun_delay',
      'build.kill_delay',
      'build.stop_signal',
      'build.send_interrupt',
      'build.stop_on_error',
      'build.post_cmd',
      'build.log',
      'build.exclude_unchanged',
      'build.no_rebuild_ext',
    ]);
    const decided = keys.filter((key) => key.startsWith('build.') && !inert.has(key));
    const loaded = config('');
    for (const key of decided) {
      const other = { ...loaded, settings: { ...loaded.settings, [key]: 'something else' } } as LoadedConfig;
      expect(changedKeys(loaded, other)).toEqual([key]);
      const { watch, process } = compareConfigs(loaded, other);
      expect(watch || process, `${key} (${keyTable[key].doc})`).toBe(true);
    }
  });
});
