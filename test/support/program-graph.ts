import type { GraphPackage, PackageGraph } from '../../src/go/graph/package-graph.ts';

/** A package of module `m`, which lies in /p; by default of one file, `a.go`, that imports nothing. */
export function packageOf(importPath: string, more: Partial<GraphPackage> = {}): GraphPackage {
  return {
    importPath,
    name: importPath === 'm' ? 'main' : (importPath.split('/').at(-1) ?? ''),
    dir: importPath.replace(/^m(?=\/|$)/, '/p'),
    files: ['a.go'],
    leftOut: [],
    embedPatterns: [],
    embedFiles: [],
    imports: [],
    isListOfFiles: false,
    ...more,
  };
}

/** Of the main package `m`. */
export function graphOf(packages: readonly GraphPackage[]): PackageGraph {
  return { main: 'm', packages, moduleFiles: ['/p/go.mod'], isBroken: false };
}
