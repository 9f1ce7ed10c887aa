import { meaningOf } from '../../config/describe/meaning.ts';
import { namedShortcuts, type Shortcut } from '../../control/shortcuts.ts';
import { createTestShortcuts } from '../../control/test-shortcuts.ts';
import { findSpec, groups, namesIn } from '../../config/keys/keys.ts';
import type { KeySpec } from '../../config/keys/key-spec.ts';
import { tomlValue } from '../../config/read/toml-text.ts';
import { commandTable, namedCommands, type CommandName } from '../command-table.ts';
import { flagsOf, helpFlag, type FlagRow } from '../flag-table.ts';
import { introductions } from '../introductions.ts';
import { bold, item, page, paragraph, section, subsection, verbatim } from './roff.ts';
import { exitCodeRows, fileRows, givenVariableRows, variableRows } from './surroundings.ts';

const commands = Object.keys(commandTable) as readonly CommandName[];

/**
 * `man/gorl.1`, from the tables of commands, flags, keys, and settings. `scripts/generate-docs.ts` writes it; a test
 * compares.
 *
 * @param date of the last change: `2026-11-27`
 */
export function renderManPage(version: string, date: string): string {
  const lines = [
    '.\\" Made from src/cli by scripts/generate-docs.ts; do not edit.',
    `.TH GORL 1 "${date}" "gorl ${version}" "User Commands"`,
    // Neither words broken nor spaces widened: what can be copied stays as it is.
    '.nh',
    '.ad l',
    ...section('NAME', ['gorl \\- hot reload for Go programs']),
    ...section('SYNOPSIS', synopsis()),
    ...section('DESCRIPTION', page(introductions.start)),
    ...paragraph(
      'A module with one main package needs no configuration. Otherwise gorl reads `.air.toml`, the config file of air, or `gorl.toml`, which only gorl reads.',
    ),
    ...section('COMMANDS', commands.flatMap(commandSection)),
    ...section('OPTIONS', options()),
    ...section('KEYS', keyItems()),
    ...section('SETTINGS', settings()),
    ...section('EXIT STATUS', rows(exitCodeRows)),
    ...section('FILES', rows(fileRows)),
    ...section('ENVIRONMENT', rows(variableRows)),
    ...subsection('For the app, hooks, and rules', rows(givenVariableRows)),
    ...section(
      'EXAMPLES',
      verbatim([
        'gorl',
        'gorl run -race ./cmd/api --port 8080',
        'gorl -- --verbose',
        'gorl --once --events events.ndjson',
      ]),
    ),
    ...section('SEE ALSO', ['\\fBgo\\fP(1)']),
  ];
  return `${lines.filter((line, at) => line !== '.PP' || !/^\.S[HS]/.test(lines[at - 1] ?? '')).join('\n')}\n`;
}

/** The date in a page that was made before. */
export function dateOf(text: string): string | undefined {
  return /^\.TH GORL 1 "(\d{4}-\d{2}-\d{2})"/m.exec(text)?.[1];
}

function synopsis(): readonly string[] {
  return commands.flatMap((name, at) => {
    const { usage } = commandTable[name];
    return [...(at === 0 ? [] : ['.br']), `${bold(nameOf(name))} ${usage.replaceAll('-', '\\-')}`];
  });
}

function nameOf(command: CommandName): string {
  return command === 'start' ? 'gorl' : `gorl ${command}`;
}

function commandSection(command: CommandName): readonly string[] {
  if (command === 'start') {
    const { help, version } = namedCommands;
    return [
      ...item(bold('gorl'), sentence(commandTable.start.summary)),
      ...item(bold('gorl help'), sentence(help.summary)),
      ...item(bold('gorl version'), sentence(version.summary)),
    ];
  }
  return subsection(nameOf(command), page(introductions[command]));
}

function options(): readonly string[] {
  const unique = [...new Map(commands.flatMap(flagsOf).map((flag) => [flag.long ?? flag.short, flag])).values()];
  return [
    ...paragraph(
      'Flags come before the words of the app; one dash or two mean the same. After `gorl run`, `-v` and all flags that are not listed here are those of `go build`.',
    ),
    ...unique.flatMap((flag) => item(flagTag(flag), flagText(flag))),
    ...item(flagTag(helpFlag), sentence(helpFlag.description)),
    ...item(`${bold('--KEY')} value`, 'Sets a key of the config (see SETTINGS): `--build.delay 200`.'),
  ];
}

function flagTag({ short, long, value }: Pick<FlagRow, 'short' | 'long' | 'value'>): string {
  const names = [short, long].filter((name) => name !== undefined).map(bold);
  return names.join(', ') + (value === undefined ? '' : ` \\fI${value}\\fP`);
}

function flagText(flag: FlagRow): string {
  const choices =
    flag.choices === undefined ? '' : ` One of ${flag.choices.map((choice) => `\`${choice}\``).join(', ')}.`;
  const users = commands.filter((command) =>
    flagsOf(command).some(({ long, short }) => (long ?? short) === (flag.long ?? flag.short)),
  );
  const isForAll = users.length === commands.length;
  return (
    sentence(flag.description) +
    choices +
    (isForAll ? '' : ` For ${users.map((each) => `\`${nameOf(each)}\``).join(', ')}.`)
  );
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/, '')}.`;
}

function keyItems(): readonly string[] {
  return [
    ...paragraph('At a terminal, while the app runs:'),
    ...namedShortcuts().flatMap(keyItem),
    ...item(bold('Ctrl-C'), 'Stop the app and quit; a second one kills it.'),
    ...item(bold('Ctrl-Z'), 'Suspend gorl and the app; `fg` resumes both.'),
    ...paragraph('With `gorl test`:'),
    ...namedShortcuts(createTestShortcuts).flatMap(keyItem),
  ];
}

function keyItem({ key, also = [], shown, description }: Shortcut): readonly string[] {
  return item((shown === undefined ? [key, ...also] : [shown]).map(bold).join(', '), sentence(description));
}

function settings(): readonly string[] {
  const intro = paragraph(
    'Keys of the config. Each is also a flag (`--build.delay 200`) and a variable (`GORL_BUILD_DELAY`). `gorl config --all` shows what holds.',
  );
  return [
    ...intro,
    ...['', ...groups].flatMap((group) =>
      subsection(
        group === '' ? 'Top level' : `[${group}]`,
        namesIn(group).flatMap((name) => settingItem(name, findSpec(group === '' ? name : `${group}.${name}`))),
      ),
    ),
  ];
}

function settingItem(name: string, spec: KeySpec | undefined): readonly string[] {
  if (spec === undefined) return [];
  const value =
    spec.default === undefined
      ? ''
      : ` = ${tomlValue(spec, spec.default)}`.replaceAll('\\', '\\e').replaceAll('-', '\\-');
  return item(`${bold(name)}${value}`, meaningOf(spec));
}

function rows(entries: readonly (readonly [string, string])[]): readonly string[] {
  return entries.flatMap(([name, meaning]) => item(bold(name), sentence(meaning)));
}
