import { count } from '../../base/plural.ts';
import type { PackageGraph } from '../../go/graph/package-graph.ts';

/** For people: what of it can change. */
export function describeProgram({ packages, isBroken }: PackageGraph): string {
  const files = packages.reduce((sum, each) => sum + each.files.length + each.embedFiles.length, 0);
  const made = `the program is made of ${count(packages.length, 'package')} and ${count(files, 'file')} that can change`;
  return isBroken ? `${made}, as far as the go command can tell` : made;
}
