import { defined } from '../base/defined.ts';
import { isKey } from '../config/keys/keys.ts';
import type { FlagUse } from '../config/read/load.ts';
import type { ForeignTool } from '../config/migrate/foreign-tools.ts';
import { editDistance, suggest } from '../config/read/suggest.ts';
import { synonymOf } from '../config/keys/synonyms.ts';
import { splitArguments, type GivenFlag } from './arguments.ts';
import { commandTable, isNamedCommand, namedCommands, type CommandName } from './command-table.ts';
import { flagSpecs } from './flag-table.ts';
import { exitCode } from '../protocol/exit-code.ts';
import { ExitError } from './exit-error.ts';

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
  /** `gorl test --junit`: a file. */
  readonly junit?: string;
  readonly keys: boolean;
  /** The keyboard is the app's. */
  readonly stdin: boolean;
  /** `--open` */
  readonly open?: boolean;
  readonly configFlags: readonly FlagUse[];
  /** `--only`: names of services. Default: all. */
  readonly only?: readonly string[];
  /** `--except` */
  readonly except?: readonly string[];
  /** `gorl init --from`: the tool whose settings are carried over; `auto` without a name. */
  readonly from?: ForeignTool | 'auto';
  /** `gorl config --all` */
  readonly all?: boolean;
  /** `gorl doctor --json` */
  readonly json?: boolean;
  /** The first word for the app looks as if it were meant for gorl. */
  readonly doubt?: Doubt;
  /** Words for the app; for `run`, the go flags and the package before them. */
  readonly rest: readonly string[];
}

export type ParsedCommandLine = CommandLine | { readonly command: 'version' } | HelpLine;

/** `gorl --help`, or that of a command. */
export interface HelpLine {
  readonly command: 'help';
  readonly of: CommandName;
  readonly color?: CommandLine['color'];
}

const commands: ReadonlySet<string> = new Set(Object.keys(namedCommands));
/** Called by the name `air`, every other first word is the app's, as there. */
const airCommands: ReadonlySet<string> = new Set(['init']);

/**
 * @param calledAs the program's name: a link named `air` takes air's command line word for word
 * @throws ExitError with code 2 for a flag that is unknown or lacks its value
 */
export function parseCommandLine(argv: readonly string[], calledAs: 'gorl' | 'air' = 'gorl'): ParsedCommandLine {
  const known = calledAs === 'air' ? airCommands : commands;
  const asked = calledAs === 'air' ? undefined : question(argv);
  if (asked !== undefined) return parseCommandLine(asked);
  const first = (known.has(argv[0] ?? '') ? argv[0] : 'start') as CommandName;
  const split = splitArguments(argv, known, flagSpecs(first), new Set(['run', 'test']));
  const command = (split.command ?? 'start') as CommandName;
  if (split.unknown !== undefined) throw unknownFlag(split.unknown, command);
  if (split.invalid !== undefined) {
    const { flag, problem, meant } = split.invalid;
    throw usageError(`${flag} ${problem}`, meant === undefined ? seeHelp(command) : `did you mean ${meant}?`);
  }
  const { flags } = split;
  const has = (...names: readonly string[]): boolean => flags.some(({ name }) => names.includes(name));
  const valueOf = (wanted: string): string | undefined => flags.findLast(({ name }) => name === wanted)?.value;
  const listOf = (wanted: string): readonly string[] | undefined => {
    const given = flags.filter(({ name }) => name === wanted);
    if (given.length === 0) return undefined;
    return given.flatMap(({ value = '' }) => value.split(',').map((name) => name.trim())).filter((name) => name !== '');
  };
  // The choices have been checked.
  const color = defined({ color: valueOf('color') as CommandLine['color'] });
  if (has('h', 'help')) return { command: 'help', of: command, ...color };
  if (has('v', 'version')) return { command: 'version' };
  if (commandTable[command].words === 'none' && split.rest.length > 0)
    throw usageError(`gorl ${command} takes no arguments: ${split.rest.join(' ')}`, seeHelp(command));
  return {
    command,
    debug: has('d'),
    once: has('once'),
    keys: !has('no-keys'),
    stdin: has('stdin'),
    configFlags: flags.flatMap(configUse),
    ...color,
    ...defined({
      only: listOf('only'),
      except: listOf('except'),
      configPath: valueOf('c'),
      events: valueOf('events'),
      junit: valueOf('junit'),
      from: has('from') ? ((valueOf('from') ?? 'auto') as CommandLine['from']) : undefined,
      open: has('open') ? true : undefined,
      all: has('all') ? true : undefined,
      json: has('json') ? true : undefined,
    }),
    ...(command === 'start' && calledAs === 'gorl' && split.dashed !== true ? doubtOf(split.rest[0]) : {}),
    rest: split.rest,
  };
}

