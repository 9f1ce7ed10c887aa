import { meaningOf } from './meaning.ts';
import { generateKeys } from '../keys/keys-generate.ts';
import { serviceGroups, serviceKeys, shortKeys } from '../keys/keys-services.ts';
import { routeKeys } from '../keys/keys-routes.ts';
import { ruleKeys } from '../keys/keys-rules.ts';
import type { KeySpec } from '../keys/key-spec.ts';
import { environmentName, findSpec, groups, isKey, namesIn, platformNames } from '../keys/keys.ts';
import { tomlValue } from '../read/toml-text.ts';

/** `docs/configuration.md`: every key, from the table. */
export function renderConfigurationDoc(): string {
  const sections = ['', ...groups].flatMap((group) => [
    `## ${group === '' ? 'Top level' : `[${group}]`}`,
    '',
    ...tableOf(namesIn(group).map((name) => [name, findSpec(group === '' ? name : `${group}.${name}`)])),
    '',
    ...(group === 'build' ? buildTables() : []),
    ...(group === 'proxy' ? routeTables() : []),
  ]);
  return `${[...introduction(), ...sections, ...services()].join('\n').trimEnd()}\n`;
}

function introduction(): readonly string[] {
  const example = 'build.cmd';
  return [
    '<!-- Made from src/config by scripts/generate-docs.ts; do not edit. -->',
    '',
    '# Configuration',
    '',
    'A module with one main package needs no configuration. Otherwise gorl reads the config file of',
    '[air](https://github.com/air-verse/air): the file after `-c`, or `.air.toml`, or `.config/air.toml`, in the directory',
    'where you start gorl (or in `$air_wd`). It looks nowhere else. `gorl init` writes one. `gorl config` shows what is set',
    'and where it comes from, and `gorl config --all` every key.',
    '',
    'The same file may be called `gorl.toml` or `.config/gorl.toml`, which air does not read. It comes first: where there are',
    'both, gorl reads `gorl.toml` alone, and says so. Nothing is merged.',
    '',
    '## Where a value comes from',
    '',
    'Later sources override earlier ones:',
    '',
    '1. the default,',
    '2. the file,',
    "3. the file's `[build.windows]`, `[build.darwin]`, or `[build.linux]` table,",
    `4. an environment variable: \`${isKey(example) ? environmentName(example) : ''}\` for \`${example}\`,`,
    `5. a flag: \`--${example}\` (or \`-${example}\`), always with a value: \`--build.poll true\`.`,
    '',
    'In variables and flags, commas separate the items of a list. Repeating a flag adds to its list, and empty text is an',
    'empty list. `false`, `0`, and `""` are values like any other, with one exception: for `root`, `tmp_dir`, `build.cmd`, and',
    '`build.bin`, `""` means "not set". In the table of an operating system, `""` changes nothing.',
    '',
    'gorl reports all problems together, with file, line, and column, before it starts anything. A wrong type, a number out of',
    'range, a duplicate key, and broken syntax are errors. Unknown keys are warnings. Keys may also be written in all caps',
    '(`CMD`).',
    '',
  ];
}

function buildTables(): readonly string[] {
  return [
    '### [build.windows], [build.darwin], [build.linux]',
    '',
    `Override \`[build]\` on that operating system. They may contain ${platformNames.map((name) => `\`${name}\``).join(', ')}.`,
    '',
    '### [[build.rules]]',
    '',
    'A command to run when certain files change. A file triggers a rule if it is in one of its directories and has one of its',
    'extensions or is one of its files. Without `include_dir`, any directory matches; without `include_ext` and',
    '`include_file`, any file does.',
    '',
    ...tableOf(Object.entries(ruleKeys)),
    '',
    '### [[build.generate]]',
    '',
    'A generator such as templ, sqlc, or protoc. It is part of the build: the entries run in the order of the file, after',
    '`pre_cmd` and before the program is built. Not in air.',
    '',
    '```toml',
    '[[build.generate]]',
    'files = ["**/*.templ"]',
    'cmd = "templ generate"',
    '```',
    '',
    ...tableOf(Object.entries(generateKeys)),
    '',
    '- An entry runs when the set of its input files, or the content of one, differs from what it was when the entry last',
    '  succeeded. At the first build of a session it always runs, because nobody knows what happened to its output since; so it',
    '  does when its entry in the config changed, and after <kbd>b</kbd>.',
    '- A change of an input file starts a build, whatever `include_ext`, `exclude_dir`, or `.gitignore` say of it.',
    '- A newer save cancels a running generator with the build, and it runs again.',
    '- What a generator writes while it runs starts no second build. If there is a `pre_cmd` as well, that is certain only of',
    '  files that bear the mark of generated Go code; other output is recognized after a few builds.',
    '- If the command fails, so does the build, under the name of the generator; the last good build keeps running.',
    '',
  ];
}

