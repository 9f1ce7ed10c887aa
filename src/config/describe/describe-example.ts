import { schemaUrl } from './init-template.ts';
import { generateKeys } from '../keys/keys-generate.ts';
import { serviceKeys } from '../keys/keys-services.ts';
import { routeKeys } from '../keys/keys-routes.ts';
import { ruleKeys } from '../keys/keys-rules.ts';
import type { KeySpec, SettingValue } from '../keys/key-spec.ts';
import { findSpec, groups, namesIn } from '../keys/keys.ts';
import { tomlValue } from '../read/toml-text.ts';

/** Values that show more than an empty default does. */
const samples: Readonly<Record<string, SettingValue>> = {
  env_files: ['.env'],
  'build.pre_cmd': ['go generate ./...'],
  'build.post_cmd': ['echo done'],
  'build.entrypoint': ['./tmp/main'],
  'build.full_bin': 'APP_ENV=dev ./tmp/main',
  'build.args_bin': ['--port', '8080'],
  'build.include_dir': ['cmd', 'internal'],
  'build.include_file': ['config.yaml'],
  'build.exclude_file': ['gen/*.go'],
  'build.kill_delay': 5000,
  'color.mode': 'auto',
  'misc.startup_banner': '',
  'proxy.proxy_port': 8090,
  'proxy.app_port': 8080,
  'proxy.cert': 'localhost.pem',
  'proxy.key': 'localhost-key.pem',
};

/** `.air.toml.example`: every key with what it does, commented out, so that a copy changes nothing. */
export function renderExample(): string {
  const lines = [
    `#:schema ${schemaUrl}`,
    '',
    '# Every key of gorl. All of them are commented out, so a copy of this file changes nothing until you remove a "#".',
    '# If the default is empty, the line shows an example.',
    ...namesIn('').flatMap((name) => entry(name, findSpec(name))),
  ];
  for (const group of groups) {
    lines.push(
      '',
      `[${group}]`,
      ...namesIn(group).flatMap((name) => entry(name, findSpec(`${group}.${name}`), `${group}.${name}`)),
    );
    if (group === 'build') lines.push(...buildTables());
    if (group === 'proxy') lines.push(...routeTable());
  }
  lines.push(...serviceTable());
  return `${lines.join('\n')}\n`;
}

function serviceTable(): readonly string[] {
  const { run, ...others } = serviceKeys;
  const sample = { package: './cmd/api', args: ['--verbose'], depends_on: ['web'] };
  return [
    '',
    '# A program that runs beside others. May appear several times, each with a name of its own. Every other key of this',
    '# file may stand in it, too, as in ready.http = "/healthz".',
    '# [services.api]',
    ...keysOf(others, sample),
    '# Variables of its build and its program; nothing overrides them. Not in air.',
    '# env = { PORT = "8081" }',
    '',
    '# Another one, which gorl only runs.',
    '# [services.web]',
    ...keysOf({ run }, { run: 'npm run dev' }),
  ];
}

function entry(name: string, spec: KeySpec | undefined, key = name): readonly string[] {
  if (spec === undefined) return [];
  return ['', ...comments(spec), `# ${name} = ${tomlValue(spec, samples[key] ?? spec.default)}`];
}

function comments(spec: KeySpec): readonly string[] {
  const unset = spec.whenUnset === undefined ? [] : [`Not set: ${spec.whenUnset}`];
  return [spec.doc, ...unset, ...(spec.air ? [] : ['Not in air.'])]
    .flatMap((text) => wrap(text))
    .map((line) => `# ${line}`);
}

function buildTables(): readonly string[] {
  const rule: Readonly<Record<string, SettingValue>> = {
    name: 'css',
    cmd: 'npm run css',
    include_dir: ['web'],
    include_ext: ['css'],
  };
  return [
    '',
    '# For one operating system only: windows, darwin, or linux. May contain pre_cmd, cmd, post_cmd, bin, entrypoint, full_bin, args_bin.',
    '# [build.windows]',
    "# entrypoint = ['tmp\\main.exe']",
    '',
    '# A command to run when certain files change. May appear several times.',
    '# [[build.rules]]',
    ...keysOf(ruleKeys, rule),
    '',
    '# A generator that runs before the build when the files that it reads differ. May appear several times.',
    '# [[build.generate]]',
    ...keysOf(generateKeys, { name: 'templ', files: ['**/*.templ'], cmd: 'templ generate' }),
  ];
}

function routeTable(): readonly string[] {
  return [
    '',
    '# Requests that go to another service than proxy.service. May appear several times.',
    '# [[proxy.routes]]',
    ...keysOf(routeKeys, { service: 'api', path: '/api', host: 'admin.localhost' }),
  ];
}

function keysOf(
  specs: Readonly<Record<string, KeySpec>>,
  values: Readonly<Record<string, SettingValue>>,
): readonly string[] {
  return Object.entries(specs).flatMap(([name, spec]) =>
    entry(name, spec)
      .slice(1, -1)
      .concat(`# ${name} = ${tomlValue(spec, values[name] ?? spec.default)}`),
  );
}

/** Lines of at most 100 characters. */
function wrap(text: string): readonly string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && last.length + word.length > 99) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}
