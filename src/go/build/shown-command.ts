import type { Env } from '../../base/env.ts';
import { shellQuote } from '../../base/shell-quote.ts';

/** What decides which binary comes out (`go help environment`), and nothing that may be a secret. */
const ofBuild =
  /^(?:GO(?:OS|ARCH|FLAGS|ENV|WORK|EXPERIMENT|FIPS140|PATH|ROOT|TOOLCHAIN|MODCACHE|111MODULE|AMD64|ARM|ARM64|386|MIPS|MIPS64|PPC64|RISCV64)|CGO_\w+|CC|CXX|FC|AR|GCCGO|PKG_CONFIG\w*|CPATH|C_INCLUDE_PATH|CPLUS_INCLUDE_PATH|LIBRARY_PATH)$/;

export interface ShownCommand {
  readonly words: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  readonly env: Env;
  /** What gorl was started with, and so what a person has who repeats the command. */
  readonly startedWith: Env;
}

/** A line for a POSIX shell that does the same. */
export function shownCommand({ words, cwd, env, startedWith }: ShownCommand): string {
  const variables = Object.entries(env)
    .filter(([name, value]) => ofBuild.test(name) && startedWith[name] !== value)
    .map(([name, value]) => `${name}=${shellQuote(value)}`);
  return `cd ${shellQuote(cwd)} && ${[...variables, ...words.map(shellQuote)].join(' ')}`;
}
