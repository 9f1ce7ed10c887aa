import { problem, type Diagnostic } from '../../protocol/diagnostic.ts';
import { isOn, parseBuildFlags } from '../build/build-flags.ts';

export type RunArguments =
  | {
      readonly type: 'ok';
      /** For `go build`. */
      readonly flags: readonly string[];
      /** One package, a pattern, or the files of one. */
      readonly packages: readonly string[];
      /** For the app. */
      readonly args: readonly string[];
    }
  | { readonly type: 'refused'; readonly diagnostic: Diagnostic };

const refusals: Readonly<Record<string, string>> = {
  C: 'start gorl in that directory instead',
  exec: 'set build.full_bin to the command that runs the program',
  n: 'use go run -n to see the commands',
  json: 'gorl reads the plain output of the compiler',
  o: 'gorl chooses the file itself; set build.cmd to name it',
};

/**
 * Parses what follows `gorl run` as `go run` does (cmd/go, `go help run`): build flags, then the leading words
 * that end in `.go`, or else one package or a pattern, then the arguments of the app. No package at all means `.`.
 */
export function parseRunArguments(words: readonly string[]): RunArguments {
  const parsed = parseBuildFlags(words, { withValue: ['exec'] });
  if (parsed.type === 'unknown-flag') {
    return refuse(
      `unknown flag ${parsed.flag}`,
      'flags of go build come before the package, those of your program after it',
    );
  }
  if (parsed.type === 'value-missing') return refuse(`${parsed.flag} needs a value`);
  for (const flag of parsed.flags) {
    const hint = refusals[flag.name];
    if (hint !== undefined && isOn(flag)) return refuse(`gorl run does not take -${flag.name}`, hint);
  }
  const end = parsed.rest.findIndex((word) => !word.endsWith('.go'));
  const files = end < 0 ? parsed.rest : parsed.rest.slice(0, end);
  const packages = files.length > 0 ? files : [parsed.rest[0] ?? '.'];
  const test = files.find((file) => file.endsWith('_test.go'));
  if (test !== undefined) return refuse(`cannot run a test file: ${test}`, 'use go test');
  const first = packages[0] as string;
  if (first.includes('@')) {
    return refuse(
      `${first} names a version: its source cannot change`,
      'name a package of your own module, such as . or ./cmd/api',
    );
  }
  return {
    type: 'ok',
    flags: parsed.flags.flatMap((flag) => flag.words),
    packages,
    args: parsed.rest.slice(packages.length),
  };
}

/** A pattern of the go command's: `./cmd/...`. */
export function isPattern(target: string): boolean {
  return target.includes('...');
}

function refuse(message: string, hint?: string): RunArguments {
  return { type: 'refused', diagnostic: problem(message, { hint }) };
}
