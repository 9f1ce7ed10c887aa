import { Command, Option } from 'commander';
import type { Theme } from '../report/terminal/theme.ts';
import { commandLines, commandTable, type CommandName } from './command-table.ts';
import { flagsOf, helpFlag } from './flag-table.ts';
import { introductions } from './introductions.ts';

/** What `gorl --help`, or that of a command, prints. */
export function helpText(command: CommandName): string {
  const { usage, takesSettings } = commandTable[command];
  const program = new Command(command === 'start' ? 'gorl' : `gorl ${command}`)
    .usage(usage)
    .optionsGroup('Flags:')
    .helpOption(`${helpFlag.short}, ${helpFlag.long}`, helpFlag.description);
  for (const { short, long, value, description, choices } of flagsOf(command)) {
    const names = [short, long].filter(Boolean).join(', ');
    const option = new Option(value === undefined ? names : `${names} ${value}`, description);
    program.addOption(choices === undefined ? option : option.choices(choices));
  }
  const list = command === 'start' ? `\nCommands (must come first):\n  ${commandLines().join('\n  ')}\n` : '';
  return [
    introductions[command] + list,
    program.helpInformation(),
    ...(takesSettings ? [settingsAreFlags] : []),
    ...(command === 'start' ? [examples] : []),
  ].join('\n');
}

/** Titles, and what is to be typed, stand out. */
export function paintHelp(text: string, { strong, accent }: Theme): string {
  return text
    .replaceAll(/^(?:Usage:|[A-Z][^.\n]*:$)/gm, (title) => strong(title))
    .replaceAll(/^( {2})(\S.*?)(?= {2,}\S|$)/gm, (_, indent: string, typed: string) => indent + accent(typed));
}

const settingsAreFlags = `Every setting is also a flag: --build.delay 200 (gorl config --all lists them).
`;

const examples = `Examples:
  gorl                                  run the main package of this directory
  gorl run -race ./cmd/api --port 8080  a package with flags and arguments
  gorl -- --verbose                     arguments for the app
`;
