import { foreignTools } from '../config/migrate/foreign-tools.ts';
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
  /** The first lines of its help. */
  readonly introduction: string;
  readonly words: Words;
  /** Every setting of the config is a flag of it. */
  readonly takesSettings: boolean;
}

/** The commands: what the parser, the help, the completion, and the man page know of them. */
export const commandTable: Readonly<Record<CommandName, CommandRow>> = {
  start: {
    usage: '[flags] [--] [app args]',
    shown: '',
    summary: 'watch, build, and run; reads .air.toml or gorl.toml if it exists',
    introduction: 'gorl builds and runs your Go program, and does so again on every save.\n',
    words: 'app',
    takesSettings: true,
  },
  run: {
    usage: '[flags] [go build flags] <package> [app args]',
    shown: 'run <package>',
    summary: 'the same for one package; takes the flags of go run',
    introduction: 'Builds and runs one package, as go run does, and again on every save.\n',
    words: 'package',
    takesSettings: true,
  },
  test: {
    usage: '[flags] [packages] [go test flags] [-- test args]',
    shown: 'test [packages]',
    summary: 'run the tests that a save affects; takes the flags of go test',
    introduction: `Runs the tests of the packages (./... by default), and on every save those that it affects.

Exit code with --once: 0 if all pass, 1 if something fails.
`,
    words: 'directories',
    takesSettings: true,
  },
  init: {
    usage: '[flags]',
    shown: 'init',
    summary: 'write an .air.toml for this project',
    introduction: `Writes a commented .air.toml for this project. Never overwrites an existing one.

  gorl init --from [tool]   carries settings over from a tool:
                            ${foreignTools.join(', ')};
                            without a name, from whichever it finds
`,
    words: 'none',
    takesSettings: false,
  },
  config: {
    usage: '[flags]',
    shown: 'config',
    summary: 'show your settings and where each comes from',
    introduction:
      "Shows what a file, a variable, or a flag sets: what holds, where it comes from, and air's default where another holds.\n",
    words: 'none',
    takesSettings: true,
  },
  doctor: {
    usage: '[flags]',
    shown: 'doctor',
    summary: 'check for what could keep gorl from working here',
    introduction: `Checks what gorl depends on here: Go, the module, watch limits, ports, the config. One line per check.

Exit code 0: no problems; 1: there are problems; 2: the config is unusable.
`,
    words: 'none',
    takesSettings: true,
  },
  why: {
    usage: '[flags] <file>...',
    shown: 'why <file>',
    summary: 'say what a change of that file does, and why',
    introduction: 'Says what a change of each file would do, and by which chain of imports, embeds, or settings.\n',
    words: 'files',
    takesSettings: true,
  },
  completion: {
    usage: `<${completedShells.join('|')}>`,
    shown: 'completion <shell>',
    summary: 'print the script that completes gorl in a shell',
    introduction: `Prints the script that makes a shell complete gorl's commands, flags, and packages.
Save it where the shell looks for it, as in gorl completion fish > FILE:

  bash   ~/.local/share/bash-completion/completions/gorl
  zsh    _gorl in a directory of $fpath, such as ~/.zfunc/_gorl
  fish   ~/.config/fish/completions/gorl.fish
`,
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
