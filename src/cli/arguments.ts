import { suggest } from '../config/read/suggest.ts';

/** A flag as the command line knows it. */
export interface FlagSpec {
  /** Without dashes: `build.cmd`, `c`, `once`. */
  readonly name: string;
  readonly takesValue: boolean;
  readonly optionalValue?: boolean;
  readonly choices?: readonly string[];
}

export interface GivenFlag {
  /** Without dashes. */
  readonly name: string;
  /** Undefined for a switch, and where the value may be left out. */
  readonly value?: string;
}

export interface SplitArguments {
  /** `init`, `run`, …; only when it is the very first word, as in air. */
  readonly command: string | undefined;
  /** What was given, in order; a switch that was set to false is left out. */
  readonly flags: readonly GivenFlag[];
  /** A flag that is not known, as it was typed; flags after it are not read. */
  readonly unknown?: string;
  /** A flag with a value that it cannot have, or without one that it needs; flags after it are not read. */
  readonly invalid?: {
    readonly flag: string;
    readonly problem: string;
    /** The value that was probably meant. */
    readonly meant?: string;
  };
  /** The rest begins behind a `--`. */
  readonly dashed?: true;
  /** Everything from the first word that is no flag, or after the first `--`. */
  readonly rest: readonly string[];
}

/**
 * Reads the command line the way Go's flag package does, since air's users write it so: `-x v`,
 * `-x=v`, `--x v` and `--x=v` are the same; flags end at the first other word or at `--`.
 *
 * @param foreign flags of somebody else (the go command, for `gorl run`): from the first one on,
 *   everything belongs to the rest
 */
export function splitArguments(
  argv: readonly string[],
  commands: ReadonlySet<string>,
  specs: readonly FlagSpec[],
  foreignAfter: ReadonlySet<string>,
): SplitArguments {
  const known = new Map(specs.map((spec) => [spec.name, spec]));
  const command = argv[0] !== undefined && commands.has(argv[0]) ? argv[0] : undefined;
  const words = command === undefined ? argv : argv.slice(1);
  const foreign = command !== undefined && foreignAfter.has(command);
  const flags: GivenFlag[] = [];
  let at = 0;
  while (at < words.length) {
    const word = words[at] ?? '';
    if (command === undefined && flags.length > 0 && isLateCommand(word, words[at + 1], commands)) {
      const late = splitArguments([word, ...words.slice(at + 1)], commands, specs, foreignAfter);
      return { ...late, flags: [...flags, ...late.flags] };
    }
    if (word === '--') return { command, flags, rest: words.slice(foreign ? at : at + 1), dashed: true };
    const flag = /^--?([^=-][^=]*)(?:=([\s\S]*))?$/.exec(word);
    if (flag === null) break;
    const name = flag[1] ?? '';
    const spec = known.get(name);
    if (spec === undefined && foreign) break;
    if (spec === undefined) return { command, flags, unknown: word.replace(/=[\s\S]*$/, ''), rest: words.slice(at) };
    at++;
    let value = flag[2];
    if (spec.takesValue && value === undefined && at < words.length) value = words[at++];
    const problem = valueProblem(spec, value);
    if (problem !== undefined) {
      const meant = spec.choices && value && suggest(value, spec.choices);
      const invalid = { flag: word.replace(/=[\s\S]*$/, ''), problem, ...(meant ? { meant } : {}) };
      return { command, flags, invalid, rest: words.slice(at) };
    }
    if (spec.takesValue && value !== undefined) flags.push({ name, value });
    // Switches may be set as in Go: `-d=false`, `--once=true`.
    else if (value === undefined || !no.test(value)) flags.push({ name });
  }
  return { command, flags, rest: words.slice(at) };
}

/** `gorl --once run ./cmd/api`: in air the word would be the app's, but with a package behind it, it is meant for us. */
function isLateCommand(word: string, next: string | undefined, commands: ReadonlySet<string>): boolean {
  return word === 'run' && commands.has(word) && next !== undefined && /^\.{1,2}(?:$|\/)|\.go$/.test(next);
}

/** Go's flag package takes these for true and false. */
const yes = /^(?:1|t|true)$/i;
const no = /^(?:0|f|false)$/i;

function valueProblem({ takesValue, optionalValue, choices }: FlagSpec, value: string | undefined): string | undefined {
  if (takesValue) {
    if (value === undefined) return optionalValue === true ? undefined : 'needs a value';
    if (choices === undefined || choices.includes(value)) return undefined;
    return `must be one of ${choices.join(', ')}, not ${JSON.stringify(value)}`;
  }
  return value === undefined || yes.test(value) || no.test(value)
    ? undefined
    : `must be true or false, not ${JSON.stringify(value)}`;
}