function routeTables(): readonly string[] {
  return [
    '### [[proxy.routes]]',
    '',
    'Where there are [services](#servicesname): requests that go to another one than `proxy.service`, which gets all the others.',
    'Not in air.',
    '',
    '```toml',
    '[[proxy.routes]]',
    'service = "api"',
    'path = "/api"',
    '',
    '[[proxy.routes]]',
    'service = "admin"',
    'host = "admin.localhost"',
    '```',
    '',
    ...tableOf(Object.entries(routeKeys)),
    '',
    '- An entry with a host counts before those without, a name before `*.`, and the longer path before the shorter one. The',
    '  order in the file counts for nothing.',
    '- Browsers find every name below `localhost` on this machine; any other has to be made known, in `/etc/hosts` for one.',
    '- Each service behind the proxy gets a `PORT` of its own, and its requests wait while it is replaced; those of the others go',
    '  on. `max_held`, `app_start_timeout`, and `drain` hold for each, and `[services.NAME.proxy]` may say otherwise. There an',
    '  `app_port`, too: that of `[proxy]` is the port of `proxy.service`.',
    '- Pages of all of them reload when any of them was started anew, since a page may have asked for anything. A page is covered',
    '  by an error only if its own service has it; of an error of another one it shows a line.',
    '- A service that `--only` or `--except` leaves out is answered for with 502, and the proxy says why.',
    '- With routes, HTTP/2 without TLS ends at the proxy as it does with TLS: each request goes its own way, by HTTP/1.1; calls by',
    '  gRPC go on by HTTP/2.',
    '- Cookies, redirects, and bodies pass as they are, also with `strip_prefix`.',
    '- A change of routes takes effect at once, and the proxy goes on listening. A service that is behind it from then on is started',
    '  anew, with a `PORT`.',
    '',
  ];
}

function services(): readonly string[] {
  const names = (list: readonly string[]): string => list.map((name) => `\`${name}\``).join(', ');
  return [
    '## [services.NAME]',
    '',
    'Several programs of one repository that run together. Each has a table; air ignores them.',
    '',
    '```toml',
    '[services.api]',
    'package = "./cmd/api"',
    'env = { PORT = "8081" }',
    'ready.http = "/healthz"',
    '',
    '[services.worker]',
    'package = "./cmd/worker"',
    'depends_on = ["api"]',
    '',
    '[services.web]',
    'run = "npm run dev"',
    'dir = "web"',
    '```',
    '',
    ...tableOf(Object.entries(serviceKeys)),
    '| `env` | table | | Variables of its build and its program; nothing overrides them. Not in air. |',
    '',
    `- Everything else in the file is the default of each service, except what names one thing: \`bin\`, \`entrypoint\`,`,
    '  `full_bin`, `tmp_dir`, `listen`, and `[proxy]`. A variable or a flag for such a key counts for no service, nor does',
    '  `PORT` of the environment in which gorl was started. Each service has a directory of its own in `tmp_dir`.',
    `- A service's table may hold ${names(shortKeys)}, all top-level keys, and the tables ${names(serviceGroups)}, as in`,
    '  `[services.api.build]` or `build.stop_signal = "SIGTERM"`.',
    '- `[proxy]` leads to the service that `proxy.service` names, and by [routes](#proxyroutes) to others. Any other service may have',
    '  a `[services.NAME.proxy]` of its own, which is a proxy for it alone.',
    '- A service starts when all in `depends_on` are ready, by their probe or their port; one without either counts when it has run',
    '  for a second, and one that ends with 0 has done its work. While one of them is being replaced, the service that depends on',
    '  it is not started; one that was ready and failed since holds nobody. They stop in reverse order, each with its own grace.',
    '- Each service is rebuilt and restarted only when its own packages change. `[[build.rules]]` are for all of them.',
    '- What services write is passed on line by line, with their names. Where gorl runs in a terminal, each has one of its own (`app.tty`).',
    '',
  ];
}

function tableOf(entries: readonly (readonly [string, KeySpec | undefined])[]): readonly string[] {
  return [
    '| key | type | default | meaning |',
    '|---|---|---|---|',
    ...entries.flatMap(([name, spec]) => (spec === undefined ? [] : [row(name, spec)])),
  ];
}

function row(name: string, spec: KeySpec): string {
  const value = spec.default === undefined ? '' : `\`${tomlValue(spec, spec.default)}\``;
  const cells = [`\`${name}\``, typeText(spec), value, `${meaningOf(spec)}${spec.air ? '' : ' Not in air.'}`];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function typeText(spec: KeySpec): string {
  switch (spec.type) {
    case 'string':
    case 'enum':
      return 'string';
    case 'bool':
      return 'boolean';
    case 'string-list':
      return 'list of strings';
    case 'string-or-list':
      return 'string or list';
    case 'int':
      return spec.unit === 'ms' ? 'integer, ms' : 'integer';
    case 'duration-ms':
      return 'duration';
  }
}
