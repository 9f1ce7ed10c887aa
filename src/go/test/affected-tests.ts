import { basename, dirname } from 'node:path';
import { resolved } from '../../base/paths.ts';
import type { GraphPackage, PackageGraph } from '../graph/package-graph.ts';
import type { ProgramFiles } from '../graph/program-files.ts';

/** Import paths of packages whose tests may come out differently. */
export interface AffectedTests {
  /** What was changed itself. */
  readonly changed: readonly string[];
  /** What imports that, the nearest first, and whatever may read a file that belongs to no package. */
  readonly others: readonly string[];
}

/** Which tests depend on what; made once per graph. */
export class TestedPackages {
  /** Import paths of all that were named, dependencies first. */
  readonly all: readonly string[];
  readonly #program: ProgramFiles;
  readonly #byDirectory: ReadonlyMap<string, GraphPackage>;
  /** Import path → packages that import it, tests aside. */
  readonly #importers: ReadonlyMap<string, readonly string[]>;
  /** Import path → named packages whose tests import it. */
  readonly #testers: ReadonlyMap<string, readonly string[]>;

  /** @param program of a graph with tests */
  constructor(program: ProgramFiles) {
    const { packages } = program.graph;
    this.#program = program;
    this.all = namesOf(packages.filter(({ tests }) => tests !== undefined));
    this.#byDirectory = new Map(packages.map((each) => [resolved(each.dir), each]));
    this.#importers = invert(packages, ({ imports }) => imports);
    this.#testers = invert(packages, ({ tests }) => tests?.imports ?? []);
  }

  /**
   * @param paths absolute, of what was written, made or removed. A file that no package has, and go.mod, may matter to
   *   any test: the go command's cache knows which files each has opened.
   */
  affectedBy(paths: readonly string[]): AffectedTests {
    const changed = new Set<string>();
    /** Whose importers are affected, too. */
    const spreading = new Set<string>();
    let mayBeAny = false;
    for (const path of paths) {
      const found = this.#find(path);
      found.packages.forEach((name) => changed.add(name));
      if (found.reach === 'importers') found.packages.forEach((name) => spreading.add(name));
      if (found.reach === 'all' || this.#program.isTestData(path)) mayBeAny = true;
    }
    const others = new Set(this.#dependingOn(spreading));
    if (mayBeAny) this.all.forEach((name) => others.add(name));
    const named = new Set(this.all);
    return {
      changed: [...changed].filter((name) => named.has(name)),
      others: [...others].filter((name) => named.has(name) && !changed.has(name)),
    };
  }

  #find(path: string): { readonly packages: readonly string[]; readonly reach: 'itself' | 'importers' | 'all' } {
    const role = this.#program.roleOf(path);
    switch (role?.type) {
      case 'compiled':
      case 'new':
      case 'left-out':
        return { packages: [role.of.importPath], reach: isOfTests(role.of, path) ? 'itself' : 'importers' };
      case 'embedded': {
        const isOfProgram = role.of.embedPatterns.includes(role.pattern);
        return { packages: [role.of.importPath], reach: isOfProgram ? 'importers' : 'itself' };
      }
      case 'module':
        return { packages: [], reach: 'all' };
      case undefined:
        return { packages: this.#nearest(path), reach: 'all' };
    }
  }

  /** The package in whose directory, or nearest above, a file lies. */
  #nearest(path: string): readonly string[] {
    for (let at = dirname(path); ; at = dirname(at)) {
      const found = this.#byDirectory.get(at);
      if (found !== undefined) return [found.importPath];
      if (dirname(at) === at) return [];
    }
  }

  /** By how many imports they are away; tests are at the end of each way. */
  #dependingOn(packages: ReadonlySet<string>): readonly string[] {
    const found = new Set(packages);
    const affected = new Set<string>();
    for (const name of found) {
      affected.add(name);
      for (const importer of this.#importers.get(name) ?? []) found.add(importer);
      for (const tester of this.#testers.get(name) ?? []) affected.add(tester);
    }
    return [...affected];
  }
}

/** The directory of each package, by import path. */
export function directoriesOf({ packages }: PackageGraph): ReadonlyMap<string, string> {
  return new Map(packages.map(({ importPath, dir }) => [importPath, dir]));
}

function isOfTests({ tests }: GraphPackage, path: string): boolean {
  return tests !== undefined && basename(path).endsWith('_test.go');
}

function namesOf(packages: readonly GraphPackage[]): readonly string[] {
  return packages.map(({ importPath }) => importPath);
}

function invert(
  packages: readonly GraphPackage[],
  importsOf: (each: GraphPackage) => readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const each of packages)
    for (const path of importsOf(each)) {
      const known = found.get(path);
      if (known === undefined) found.set(path, [each.importPath]);
      else known.push(each.importPath);
    }
  return found;
}
