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
  ]);
  return `${[...introduction(), ...sections].join('\n').trimEnd()}\n`;
}

function introduction(): readonly string[] {
  const example = 'build.cmd';
  return [
    '<!-- Made from src/config by scripts/generate-docs.ts; do not edit. -->',
    '',
    '# Configuration',
    '',
    'gorl needs no configuration in a module with one main package. What it reads is the file of',
    '[air](https://github.com/air-verse/air): `-c PATH`, else `.air.toml`, else `.config/air.toml`, in the directory where',
    'gorl is started (or in `$air_wd`). It is looked for nowhere else. `gorl init` writes one; `gorl config` shows every key,',
    'its value and where the value comes from.',
    '',
    '## Where a value comes from',
    '',
    'The last of these that says something counts:',
    '',
    '1. the default,',
    '2. the file,',
    "3. the file's `[build.windows]`, `[build.darwin]` or `[build.linux]` table,",
    `4. an environment variable: \`${isKey(example) ? environmentName(example) : ''}\` for \`${example}\`,`,
    `5. a flag: \`--${example}\` (or \`-${example}\`), always with a value: \`--build.poll true\`.`,
    '',
    'In variables and flags, lists are separated by commas; a flag that is given again adds to its list; an empty text is an',
    'empty list. `false`, `0` and `""` count like any other value. Only for `root`, `tmp_dir`, `build.cmd` and `build.bin`',
    '`""` means "not set", and in the table of a system it says nothing.',
    '',
    'All problems are told at once, with file, line and column, before anything starts. A wrong type, a number out of range,',
    'a key given twice and broken syntax are errors. Unknown keys are warnings. Names may also be written in upper case',
    'throughout (`CMD`).',
    '',
  ];
}

function buildTables(): readonly string[] {
  return [
    '### [build.windows], [build.darwin], [build.linux]',
    '',
    `Replace, on that system, what \`[build]\` says. They may hold ${platformNames.map((name) => `\`${name}\``).join(', ')}.`,
    '',
    '### [[build.rules]]',
    '',
    'A command of its own for some of the files. A file belongs to a rule when it is in one of its directories, if any are',
    'named, and has one of its extensions or is one of its files, if any are named.',
    '',
    ...tableOf(Object.entries(ruleKeys)),
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
  const unset = spec.whenUnset === undefined ? '' : ` Not set: ${spec.whenUnset}`;
  const choices =
    spec.type === 'enum'
      ? ` One of ${spec.choices
          .filter(Boolean)
          .map((choice) => `\`${choice}\``)
          .join(', ')}.`
      : '';
  const cells = [
    `\`${name}\``,
    typeText(spec),
    value,
    `${spec.doc}${choices}${unset}${spec.air ? '' : ' Not in air.'}`,
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function typeText(spec: KeySpec): string {
  switch (spec.type) {
    case 'string':
    case 'enum':
      return 'text';
    case 'bool':
      return 'true, false';
    case 'string-list':
      return 'list';
    case 'string-or-list':
      return 'text or list';
    case 'int':
      return spec.unit === 'ms' ? 'whole number, ms' : 'whole number';
    case 'duration-ms':
      return 'duration';
  }
}
