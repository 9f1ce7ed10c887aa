import { defined } from '../base/defined.ts';
import { Command, CommanderError, Option } from 'commander';
import { configFlags } from '../config/keys/flags.ts';
import type { FlagUse } from '../config/read/load.ts';
import { foreignTools } from '../config/migrate/foreign-tools.ts';
import { editDistance, suggest } from '../config/read/suggest.ts';
import { synonymOf } from '../config/keys/synonyms.ts';
import { splitArguments, type FlagSpec } from './arguments.ts';
import { exitCode } from '../protocol/exit-code.ts';
import { ExitError } from './exit-error.ts';

export type CommandName = 'start' | 'run' | 'init' | 'config' | 'doctor' | 'why';

export interface Doubt {
  readonly message: string;
  readonly hint: string;
}

/** The command line, understood. */
export interface CommandLine {
  readonly command: CommandName;
  /** `-c`, relative to the working directory. */
  readonly configPath?: string;
  readonly debug: boolean;
  readonly color?: 'auto' | 'always' | 'never';
  readonly once: boolean;
  /** `--events`: a file, or `fd:N`. */
  readonly events?: string;
  readonly keys: boolean;
  readonly configFlags: readonly FlagUse[];
  /** `gorl init --from`: the tool whose settings are carried over; `auto` without a name. */
  readonly from?: string;
  /** `gorl doctor --json` */
  readonly json?: boolean;
  /** The first word for the app looks as if it were meant for gorl. */
  readonly doubt?: Doubt;
  /** Words for the app; for `run`, the go flags and the package before them. */
  readonly rest: readonly string[];
}

export type ParsedCommandLine = CommandLine | { readonly command: 'print'; readonly text: string };

const commands = new Set<string>(['run', 'init', 'config', 'doctor', 'why', 'help', 'version']);
/** Called by the name `air`, every other first word is the app's, as there. */
const airCommands = new Set<string>(['init']);

/**
 * @param calledAs the program's name: a link named `air` takes air's command line word for word
 * @throws ExitError with code 2 for a flag that is unknown or lacks its value
 */
