import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { oncePer } from '../../base/once-per.ts';
import { stampOf } from '../../base/file-times.ts';
import type { CommandResult, RunningCommand } from '../../engine/ports.ts';
import type { CompiledPackages, ImportedExports } from './compiled-packages.ts';
import { readState, type FileState } from './file-states.ts';
import type { OwnPackage, Program } from './program.ts';
import { compile, type ToolContext } from './toolchain-run.ts';

/** A compilation that began before anybody asked for it. */
export interface AheadCompilation {
  readonly archive: string;
  /** Of what it reads, as it was before: in the order of filesOf. */
  readonly stamps: readonly string[];
  readonly running: RunningCommand;
  readonly result: Promise<CommandResult>;
}

interface Begun extends AheadCompilation {
  readonly id: string;
  /** Of its sources and what it embeds, by absolute path. */
  readonly hashes: ReadonlyMap<string, string>;
  readonly compiledWith: ImportedExports;
}

/** What is started, rather than run to its end. */
export interface AheadContext extends Omit<ToolContext, 'run'> {
  readonly start: (spec: Parameters<ToolContext['run']>[0]) => RunningCommand;
}

/**
 * Compiles a package as soon as a source of it is written, while it is not known yet whether more follows. One at a time:
 * what is written next ends it, and what is not asked for is thrown away.
 */
export class Ahead {
  readonly #packages: CompiledPackages;
  readonly #dir: string;
  #begun: Begun | undefined;
  #count = 0;

  /** @param dir absolute, there: for archives */
  constructor(packages: CompiledPackages, dir: string) {
    this.#packages = packages;
    this.#dir = dir;
  }

  /** A file was written. It begins if that is all that keeps its package from being what was compiled last. */
  written(path: string, { packages, files }: Program, context: AheadContext): void {
    const before = files.get(path);
    if (before === undefined) return;
    const owner = plainOwners(packages).get(path);
    if (owner === undefined) return;
    const now = readState(path);
    if (now.hash === this.#begun?.hashes.get(path)) return;
    this.drop();
    // Not whole yet, or not for the compiler alone, or nothing.
    if (now.hash === '' || now.frame !== before.frame || now.hash === before.hash) return;
    this.#begin(owner, new Map([...stateHashes(owner, files), [path, now.hash]]), context);
  }

  /** The compilation of exactly that, if it has begun. It is the caller's then. */
  take(id: string, hashes: ReadonlyMap<string, string>): AheadCompilation | undefined {
    const begun = this.#begun;
    if (begun?.id !== id) return undefined;
    if (!isSame(begun.hashes, hashes) || !isSame(begun.compiledWith, this.#packages.exportsFor(id))) return undefined;
    this.#begun = undefined;
    return begun;
  }

  /** Ends what nobody has asked for. */
  drop(): void {
    const begun = this.#begun;
    this.#begun = undefined;
    if (begun === undefined) return;
    void begun.running.cancel().then(() => rmSync(begun.archive, { force: true }));
  }

  #begin(own: OwnPackage, hashes: ReadonlyMap<string, string>, context: AheadContext): void {
    const { id } = own;
    const stamps = filesOf(own).map(stampOf);
    const name = `ahead-${(this.#count += 1)}`;
    const archive = join(this.#dir, `${name}.a`);
    let running: RunningCommand | undefined;
    const result = compile(this.#packages.stepOf(id), {
      archive,
      archives: this.#packages.archives,
      context: {
        ...context,
        workDir: join(context.workDir, name),
        run: (spec) => {
          running = context.start(spec);
          return running.ended;
        },
      },
    });
    if (running === undefined) return;
    this.#begun = { id, hashes, compiledWith: this.#packages.exportsFor(id), archive, stamps, running, result };
  }
}

/** By absolute path of what it reads: the first package that the compiler alone makes. */
export const plainOwners = oncePer((packages: Program['packages']): ReadonlyMap<string, OwnPackage> => {
  const plain = [...packages.values()].filter(({ isPlain }) => isPlain);
  // The first has the last word.
  return new Map(plain.toReversed().flatMap((each) => filesOf(each).map((path) => [path, each] as const)));
});

/** Absolute paths of all that the compiler reads of a package itself. */
export function filesOf({ dir, sources, embedFiles }: OwnPackage): readonly string[] {
  return [...sources.map((name) => join(dir, name)), ...embedFiles];
}

function stateHashes(own: OwnPackage, files: ReadonlyMap<string, FileState>): readonly (readonly [string, string])[] {
  return filesOf(own).map((path) => [path, files.get(path)?.hash ?? '']);
}

function isSame(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  return one.size === other.size && [...one].every(([key, value]) => other.get(key) === value);
}
