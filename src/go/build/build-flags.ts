/** Flags of `go build` (Go 1.19 to 1.27, `go help build`) that take their value from the next word if it is not behind `=`. */
const withValue = new Set([
  'C',
  'asmflags',
  'buildmode',
  'compiler',
  'covermode',
  'coverpkg',
  'debug-actiongraph',
  'debug-runtime-trace',
  'debug-trace',
  'gccgoflags',
  'gcflags',
  'installsuffix',
  'ldflags',
  'mod',
  'modfile',
  'o',
  'overlay',
  'p',
  'pgo',
  'pkgdir',
  'tags',
  'toolexec',
]);
const withoutValue = new Set([
  'a',
  'asan',
  'buildvcs',
  'cover',
  'i',
  'json',
  'linkshared',
  'modcacherw',
  'msan',
  'n',
  'race',
  'trimpath',
  'v',
  'work',
  'x',
]);

export interface BuildFlag {
  /** Without dashes. */
  readonly name: string;
  /** Undefined for a flag without a value. */
  readonly value: string | undefined;
  /** As written: one word or two. */
  readonly words: readonly string[];
}

export type ParsedFlags =
  | { readonly type: 'ok'; readonly flags: readonly BuildFlag[]; readonly rest: readonly string[] }
  | { readonly type: 'unknown-flag'; readonly flag: string }
  | { readonly type: 'value-missing'; readonly flag: string };

/** Flags that a go command knows besides those of `go build`. */
export interface MoreFlags {
  readonly withValue: readonly string[];
  /** Default: none. */
  readonly withoutValue?: readonly string[];
}

/**
 * Go's flag package: flags end at the first word that is none, at `-` and after `--`; one dash or
 * two mean the same; `-x=v` and, for flags that take a value, `-x v`.
 */
export function parseBuildFlags(words: readonly string[], more: MoreFlags = { withValue: [] }): ParsedFlags {
  const flags: BuildFlag[] = [];
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at] as string;
    if (!word.startsWith('-') || word === '-') break;
    if (word === '--') {
      at++;
      break;
    }
    const [, name = '', value] = /^--?([^=]*)(?:=([^]*))?$/.exec(word) ?? [];
    const takesValue = withValue.has(name) || more.withValue.includes(name);
    if (!takesValue && !withoutValue.has(name) && more.withoutValue?.includes(name) !== true)
      return { type: 'unknown-flag', flag: word };
    if (!takesValue || value !== undefined) {
      flags.push({ name, value, words: [word] });
      continue;
    }
    const next = words[++at];
    if (next === undefined) return { type: 'value-missing', flag: word };
    flags.push({ name, value: next, words: [word, next] });
  }
  return { type: 'ok', flags, rest: words.slice(at) };
}

/** Whether a flag without a value is on: `-n`, `-n=true`, but not `-n=false`. */
export function isOn(flag: BuildFlag): boolean {
  return flag.value === undefined || !/^(?:false|f|0)$/i.test(flag.value);
}
