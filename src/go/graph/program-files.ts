import { basename, dirname, join } from 'node:path';
import { isWithin, pathBelow, resolved } from '../../base/paths.ts';
import { areSurelyFalse, isLeftOutByName } from './build-system.ts';
import { compileEmbedPattern, type EmbedPattern } from './embed-pattern.ts';
import { mayJoinPackage } from '../packages/source-names.ts';
import type { GraphPackage, PackageGraph } from './package-graph.ts';
import { readHeader } from './source-header.ts';

/** Go itself passes over directories of that name: they are for tests (`go help test`). */
const testData = 'testdata';

/** What a file is to the program. */
export type Role =
  /** The compiler, the assembler, the linker or cgo reads it. */
  | { readonly type: 'compiled'; readonly of: GraphPackage }
  | { readonly type: 'embedded'; readonly of: GraphPackage; readonly pattern: string }
  /** go.mod, go.sum, go.work, vendor/modules.txt, a profile. */
  | { readonly type: 'module' }
  /** A source in the directory of a package that build constraints leave out. */
  | { readonly type: 'left-out'; readonly of: GraphPackage }
  /** A source in the directory of a package that the graph does not know yet. */
  | { readonly type: 'new'; readonly of: GraphPackage };

interface Located {
  readonly of: GraphPackage;
  /** Without symlinks. */
  readonly dir: string;
  readonly files: ReadonlySet<string>;
  readonly leftOut: ReadonlySet<string>;
  readonly patterns: readonly { readonly written: string; readonly compiled: EmbedPattern }[];
}

/** Answers what a path is to the program; made once per graph. */
export class ProgramFiles {
  readonly graph: PackageGraph;
  /** Absolute, without symlinks: of the packages, and of what they embed. */
  readonly directories: ReadonlySet<string>;
  /** What tests consist of is part of it. */
  readonly hasTests: boolean;
  readonly #packages: ReadonlyMap<string, Located>;
  readonly #embedding: readonly Located[];
  readonly #moduleFiles: ReadonlySet<string>;
  readonly #onTheWay: ReadonlySet<string>;

  constructor(graph: PackageGraph) {
    this.graph = graph;
    this.hasTests = graph.packages.some(({ tests }) => tests !== undefined);
    const located = graph.packages.map(locate);
    this.#packages = new Map(located.map((each) => [each.dir, each]));
    this.#embedding = located.filter(({ patterns }) => patterns.length > 0);
    this.#moduleFiles = new Set(graph.moduleFiles.map((file) => join(resolved(dirname(file)), basename(file))));
    const embedded = located.flatMap(({ of, dir }) =>
      [...of.embedFiles, ...(of.tests?.embedFiles ?? [])].map((file) => dirname(join(dir, file))),
    );
    this.directories = new Set([...this.#packages.keys(), ...embedded]);
    this.#onTheWay = parentsOf(this.directories);
  }

  /** Undefined: the program does not depend on it. */
  roleOf(path: string): Role | undefined {
    if (this.#moduleFiles.has(path)) return { type: 'module' };
    const name = basename(path);
    const located = this.#packages.get(dirname(path));
    if (located?.files.has(name) === true) return { type: 'compiled', of: located.of };
    const embedded = this.#embeddedBy(path);
    if (embedded !== undefined) return embedded;
    if (located?.leftOut.has(name) === true) return { type: 'left-out', of: located.of };
    return located !== undefined && mayJoin(located.of, name) ? { type: 'new', of: located.of } : undefined;
  }

  /** Whether it lies below a directory `testdata`, where tests were asked for. */
  isTestData(path: string): boolean {
    return this.hasTests && path.split(/[\\/]/).includes(testData);
  }

  /**
   * Whether build constraints surely leave a source out, whatever else is in it: by its name, and, if it is a Go file,
   * by what it says.
   *
   * @param source its text; undefined where it cannot be read
   */
  isSurelyLeftOut(path: string, source: string | undefined): boolean {
    const { system } = this.graph;
    if (system === undefined) return false;
    if (isLeftOutByName(basename(path), system)) return true;
    return path.endsWith('.go') && source !== undefined && areSurelyFalse(readHeader(source).constraints, system);
  }

  /** Whether a file of the program, present or future, may lie in that directory or below it. */
  mayLieBelow(directory: string): boolean {
    if (this.#packages.has(directory) || this.#onTheWay.has(directory)) return true;
    if (this.isTestData(directory)) return true;
    return this.#embedding.some(({ dir, patterns }) => {
      if (!isWithin(directory, dir)) return false;
      const below = pathBelow(directory, dir) ?? '';
      return patterns.some(({ compiled }) => compiled.mayLieBelow(below));
    });
  }

  /** Whether a file there would belong to a package that the program imports. */
  isPackage(directory: string): boolean {
    return this.#packages.has(directory);
  }

  /** Import paths from the main package to that one, each importing the next; the shortest way. */
  chainTo({ importPath }: GraphPackage): readonly string[] {
    const { main, packages } = this.graph;
    const imports = new Map(packages.map((each) => [each.importPath, each.imports]));
    const cameFrom = new Map<string, string | undefined>([[main, undefined]]);
    for (const at of cameFrom.keys()) {
      if (at === importPath) break;
      for (const next of imports.get(at) ?? []) if (imports.has(next) && !cameFrom.has(next)) cameFrom.set(next, at);
    }
    if (!cameFrom.has(importPath)) return [importPath];
    const chain: string[] = [];
    for (let at: string | undefined = importPath; at !== undefined; at = cameFrom.get(at)) chain.unshift(at);
    return chain;
  }

  #embeddedBy(path: string): Role | undefined {
    for (const { of, dir, patterns } of this.#embedding) {
      if (!isWithin(path, dir)) continue;
      const below = pathBelow(path, dir) ?? '';
      const found = patterns.find(({ compiled }) => compiled.matches(below));
      if (found !== undefined) return { type: 'embedded', of, pattern: found.written };
    }
    return undefined;
  }
}

function locate(of: GraphPackage): Located {
  return {
    of,
    dir: resolved(of.dir),
    files: new Set([...of.files, ...(of.tests?.files ?? [])]),
    leftOut: new Set(of.leftOut),
    patterns: patternsOf(of).map((written) => ({ written, compiled: compileEmbedPattern(written) })),
  };
}

function mayJoin({ isListOfFiles, tests }: GraphPackage, name: string): boolean {
  if (isListOfFiles) return false;
  return mayJoinPackage(name) || (tests !== undefined && name.endsWith('_test.go') && !/^[._]/.test(name));
}

function patternsOf({ embedPatterns, tests }: GraphPackage): readonly string[] {
  return [...embedPatterns, ...(tests?.embedPatterns ?? [])];
}

function parentsOf(directories: Iterable<string>): ReadonlySet<string> {
  const parents = new Set<string>();
  for (const directory of directories)
    for (let at = dirname(directory); !parents.has(at); at = dirname(at)) {
      parents.add(at);
      if (dirname(at) === at) break;
    }
  return parents;
}