/** Flags without a value that stand for a key. */
const switches: ReadonlyMap<string, string> = new Map([
  ['proxy', 'proxy.enabled'],
  ['debug', 'build.debug'],
]);

/** What a flag sets in the config, if anything. */
function configUse({ name, value }: GivenFlag): readonly FlagUse[] {
  const switched = switches.get(name);
  if (switched !== undefined) return [{ key: switched, raw: 'true', flag: `--${name}` }];
  return isKey(name) && value !== undefined ? [{ key: name, raw: value, flag: `--${name}` }] : [];
}

/** `gorl help`, `gorl help run`, `gorl version`, said with flags. */
function question([first, ...words]: readonly string[]): readonly string[] | undefined {
  if (first !== 'help' && first !== 'version') return undefined;
  const topic = first === 'help' && words[0]?.startsWith('-') === false ? words[0] : undefined;
  const more = topic === undefined ? words : words.slice(1);
  if (more[0]?.startsWith('-') === false) {
    const takes = first === 'help' ? 'one command' : 'no arguments';
    throw usageError(`gorl ${first} takes ${takes}: ${words.join(' ')}`, seeHelp('start'));
  }
  if (topic !== undefined && !isNamedCommand(topic)) {
    const meant = suggest(topic, [...commands]);
    throw usageError(
      `there is no command ${topic}`,
      meant === undefined ? seeHelp('start') : `did you mean gorl help ${meant}?`,
    );
  }
  return topic === undefined || topic === 'help' || topic === 'version'
    ? [first === 'help' ? '--help' : '--version', ...more]
    : [topic, '--help', ...more];
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

function usageError(message: string, hint: string): ExitError {
  return new ExitError(exitCode.usage, message, hint);
}

function seeHelp(command: CommandName): string {
  return `see gorl ${command === 'start' ? '' : `${command} `}--help`;
}

function unknownFlag(flag: string, command: CommandName): ExitError {
  const name = flag.replace(/^--?/, '');
  const takers = (Object.keys(commandTable) as CommandName[]).filter((each) => namesOf(each).includes(name));
  const [taker] = takers;
  if (command !== 'start' && taker !== undefined)
    return usageError(`gorl ${command} does not take ${flag}`, `gorl ${command} --help lists its flags`);
  if (taker !== undefined) return usageError(`gorl does not take ${flag}`, `did you mean gorl ${taker} ${flag}?`);
  // `--port` may well be the app's own; `--tmp_folder` is not.
  const same = /[._]/.test(name) ? synonymOf(name) : undefined;
  const names = namesOf(command);
  const meant = same !== undefined && names.includes(same) ? same : suggest(name, names);
  return usageError(
    `unknown flag ${flag}`,
    meant === undefined ? seeHelp(command) : `did you mean ${meant.length === 1 ? '-' : '--'}${meant}?`,
  );
}

function namesOf(command: CommandName): readonly string[] {
  return flagSpecs(command).map(({ name }) => name);
}
