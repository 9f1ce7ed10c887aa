import type { BuildSystem } from './build-system.ts';

/** A package of the program whose files can change: of an own module, a workspace, a local `replace`, or `vendor`. */
export interface GraphPackage {
  readonly importPath: string;
  /** Of its package clause; '' where the go command could not tell. */
  readonly name: string;
  /** Absolute. */
  readonly dir: string;
  /** Base names of what is compiled, assembled, linked or read by cgo. */
  readonly files: readonly string[];
  /** Base names of sources that build constraints leave out. */
  readonly leftOut: readonly string[];
  /** As in the sources: `static/*`, `all:web`. */
  readonly embedPatterns: readonly string[];
  /** Below `dir`, `/`-separated. */
  readonly embedFiles: readonly string[];
  /** Import paths, as resolved; packages that cannot change are among them. */
  readonly imports: readonly string[];
  /** It consists of files named on the command line, and new files beside them do not belong to it. */
  readonly isListOfFiles: boolean;
  /** Where tests were asked for: of each package that was named, also one without. */
  readonly tests?: PackageTests;
}

/** What the tests of a package consist of, besides the package: those inside of it and those outside. */
export interface PackageTests {
  /** Base names. */
  readonly files: readonly string[];
  /** As those of the package. */
  readonly embedPatterns: readonly string[];
  readonly embedFiles: readonly string[];
  readonly imports: readonly string[];
}

/** What a program is made of, as the go command says. Plain data. */
export interface PackageGraph {
  /** The import path of what is built. */
  readonly main: string;
  /** Dependencies first. */
  readonly packages: readonly GraphPackage[];
  /** go.mod, go.sum, go.work, go.work.sum, vendor/modules.txt and the profile, whether they are there or not. Absolute. */
  readonly moduleFiles: readonly string[];
  /** Absent where the listing does not tell. */
  readonly system?: BuildSystem;
  /** It contains C, so that the C compiler links it, with a linker that may be chosen. */
  readonly linksC?: true;
  /** Something in it could not be read or found: it may lack packages. */
  readonly isBroken: boolean;
}

/**
 * What is known while the tree is broken: the new listing, and of the one before what it lacks. A file that belonged to
 * the program a moment ago will most likely belong to it again.
 */
export function joinGraphs(before: PackageGraph, broken: PackageGraph): PackageGraph {
  const now = new Map(broken.packages.map((each) => [each.importPath, each]));
  const joined = before.packages.map((old) => {
    const found = now.get(old.importPath);
    now.delete(old.importPath);
    return found === undefined ? old : joinPackages(old, found);
  });
  const system = broken.system ?? before.system;
  const linksC = broken.linksC ?? before.linksC;
  return {
    ...(linksC === undefined ? {} : { linksC }),
    ...(system === undefined ? {} : { system }),
    main: broken.main === '' ? before.main : broken.main,
    packages: [...joined, ...now.values()],
    moduleFiles: union(before.moduleFiles, broken.moduleFiles),
    isBroken: true,
  };
}

function joinPackages(before: GraphPackage, now: GraphPackage): GraphPackage {
  if (before.dir !== now.dir) return now;
  return {
    ...now,
    name: now.name === '' ? before.name : now.name,
    files: union(before.files, now.files),
    leftOut: union(before.leftOut, now.leftOut),
    embedPatterns: union(before.embedPatterns, now.embedPatterns),
    embedFiles: union(before.embedFiles, now.embedFiles),
    imports: union(before.imports, now.imports),
    ...(before.tests === undefined || now.tests === undefined ? {} : { tests: joinTests(before.tests, now.tests) }),
  };
}

function joinTests(before: PackageTests, now: PackageTests): PackageTests {
  return {
    files: union(before.files, now.files),
    embedPatterns: union(before.embedPatterns, now.embedPatterns),
    embedFiles: union(before.embedFiles, now.embedFiles),
    imports: union(before.imports, now.imports),
  };
}

function union(a: readonly string[], b: readonly string[]): readonly string[] {
  return [...new Set([...a, ...b])];
}
