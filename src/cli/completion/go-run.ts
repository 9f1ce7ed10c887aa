import { parseBuildFlags } from '../../go/build/build-flags.ts';
import type { Candidate, Completion, Surroundings } from './candidates.ts';
import { programCandidates } from './program-candidates.ts';

/** Flags of `go build` (`go help build`) that `gorl run` passes on. */
const goFlags: Readonly<Record<string, string>> = {
  race: 'detect data races',
  tags: 'build tags, separated by commas',
  ldflags: 'arguments for the linker',
  gcflags: 'arguments for the compiler',
  mod: 'how modules are loaded: mod, readonly, vendor',
  modfile: 'another go.mod',
  trimpath: 'leave file system paths out of the binary',
  cover: 'record coverage',
  coverpkg: 'the packages whose coverage is recorded',
  msan: 'look for memory errors with the memory sanitizer',
  asan: 'look for memory errors with the address sanitizer',
  pgo: 'a profile to optimize for: a file, auto, off',
  overlay: 'a JSON file that replaces files for the build',
  buildvcs: 'whether the commit is stamped into the binary',
  v: 'name the packages as they are compiled',
  x: 'print the commands',
  a: 'build all packages anew',
};

/** Offered to those who begin to write them. */
const rareGoFlags: Readonly<Record<string, string>> = {
  asmflags: 'arguments for the assembler',
  buildmode: 'the kind of binary',
  compiler: 'the compiler: gc, gccgo',
  covermode: 'how coverage counts: set, count, atomic',
  gccgoflags: 'arguments for gccgo',
  installsuffix: 'a suffix for the directory of installed packages',
  linkshared: 'link against shared libraries',
  modcacherw: 'leave the module cache writable',
  p: 'how many commands run at a time',
  pkgdir: 'where packages are installed and loaded from',
  toolexec: 'a program that runs the compiler and the linker',
  work: 'name the work directory and keep it',
};

const values: Readonly<Record<string, Completion>> = {
  buildvcs: those(['true', 'false', 'auto']),
  compiler: those(['gc', 'gccgo']),
  mod: those(['mod', 'readonly', 'vendor']),
  covermode: those(['set', 'count', 'atomic']),
  pgo: { ...those(['auto', 'off']), names: 'files' },
  modfile: { names: 'files', candidates: [] },
  overlay: { names: 'files', candidates: [] },
};

function those(words: readonly string[]): Completion {
  return { names: 'nothing', candidates: words.map((word) => ({ word })) };
}

/** @param isBare nothing but a dash is written */
export function goFlagCandidates(isBare = false): readonly Candidate[] {
  const offered = isBare ? goFlags : { ...goFlags, ...rareGoFlags };
  return Object.entries(offered).map(([name, description]) => ({ word: `-${name}`, description }));
}

export function goFlagValues(flag: string): Completion {
  return values[flag.replace(/^--?/, '')] ?? those([]);
}

/** What may stand at the end of `gorl run …`, behind gorl's own flags. */
export function goRunCompletion(before: readonly string[], current: string, around: Surroundings): Completion {
  const parsed = parseBuildFlags(before, { withValue: ['exec'] });
  if (parsed.type === 'value-missing') return goFlagValues(parsed.flag);
  if (parsed.type === 'unknown-flag') return those([]);
  // Further files of the program, or the words of the app, which may be anything.
  if (parsed.rest.length > 0) return { names: 'files', candidates: [] };
  if (current.startsWith('-') && before.at(-1) !== '--') return goFlagOrItsValue(current);
  return { names: 'nothing', candidates: programCandidates(current, around) };
}

function goFlagOrItsValue(current: string): Completion {
  const flag = /^(--?[^=]+)=/.exec(current)?.[1];
  if (flag === undefined) return { names: 'nothing', candidates: goFlagCandidates(current === '-') };
  const { names, candidates } = goFlagValues(flag);
  return { names, candidates: candidates.map(({ word }) => ({ word: `${flag}=${word}` })) };
}