export function parseCommandLine(
  argv: readonly string[],
  version: () => string,
  calledAs: 'gorl' | 'air' = 'gorl',
): ParsedCommandLine {
  const known = calledAs === 'air' ? airCommands : commands;
  const asked = calledAs === 'air' ? undefined : question(argv);
  if (asked !== undefined) return parseCommandLine(asked, version);
  const uses: FlagUse[] = [];
  const first = (known.has(argv[0] ?? '') ? argv[0] : 'start') as CommandName;
  const expected = createProgram(first, uses);
  const specs = flagSpecs(expected);
  const split = splitArguments(argv, known, specs, new Set(['run']));
  const command = (split.command ?? 'start') as CommandName;
  if (split.unknown !== undefined) throw unknownFlag(split.unknown, specs, command);
  if (split.invalid !== undefined) throw usageError(`${split.invalid.flag} ${split.invalid.problem}`);
  // `gorl --once run ./cmd/api`: the command shows only after flags.
  const program = command === first ? expected : createProgram(command, uses);
  let printed = '';
  program.configureOutput({ writeOut: (text) => (printed += text), writeErr: (text) => (printed += text) });
  try {
    program.parse([...split.flags], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.helpDisplayed') return { command: 'print', text: printed };
    throw usageError(printed.trim().replace(/^error: /, ''));
  }
  const options = program.opts<{
    c?: string;
    d?: true;
    version?: true;
    color?: 'auto';
    once?: true;
    events?: string;
    keys?: boolean;
    from?: string | true;
    json?: true;
    proxy?: true;
  }>();
  if (options.proxy === true) uses.push({ key: 'proxy.enabled', raw: 'true', flag: '--proxy' });
  if (options.version === true) return { command: 'print', text: `${version()}\n` };
  return {
    command,
    debug: options.d === true,
    once: options.once === true,
    keys: options.keys !== false,
    configFlags: uses,
    ...defined({
      configPath: options.c,
      color: options.color,
      events: options.events,
      from: options.from === true ? 'auto' : options.from,
      json: options.json,
    }),
    ...(command === 'start' && calledAs === 'gorl' && split.dashed !== true ? doubtOf(split.rest[0]) : {}),
    rest: split.rest,
  };
}

/** `gorl help`, `gorl help run`, `gorl version`, said with flags. */
function question([first, second, third]: readonly string[]): readonly string[] | undefined {
  if (first !== 'help' && first !== 'version') return undefined;
  if (first === 'help' && second !== undefined && third === undefined) {
    if (!commands.has(second)) {
      const meant = suggest(second, [...commands]);
      throw usageError(`there is no command ${second}`, meant && `did you mean gorl help ${meant}?`);
    }
    return second === 'help' || second === 'version' ? ['--help'] : [second, '--help'];
  }
  if (second !== undefined && !second.startsWith('-')) throw usageError(`gorl ${first} takes no arguments: ${second}`);
  return [`--${first}`];
}

/** What people expect to be commands, with what to say about it. */
const likely = [...commands, 'build'];

/** The first word goes to the app, and looks as if it were meant for gorl. */
function doubtOf(word: string | undefined): { readonly doubt?: Doubt } {
  const meant = word === undefined ? undefined : suggest(word, likely);
  if (word === undefined || meant === undefined || editDistance(word, meant) > (word.length > 5 ? 2 : 1)) return {};
  const asked = meant === 'build' ? 'gorl has no build command: it builds on its own' : `did you mean gorl ${meant}?`;
  return {
    doubt: {
      message: `${word} is passed to the app as an argument; ${asked}`,
      hint: `to pass it without this warning: gorl -- ${word}`,
    },
  };
}

function usageError(message: string, hint?: string): ExitError {
  return new ExitError(exitCode.usage, message, hint ?? 'see gorl --help');
}

function unknownFlag(flag: string, specs: readonly FlagSpec[], command: CommandName): ExitError {
  const name = flag.replace(/^--?/, '');
  const elsewhere = command === 'start' ? [] : flagSpecs(createProgram('start', []));
  if (elsewhere.some((spec) => spec.name === name))
    return usageError(`gorl ${command} does not take ${flag}`, `gorl ${command} --help lists its flags`);
  // `--port` may well be the app's own; `--tmp_folder` is not.
  const same = /[._]/.test(name) ? synonymOf(name) : undefined;
  const names = specs.map((spec) => spec.name);
  const meant = same !== undefined && names.includes(same) ? same : suggest(name, names);
  return usageError(`unknown flag ${flag}`, meant && `did you mean ${meant.length === 1 ? '-' : '--'}${meant}?`);
}

/** The flags that the parser knows, short and long, for the splitting that comes before it. */
function flagSpecs(program: Command): FlagSpec[] {
  const specs = program.options.flatMap(({ short, long, required, optional, argChoices }) =>
    [short, long]
      .filter((flag) => typeof flag === 'string')
      .map((flag) => ({
        name: flag.replace(/^--?/, ''),
        takesValue: required || optional,
        optionalValue: optional,
        ...defined({ choices: argChoices }),
      })),
  );
  return [...specs, ...['h', 'help'].map((name) => ({ name, takesValue: false }))];
}

const usage: Record<CommandName, string> = {
  start: '[flags] [--] [app args]',
  run: '[flags] [go build flags] <package> [app args]',
  init: '[flags]',
  config: '[flags]',
  doctor: '[--json] [flags]',
  why: '[flags] <file>...',
};

function createProgram(command: CommandName, uses: FlagUse[]): Command {
  const program = new Command(command === 'start' ? 'gorl' : `gorl ${command}`)
    .usage(usage[command])
    .exitOverride()
    .optionsGroup('Flags:')
    .helpOption('-h, --help', 'show this help');
  for (const [option, users] of flags(command))
    if (users === 'all' || users.includes(command)) program.addOption(option);
  for (const { flag, key, placeholder } of configFlags()) {
    program.addOption(
      new Option(`${flag} ${placeholder}`).hideHelp().argParser((raw: string) => void uses.push({ key, raw, flag })),
    );
  }
  return program
    .addHelpText('beforeAll', introduction[command])
    .addHelpText('after', command === 'start' ? examples : '');
}

const sessions: readonly CommandName[] = ['start', 'run'];

/** Every flag but those of the keys, with the commands that it does something for. */
function flags(command: CommandName): readonly (readonly [Option, 'all' | readonly CommandName[]])[] {
  return [
    [
      new Option('-c <file>', 'config file (default: .air.toml, then .config/air.toml)'),
      [...sessions, 'config', 'doctor', 'why'],
    ],
    [new Option('-d', 'show more: why files are ignored, what is skipped'), [...sessions, 'doctor']],
    [new Option('--color <when>', 'when to use colors').choices(['auto', 'always', 'never']), 'all'],
    [new Option('--once', 'build and run once; exit 1 if either fails'), sessions],
    [new Option('--events <where>', 'write NDJSON events to FILE or fd:N'), sessions],
    [new Option('--proxy', 'serve the app through a proxy; pages reload by themselves'), sessions],
    [new Option('--no-keys', 'do not read the keyboard'), [...sessions, 'init']],
    // `gorl run -v` is the go command's -v.
    [new Option(command === 'run' ? '--version' : '-v, --version', 'show the version'), 'all'],
    [new Option('--from [tool]', `carry settings over from ${foreignTools.join(', ')}`), ['init']],
    [new Option('--json', 'print JSON to stdout'), ['doctor']],
  ];
}

const introduction: Record<CommandName, string> = {
  start: `gorl builds and runs your Go program, then rebuilds and restarts it on every save.

Commands (must come first):
  gorl                 watch, build, and run; reads .air.toml if it exists
  gorl run <package>   the same for one package; takes the flags of go run
  gorl init            write an .air.toml for this project
  gorl config          show every setting and where it comes from
  gorl doctor          check for what could keep gorl from working here
  gorl why <file>      say what a change of that file does, and why
  gorl help <command>  show the help of a command
`,
  run: 'Builds and runs one package, as go run does, and again on every save.\n',
  init: `Writes a commented .air.toml for this project. Never overwrites an existing one.

  gorl init --from [tool]   carries settings over from a tool:
                            ${foreignTools.join(', ')};
                            without a name, from whichever it finds
`,
  config: 'Shows every setting with its value and where it comes from.\n',
  doctor: `Checks what gorl depends on here: Go, the module, watch limits, ports, the config. One line per check.

Exit code 0: no problems; 1: there are problems; 2: the config is unusable.
`,
  why: 'Says what a change of each file would do, and by which chain of imports, embeds, or settings.\n',
};

const examples = `
Every setting in .air.toml is also a flag: gorl --build.delay 200 (gorl config lists them).

Examples:
  gorl                                  run the main package of this directory
  gorl run -race ./cmd/api --port 8080  a package, its build flags, its arguments
  gorl -- --verbose                     arguments for the app
`;
