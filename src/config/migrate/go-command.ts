import type { Word } from './shell-text.ts';

/** What a `go run` or a `go build` says. */
export interface GoCommand {
  /** As written, without `-o` and go run's `-exec`. */
  readonly flags: readonly string[];
  /** As written: one package, or the files of one; empty where it says nothing. */
  readonly packages: readonly string[];
  /** The words behind the package. */
  readonly rest: readonly Word[];
  /** Of `-o`, as written. */
  readonly output?: string;
  readonly lost: readonly string[];
}

/** Flags of `go build` and `go run` that take a value as the next word (https://pkg.go.dev/cmd/go). */
const valueFlags: ReadonlySet<string> = new Set(
  'C asmflags buildmode compiler covermode coverpkg exec gccgoflags gcflags installsuffix ldflags mod modfile o overlay p pgo pkgdir tags toolexec'.split(
    ' ',
  ),
);

/** @param words those behind `go run` or `go build` */
export function readGoCommand(words: readonly Word[]): GoCommand {
  const flags: string[] = [];
  const lost: string[] = [];
  let output: string | undefined;
  let at = 0;
  while (words[at]?.raw.startsWith('-') === true) {
    const { raw } = words[at++] as Word;
    const name = raw.replace(/^--?/, '').replace(/=[\s\S]*$/, '');
    const given = valueFlags.has(name) && !raw.includes('=') ? [raw, words[at++]?.raw ?? ''] : [raw];
    if (name === 'o') output = given[1] ?? raw.slice(raw.indexOf('=') + 1);
    else if (name === 'exec') lost.push(`go run's ${given.join(' ')} has no counterpart`);
    // `--` in this place is of another tool.
    else if (raw !== '--') flags.push(...given);
  }
  const packages: string[] = [];
  while (at < words.length && (packages.length === 0 || isGoFile(words[at])) && (at === 0 || allGoFiles(packages)))
    packages.push((words[at++] as Word).raw);
  return { flags, packages, rest: words.slice(at), ...(output === undefined ? {} : { output }), lost };
}

function isGoFile(word: Word | undefined): boolean {
  return word?.raw.endsWith('.go') === true;
}

function allGoFiles(packages: readonly string[]): boolean {
  return packages.every((each) => each.endsWith('.go'));
}
