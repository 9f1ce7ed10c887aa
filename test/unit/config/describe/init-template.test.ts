import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { initConfig } from '../../../../src/config/describe/init-template.ts';
import { keyTable, keys } from '../../../../src/config/keys/keys.ts';
import { loadConfig } from '../../../../src/config/read/load.ts';

const load = (text: string) =>
  loadConfig({ file: { path: '/p/.air.toml', shown: '.air.toml', text }, platform: 'linux', env: {}, flags: [] });

describe('a new config', () => {
  test('fits the project', () => {
    const text = initConfig({
      mains: [
        { dir: './cmd/api', importPath: 'example.com/x/cmd/api' },
        { dir: './cmd/worker', importPath: 'example.com/x/cmd/worker' },
      ],
      chosen: './cmd/worker',
      templateExts: ['tmpl', 'html'],
      envFiles: ['.env', '.env.local'],
      assetsDirs: ['web/dist', 'node_modules'],
    });
    expect(text).toMatchInlineSnapshot(`
      "#:schema https://unpkg.com/gorl/schema/air.schema.json
      # Read by gorl (and by air). All keys: gorl config --all

      # KEY=value lines for the build and the program; they never override what is already set.
      env_files = [".env", ".env.local"]

      [build]
      # The package to build, and the binary to run with its first arguments.
      cmd = "go build -o ./tmp/main ./cmd/worker"
      entrypoint = ["./tmp/main"]
      # Other main packages:
      # cmd = "go build -o ./tmp/main ./cmd/api"

      # Extensions of the files to watch.
      include_ext = ["go", "tmpl", "html"]
      # Directories to ignore. gorl also ignores what .gitignore names.
      exclude_dir = ["tmp", "vendor", "testdata", "web/dist", "node_modules"]

      # Arguments for the program.
      # args_bin = ["--port", "8080"]
      # Shell commands to run before each build.
      # pre_cmd = ["go generate ./..."]
      # The signal that asks the program to stop, and how long it may take.
      # stop_signal = "SIGTERM"
      # kill_delay = "5s"
      "
    `);
  });

  test('of a project without anything special', () => {
    const text = initConfig({
      mains: [{ dir: '.', importPath: 'x' }],
      templateExts: [],
      envFiles: [],
      assetsDirs: [],
      windows: true,
    });
    expect(load(text)).toMatchObject({
      settings: {
        'build.cmd': 'go build -o ./tmp/main.exe .',
        'build.entrypoint': ['./tmp/main.exe'],
        'build.include_ext': ['go'],
        env_files: [],
      },
    });
  });

  test('reads back without warnings, sets only keys of air, and its comments are right, whatever the names', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
    const names = fc.array(name, { maxLength: 3 });
    const extension = fc.stringMatching(/^[a-z]{1,6}$/);
    const facts = fc.record({
      mains: fc.array(
        name.map((dir) => ({ dir: `./${dir}`, importPath: dir })),
        { maxLength: 3 },
      ),
      templateExts: fc.array(extension, { maxLength: 3 }),
      envFiles: names,
      assetsDirs: names,
    });
    fc.assert(
      fc.property(facts, (found) => {
        const text = initConfig(found);
        const loaded = load(text);
        expect(loaded.diagnostics).toEqual([]);
        expect(loaded.settings.env_files).toEqual(found.envFiles);
        const set = keys.filter((key) => loaded.origins[key].type === 'file');
        expect(set.filter((key) => !keyTable[key].air)).toEqual([]);
        const uncommented = load(text.replaceAll(/^# (?=(?:args_bin|pre_cmd|stop_signal|kill_delay) = )/gm, ''));
        expect(uncommented.diagnostics).toEqual([]);
        expect(uncommented.origins['build.stop_signal'].type).toBe('file');
      }),
      { numRuns: 200 },
    );
  });
});
