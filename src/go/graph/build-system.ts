import { isSystem, systemsInName } from '../packages/named-systems.ts';

/** What a program is built for: GOOS and GOARCH. */
export interface BuildSystem {
  readonly os: string;
  readonly arch: string;
}

/** What an operating system counts as, besides itself (go/build, `matchTag`). */
const alsoCountsAs: { readonly [os: string]: string } = { android: 'linux', illumos: 'solaris', ios: 'darwin' };

/**
 * As files of the standard library say that only one system has (`internal/goos`, `internal/goarch`): no setting of the
 * go command can be overlooked. Undefined where none says so.
 */
export function systemOf(standardFiles: readonly string[]): BuildSystem | undefined {
  const find = (expression: RegExp): string | undefined =>
    standardFiles.map((name) => expression.exec(name)?.[1]).find((found) => found !== undefined);
  const [os, arch] = [find(/^zgoos_(\w+)\.go$/), find(/^zgoarch_(\w+)\.go$/)];
  return os === undefined || arch === undefined ? undefined : { os, arch };
}

/** Whether the name of a source alone leaves it out of what is built for that system. */
export function isLeftOutByName(name: string, system: BuildSystem): boolean {
  return systemsInName(name).some((word) => !counts(word, system));
}

/**
 * Whether the build constraints of a Go file surely leave it out. Of words that are no system nobody asks here whether
 * they are set; `ignore` alone is taken as one that is not (https://pkg.go.dev/cmd/go#hdr-Build_constraints).
 *
 * @param constraints the lines, as they stand in the source
 */
export function areSurelyFalse(constraints: readonly string[], system: BuildSystem): boolean {
  // Beside a go:build line the older kind does not count; alone it is left to the go command.
  const [line] = constraints.filter((each) => each.startsWith('//go:build'));
  if (line === undefined) return false;
  return new Expression(line.slice('//go:build'.length), system).value() === false;
}

function counts(word: string, { os, arch }: BuildSystem): boolean {
  return word === os || word === arch || word === alsoCountsAs[os];
}

/** `undefined`: it depends on what is not known here. */
type Truth = boolean | undefined;

/** The grammar of https://pkg.go.dev/go/build/constraint. */
class Expression {
  readonly #words: readonly string[];
  readonly #system: BuildSystem;
  #at = 0;
  #isBroken = false;

  constructor(text: string, system: BuildSystem) {
    this.#words = text.replace(/\/\/.*/, '').match(/&&|\|\||[!()]|[^\s!()&|]+|\S/g) ?? [];
    this.#system = system;
  }

  /** Undefined, too, where it is not well-formed. */
  value(): Truth {
    const value = this.#or();
    return this.#at === this.#words.length && !this.#isBroken ? value : undefined;
  }

  #or(): Truth {
    let value = this.#and();
    while (this.#take('||')) {
      const other = this.#and();
      value = value === true || other === true ? true : value === false && other === false ? false : undefined;
    }
    return value;
  }

  #and(): Truth {
    let value = this.#not();
    while (this.#take('&&')) {
      const other = this.#not();
      value = value === false || other === false ? false : value === true && other === true ? true : undefined;
    }
    return value;
  }

  #not(): Truth {
    if (this.#take('!')) {
      const value = this.#not();
      return value === undefined ? undefined : !value;
    }
    if (this.#take('(')) {
      const value = this.#or();
      this.#isBroken ||= !this.#take(')');
      return value;
    }
    const word = this.#words[this.#at] ?? '';
    this.#at += 1;
    this.#isBroken ||= !/^[\p{L}\p{N}_.]+$/u.test(word);
    if (word === 'ignore') return false;
    return isSystem(word) ? counts(word, this.#system) : undefined;
  }

  #take(word: string): boolean {
    if (this.#words[this.#at] !== word) return false;
    this.#at += 1;
    return true;
  }
}
