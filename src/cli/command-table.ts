import { completedShells } from './completion/shells.ts';

export type CommandName = 'start' | 'run' | 'test' | 'init' | 'config' | 'doctor' | 'why' | 'completion';

/** What the words behind the flags name, for whoever completes them. */
export type Words = 'app' | 'package' | 'directories' | 'files' | 'shells' | 'commands' | 'none';

export interface CommandRow {
  /** What follows the name: `[flags] <file>...`. */
  readonly usage: string;
  /** How the list of commands shows it, behind `gorl`: `run <package>`. */
  readonly shown: string;
  /** What the list of commands says of it. */
  readonly summary: string;
  readonly words: Words;
  /** Every setting of the config is a flag of it. */
  readonly takesSettings: boolean;
}

/** The commands: what the parser, the help, the completion, and the man page know of them. `introductions.ts` has more words. */
export const commandTable: Readonly<Record<CommandName, CommandRow>> = {
  start: {
    usage: '[flags] [--] [app args]',
    shown: '',
    summary: 'watch, build, and run; reads .air.toml or gorl.toml if it exists',
    words: 'app',
    takesSettings: true,
  },
  run: {
    usage: '[flags] [go build flags] <package> [app args]',
    shown: 'run <package>',
    summary: 'the same for one package; takes the flags of go run',
    words: 'package',
    takesSettings: true,
  },
  test: {
    usage: '[flags] [packages] [go test flags] [-- test args]',
    shown: 'test [packages]',
    summary: 'run the tests that a save affects; takes the flags of go test',
    words: 'directories',
    takesSettings: true,
  },
  init: {
    usage: '[flags]',
    shown: 'init',
    summary: 'write an .air.toml for this project',
    words: 'none',
    takesSettings: false,
  },
  config: {
    usage: '[flags]',
    shown: 'config',
    summary: 'show your settings and where each comes from',
    words: 'none',
    takesSettings: true,
  },
  doctor: {
    usage: '[flags]',
    shown: 'doctor',
    summary: 'check for what could keep gorl from working here',
    words: 'none',
    takesSettings: true,
  },
  why: {
    usage: '[flags] <file>...',
    shown: 'why <file>',
    summary: 'say what a change of that file does, and why',
    words: 'files',
    takesSettings: true,
  },
  completion: {
    usage: `<${completedShells.join('|')}>`,
    shown: 'completion <shell>',
    summary: 'print the script that completes gorl in a shell',
    words: 'shells',
    takesSettings: false,
  },
};

/** Answered like flags. */
const questions = {
  help: { shown: 'help <command>', summary: 'show the help of a command', words: 'commands' },
  version: { shown: 'version', summary: 'show the version', words: 'none' },
} as const;

type NamedCommand = Exclude<CommandName, 'start'> | keyof typeof questions;

const { start, ...named } = commandTable;

/** The commands that a first word names, in the order of the help. */
export const namedCommands: Readonly<Record<NamedCommand, Pick<CommandRow, 'shown' | 'summary' | 'words'>>> = {
  ...named,
  ...questions,
};

export function isNamedCommand(word: string): word is NamedCommand {
  return Object.hasOwn(namedCommands, word);
}

/** What `gorl --help` says of the commands, a line each. */
export function commandLines(): readonly string[] {
  const rows = [start, ...Object.values(namedCommands)];
  const cells = Math.max(...rows.map(({ shown }) => shown.length));
  return rows.map(({ shown, summary }) => `gorl ${shown.padEnd(cells)}  ${summary}`);
}
