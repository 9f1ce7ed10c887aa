import { Command, CommanderError, Option } from 'commander';
import { configFlags } from '../config/flags.ts';
import type { FlagUse } from '../config/resolve.ts';
import { foreignTools } from '../config/migrate/foreign-tools.ts';
import { suggest } from '../config/suggest.ts';
import { splitArguments, type FlagSpec } from './arguments.ts';
import { ExitError, exitCode } from './exit-code.ts';

export type CommandName = 'start' | 'run' | 'init' | 'config' | 'doctor';

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
  /** Words for the app; for `run`, the go flags and the package before them. */
  readonly rest: readonly string[];
}

export type ParsedCommandLine = CommandLine | { readonly command: 'print'; readonly text: string };

const commands = new Set<string>(['run', 'init', 'config', 'doctor']);
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
  const uses: FlagUse[] = [];
  const first = (known.has(argv[0] ?? '') ? argv[0] : 'start') as CommandName;
  const expected = createProgram(first, uses);
  const specs = flagSpecs(expected, first);
  const split = splitArguments(argv, known, specs, new Set(['run']));
  if (split.unknown !== undefined) throw unknownFlag(split.unknown, specs);
  const command = (split.command ?? 'start') as CommandName;
  // `gorl --once run ./cmd/api`: the command shows only after flags.
  const program = command === first ? expected : createProgram(command, uses);
  let printed = '';
  program.configureOutput({ writeOut: (text) => (printed += text), writeErr: (text) => (printed += text) });
  try {
    program.parse([...split.flags], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.helpDisplayed') return { command: 'print', text: printed };
    throw new ExitError(
      exitCode.usage,
      `${printed.trim().replace(/^error: /, '')}\ngorl --help shows how gorl is used`,
    );
  }
  const options = program.opts<{
    c?: string;
    d?: true;
    version?: true;
    color?: 'auto';
    once?: true;
    events?: string;
    keys: boolean;
    from?: string | true;
    json?: true;
  }>();
  if (options.version === true) return { command: 'print', text: `${version()}\n` };
  return {
    command,
    ...(options.c === undefined ? {} : { configPath: options.c }),
    debug: options.d === true,
    ...(options.color === undefined ? {} : { color: options.color }),
    once: options.once === true,
    ...(options.events === undefined ? {} : { events: options.events }),
    keys: options.keys,
    configFlags: uses,
    ...(options.from === undefined ? {} : { from: options.from === true ? 'auto' : options.from }),
    ...(options.json === true ? { json: true } : {}),
    rest: split.rest,
  };
}

function unknownFlag(flag: string, specs: readonly FlagSpec[]): ExitError {
  const meant = suggest(
    flag.replace(/^--?/, ''),
    specs.map(({ name }) => name),
  );
  const guess = meant === undefined ? '' : `; did you mean ${meant.length === 1 ? '-' : '--'}${meant}?`;
  return new ExitError(exitCode.usage, `unknown flag ${flag}${guess}\ngorl --help shows how gorl is used`);
}

/** The flags that the parser knows, short and long, for the splitting that comes before it. */
function flagSpecs(program: Command, command: CommandName): FlagSpec[] {
  const specs = program.options.flatMap(({ short, long, required, optional }) =>
    [short, long]
      .filter((flag) => typeof flag === 'string')
      .map((flag) => ({ name: flag.replace(/^--?/, ''), takesValue: required || optional })),
  );
  const help = ['h', 'help'].map((name) => ({ name, takesValue: false }));
  // `gorl run -v` is the go command's -v.
  return [...specs, ...help].filter(({ name }) => name !== 'v' || command !== 'run');
}

const usage: Record<CommandName, string> = {
  start: '[flags] [--] [app args]',
  run: '[flags] [go build flags] <package> [app args]',
  init: '[flags]',
  config: '[flags]',
  doctor: '[--json] [flags]',
};

function createProgram(command: CommandName, uses: FlagUse[]): Command {
  const program = new Command(command === 'start' ? 'gorl' : `gorl ${command}`)
    .usage(usage[command])
    .exitOverride()
    .optionsGroup('Flags:')
    .helpOption('-h, --help', 'show this help')
    .addOption(new Option('-c <file>', 'config file (default: .air.toml, then .config/air.toml)'))
    .addOption(new Option('-d', 'say more: why files are left out, what is skipped'))
    .addOption(new Option('--color <when>', 'colors').choices(['auto', 'always', 'never']))
    .addOption(new Option('--once', 'build and run once; exit 1 if either fails'))
    .addOption(new Option('--events <where>', 'write NDJSON events to FILE or fd:N'))
    .addOption(new Option('--no-keys', 'leave the keyboard alone'))
    .addOption(new Option('-v, --version', 'show the version'));
  if (command === 'init')
    program.addOption(new Option('--from [tool]', `carry over the settings of ${foreignTools.join(', ')}`));
  if (command === 'doctor') program.addOption(new Option('--json', 'JSON on stdout'));
  for (const { flag, key, placeholder } of configFlags()) {
    program.addOption(
      new Option(`${flag} ${placeholder}`).hideHelp().argParser((raw: string) => void uses.push({ key, raw, flag })),
    );
  }
  return program
    .addHelpText('beforeAll', introduction[command])
    .addHelpText('after', command === 'start' ? examples : '');
}

const introduction: Record<CommandName, string> = {
  start: `gorl builds and runs a Go program, and at every save rebuilds and restarts it.

Commands (as the first word):
  gorl                 watch, build and run; reads .air.toml if there is one
  gorl run <package>   the same for one package, with the flags of go run
  gorl init            write an .air.toml fitted to this repo
  gorl config          show every setting and where it comes from
  gorl doctor          say what may keep gorl from working here
`,
  run: 'Builds and runs one package as go run does, and again at every save.\n',
  init: `Writes a commented .air.toml fitted to this repo. Never overwrites one.

  gorl init --from [tool]   carries over ${foreignTools.join(', ')};
                            without a name, whichever is found
`,
  config: 'Shows every setting with its value and where it comes from.\n',
  doctor: `Looks at what gorl depends on here: Go, module, watch limits, ports, config; one line each.

Exit code 0: nothing is broken; 1: something is; 2: the config cannot be used.
`,
};

const examples = `
Every setting of .air.toml is a flag too: gorl --build.delay 200 (gorl config lists them).

Examples:
  gorl                                  run the main package of this directory
  gorl run -race ./cmd/api --port 8080  a package, its build flags, its arguments
  gorl -- --verbose                     arguments for the app
`;
