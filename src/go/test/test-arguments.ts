import { isAbsolute, join } from 'node:path';
import { defined } from '../../base/defined.ts';
import { problem, type Diagnostic } from '../../protocol/diagnostic.ts';
import { isOn, parseBuildFlags, type BuildFlag, type MoreFlags } from '../build/build-flags.ts';

export interface Coverage {
  /** Where the user wants it, relative to where the go command runs. Default: nowhere. */
  readonly profile?: string;
}

export type TestArguments =
  | {
      readonly type: 'ok';
      /** For `go test`, as written, without `-coverprofile`. */
      readonly flags: readonly string[];
      /** What the tests run of the code is to be measured. */
      readonly coverage?: Coverage;
      /** Those of them that `go build` takes, too: they decide what the tests are made of. */
      readonly buildFlags: readonly string[];
      /** As written. */
      readonly packages: readonly string[];
      /** For the test binaries. */
      readonly args: readonly string[];
    }
  | { readonly type: 'refused'; readonly diagnostic: Diagnostic };

/** Flags of `go test` (Go 1.19 to 1.27, `go help testflag`) besides those of `go build`. */
const testFlags: MoreFlags = {
  withValue: [
    ...['bench', 'benchtime', 'blockprofile', 'blockprofilerate', 'count', 'coverprofile', 'cpu', 'cpuprofile'],
    ...['exec', 'fuzz', 'fuzzcachedir', 'fuzzminimizetime', 'fuzztime', 'list', 'memprofile', 'memprofilerate'],
    ...['mutexprofile', 'mutexprofilefraction', 'outputdir', 'parallel', 'run', 'shuffle', 'skip', 'timeout'],
    ...['trace', 'vet'],
  ],
  withoutValue: ['artifacts', 'benchmem', 'c', 'failfast', 'fullpath', 'short'],
};

const refusals: Readonly<Record<string, string>> = {
  C: 'start gorl in that directory instead',
  c: 'gorl runs the tests; go test -c compiles them only',
  fuzz: 'a fuzz test has no end of its own: use go test -fuzz',
  json: 'gorl --events writes what it finds as JSON',
  list: 'use go test -list',
  n: 'use go test -n to see the commands',
  o: 'gorl keeps no test binary',
};

/**
 * Parses what follows `gorl test` as `go test` does: flags and packages in any order, then, after `--` or `-args`, the
 * arguments of the test binaries.
 */
export function parseTestArguments(words: readonly string[]): TestArguments {
  const end = words.findIndex((word) => /^(?:--|--?args)$/.test(word));
  const [head, args] = end < 0 ? [words, []] : [words.slice(0, end), words.slice(end + 1)];
  const flags: BuildFlag[] = [];
  const packages: string[] = [];
  let rest: readonly string[] = head;
  while (rest.length > 0) {
    const parsed = parseBuildFlags(rest.map(withoutPrefix), testFlags);
    if (parsed.type === 'unknown-flag')
      return refuse(`unknown flag ${parsed.flag}`, `flags of your tests come last: gorl test -- ${parsed.flag}`);
    if (parsed.type === 'value-missing') return refuse(`${parsed.flag} needs a value`);
    flags.push(...parsed.flags);
    const [name] = parsed.rest;
    if (name !== undefined) packages.push(name);
    rest = parsed.rest.slice(1);
  }
  for (const flag of flags) {
    const hint = refusals[flag.name];
    if (hint !== undefined && isOn(flag)) return refuse(`gorl test does not take -${flag.name}`, hint);
  }
  return {
    type: 'ok',
    flags: flags.flatMap((flag) => (flag.name === 'coverprofile' ? [] : flag.words)),
    ...defined({ coverage: coverageOf(flags) }),
    buildFlags: flags.flatMap((flag) => (isForTestsOnly(flag) ? [] : flag.words)),
    packages,
    args,
  };
}

/** As `go help testflag` has it: each of them turns it on. */
function coverageOf(flags: readonly BuildFlag[]): Coverage | undefined {
  if (!flags.some((flag) => /^cover(?:mode|pkg|profile)?$/.test(flag.name) && (flag.name !== 'cover' || isOn(flag))))
    return undefined;
  const valueOf = (name: string): string | undefined => flags.findLast((flag) => flag.name === name)?.value;
  const profile = valueOf('coverprofile');
  return profile === undefined
    ? {}
    : { profile: join(isAbsolute(profile) ? '' : (valueOf('outputdir') ?? ''), profile) };
}

function isForTestsOnly({ name }: BuildFlag): boolean {
  return [testFlags.withValue, testFlags.withoutValue].some((names) => names?.includes(name));
}

/** `-test.run` is what the test binary calls `-run`; the go command takes both. */
function withoutPrefix(word: string): string {
  return word.replace(/^(--?)test\.(?=[a-z])/, '$1');
}

function refuse(message: string, hint?: string): TestArguments {
  return { type: 'refused', diagnostic: problem(message, { hint }) };
}
