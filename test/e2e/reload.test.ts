import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { freePort, get, gorlBin, GorlRig, projectRoot, type RigOptions } from '../support/gorl-rig.ts';
import { listening } from '../support/listening.ts';

const rounds = Number(process.env['GORL_ROUNDS'] ?? 3);

interface Scenario {
  readonly name: string;
  readonly options: RigOptions;
  /** The line of main.go that holds the answer. */
  readonly edit: (source: string, version: number) => string;
  readonly path: string;
  readonly prepare?: (rig: GorlRig) => void;
  /** Why it cannot be tried here. */
  readonly missing?: () => string | undefined;
}

const greeting = (source: string, version: number): string =>
  source.replace(/greeting = ".*"/, `greeting = "hello v${version}\\n"`);

/** What `air init` writes (v1.67.2), value for value. */
const airInitConfig = `#:schema https://json.schemastore.org/any.json

env_files = []
root = "."
testdata_dir = "testdata"
tmp_dir = "tmp"

[build]
  args_bin = []
  bin = "./tmp/main"
  cmd = "go build -o ./tmp/main ."
  delay = 1000
  entrypoint = ["./tmp/main"]
  exclude_dir = ["assets", "tmp", "vendor", "testdata"]
  exclude_file = []
  exclude_regex = ["_test.go"]
  exclude_unchanged = false
  follow_symlink = false
  full_bin = ""
  ignore_dangerous_root_dir = false
  include_dir = []
  include_ext = ["go", "tpl", "tmpl", "html"]
  include_file = []
  kill_delay = "0s"
  log = "build-errors.log"
  poll = false
  poll_interval = 0
  post_cmd = []
  pre_cmd = []
  rerun = false
  rerun_delay = 500
  send_interrupt = false
  stop_on_error = false

[color]
  app = ""
  build = "yellow"
  main = "magenta"
  mode = ""
  runner = "green"
  watcher = "cyan"

[log]
  main_only = false
  silent = false
  time = false

[misc]
  clean_on_exit = false

[proxy]
  app_port = 0
  app_start_timeout = 0
  enabled = false
  proxy_port = 0

[screen]
  clear_on_rebuild = false
  keep_scroll = true
`;

/** Why that command does not succeed here; undefined when it does. */
function why(command: string, args: readonly string[], cwd = projectRoot): string | undefined {
  try {
    execFileSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'], timeout: 120_000 });
    return undefined;
  } catch (error) {
    return `needs ${[command, ...args].join(' ')}: ${String(error).split('\n', 2).join(' ')}`;
  }
}

const scenarios: readonly Scenario[] = [
  { name: 'hello without a config', options: { from: 'examples/hello' }, edit: greeting, path: '/' },
  {
    name: 'gin from the module proxy',
    options: { from: 'examples/gin' },
    edit: (source, version) => source.replace(/"message": ".*"/, `"message": "hello v${version}"`),
    path: '/ping',
    missing: () => why('go', ['mod', 'download'], join(projectRoot, 'examples/gin')),
  },
  {
    name: 'an air init config',
    options: { from: 'examples/hello', files: { '.air.toml': airInitConfig } },
    edit: greeting,
    path: '/',
  },
  {
    name: 'a gorl init config',
    options: { from: 'examples/hello' },
    edit: greeting,
    path: '/',
    prepare: (rig) => void execFileSync(process.execPath, [gorlBin(), 'init'], { cwd: rig.dir, env: rig.env() }),
  },
  {
    name: 'a make build config',
    options: {
      from: 'examples/hello',
      files: {
        Makefile: 'build:\n\tgo build -o bin/server .\n',
        '.air.toml': '[build]\ncmd = "make build"\nentrypoint = ["./bin/server"]\n',
      },
    },
    edit: greeting,
    path: '/',
    missing: () => why('make', ['--version']),
  },
];

describe(`save → new answer, ${rounds} times`, () => {
  /** By name. The modules are fetched here, where no test is waited for meanwhile. */
  const missing = new Map<string, string>();
  beforeAll(() => {
    for (const scenario of scenarios) {
      const reason = scenario.missing?.();
      if (reason !== undefined) missing.set(scenario.name, reason);
    }
    // Compiles what is compiled once and for all.
    for (const example of ['hello', 'gin'])
      why('go', ['build', '-o', '/dev/null', '.'], join(projectRoot, 'examples', example));
  });

  test.for(scenarios)('$name', async ({ name, options, edit, path, prepare }, { skip }) => {
    const reason = missing.get(name);
    if (reason !== undefined) return skip(reason);
    const port = await freePort();
    await using rig = new GorlRig({ ...options, env: { PORT: String(port) } });
    prepare?.(rig);
    rig.start();
    await listening(rig, port);
    const source = rig.read('main.go');
    const sinceSave: number[] = [];
    for (let version = 1; version <= rounds; version++) {
      rig.write('main.go', edit(source, version));
      const ready = await rig.waitForEvent('process-ready');
      sinceSave.push(ready.sinceSaveMs ?? Number.NaN);
      for (let asked = 0; asked < 3; asked++) expect(await get(port, path), rig.dump()).toContain(`hello v${version}`);
    }
    expect(rig.events.filter(({ type }) => type === 'build-succeeded')).toHaveLength(rounds + 1);
    expect(sinceSave.every((ms) => ms > 0)).toBe(true);
    const median = sinceSave.toSorted((a, b) => a - b)[Math.floor(rounds / 2)];
    console.info(`${name}: ${rounds} saves, median ${median} ms from the save to ready`);
  });
});
