import { foreignTools } from '../config/migrate/foreign-tools.ts';
import { defined } from '../base/defined.ts';
import { configFlags } from '../config/keys/flags.ts';
import type { FlagSpec } from './arguments.ts';
import { commandTable, type CommandName } from './command-table.ts';

/** One flag: what the parser, the help, the completion, and the man page know of it. */
export interface FlagRow {
  readonly short?: `-${string}`;
  readonly long?: `--${string}`;
  /** What the help shows for the value: `<file>`, or `[tool]` where it may be left out. */
  readonly value?: string;
  readonly description: string;
  readonly choices?: readonly string[];
  /** The value is the name of a file. */
  readonly isFile?: true;
  /** The commands that it does something for. */
  readonly commands: readonly CommandName[];
}

const sessions: readonly CommandName[] = ['start', 'run'];
const all = Object.keys(commandTable) as readonly CommandName[];
/** Everything that watches. */
const watching: readonly CommandName[] = [...sessions, 'test'];
/** After these, a short flag may be the go command's. */
const goCommands: readonly CommandName[] = ['run', 'test'];
/** Every flag but those of the keys, in the order of the help. */
const flagTable: readonly FlagRow[] = [
  {
    short: '-c',
    value: '<file>',
    description: 'config file (default: gorl.toml or .air.toml, here or in .config)',
    isFile: true,
    commands: [...watching, 'config', 'doctor', 'why'],
  },
  {
    short: '-d',
    description: 'show more: what builds run, why files are ignored, what is skipped',
    commands: [...watching, 'doctor'],
  },
  {
    long: '--color',
    value: '<when>',
    description: 'when to use colors',
    choices: ['auto', 'always', 'never'],
    commands: all,
  },
  { long: '--once', description: 'build and run once; exit 1 if either fails', commands: sessions },
  { long: '--once', description: 'run the tests once; exit 1 if one fails', commands: ['test'] },
  {
    long: '--events',
    value: '<where>',
    description: 'write NDJSON events to FILE or fd:N',
    isFile: true,
    commands: watching,
  },
  {
    long: '--junit',
    value: '<file>',
    description: 'write what came of the tests to FILE, as JUnit XML, after each run',
    isFile: true,
    commands: ['test'],
  },
  {
    long: '--proxy',
    description: 'serve the app through a proxy; pages reload by themselves',
    commands: sessions,
  },
  {
    long: '--stdin',
    description: "give the keyboard to the app; Ctrl-] makes the next key one of gorl's",
    commands: sessions,
  },
  {
    long: '--only',
    value: '<services>',
    description: 'run these of the services of the config: api,worker',
    commands: sessions,
  },
  { long: '--except', value: '<services>', description: 'run all services but these', commands: sessions },
  { long: '--debug', description: 'build for a debugger, as build.debug does', commands: sessions },
  { long: '--open', description: 'open the browser once, when the app is ready', commands: sessions },
  { long: '--no-keys', description: 'do not read the keyboard', commands: [...watching, 'init'] },
  {
    short: '-v',
    long: '--version',
    description: 'show the version',
    commands: all.filter((command) => !goCommands.includes(command)),
  },
  // `gorl run -v` is the go command's -v.
  { long: '--version', description: 'show the version', commands: goCommands },
  {
    long: '--from',
    value: '[tool]',
    description: 'carry settings over from another tool',
    choices: [...foreignTools, 'auto'],
    commands: ['init'],
  },
  { long: '--all', description: 'show the other settings, too, with their defaults', commands: ['config'] },
  { long: '--json', description: 'print JSON to stdout', commands: ['doctor'] },
];

/** commander's own, for every command. */
export const helpFlag = { short: '-h', long: '--help', description: 'show this help' } as const;

/** The flags that do something for a command. */
export function flagsOf(command: CommandName): readonly FlagRow[] {
  return flagTable.filter(({ commands }) => commands.includes(command));
}

/** The flags of a command, short and long and those of the keys, for the splitting that comes before the parser. */
export function flagSpecs(command: CommandName): readonly FlagSpec[] {
  const own = [...flagsOf(command), helpFlag as Pick<FlagRow, 'short' | 'long' | 'value' | 'choices'>];
  const specs = own.flatMap(({ short, long, value, choices }) =>
    [short, long]
      .filter((flag) => flag !== undefined)
      .map((flag) => ({
        name: flag.replace(/^--?/, ''),
        takesValue: value !== undefined,
        optionalValue: value?.startsWith('[') === true,
        ...defined({ choices }),
      })),
  );
  if (!commandTable[command].takesSettings) return specs;
  return [...specs, ...configFlags().map(({ key }) => ({ name: key, takesValue: true, optionalValue: false }))];
}
