import { describe, expect, test } from 'vitest';
import { ProgramFiles } from '../../../../src/go/graph/program-files.ts';
import { TestedPackages } from '../../../../src/go/test/affected-tests.ts';
import type { GraphPackage, PackageTests } from '../../../../src/go/graph/package-graph.ts';
import { graphOf, packageOf } from '../../../support/program-graph.ts';

function tests(more: Partial<PackageTests> = {}): PackageTests {
  return { files: ['a_test.go'], embedPatterns: [], embedFiles: [], imports: [], ...more };
}

/** Base ← mid ← top; the tests of side, but not side itself, import base; rig is of no test that was asked for. */
const packages: readonly GraphPackage[] = [
  packageOf('m/base', { tests: tests(), embedPatterns: ['assets'], embedFiles: ['assets/a.txt'] }),
  packageOf('m/rig', { imports: [] }),
  packageOf('m/mid', { imports: ['m/base'], tests: tests() }),
  packageOf('m/top', {
    imports: ['m/mid'],
    tests: tests({ embedPatterns: ['golden'], embedFiles: ['golden/b.txt'], imports: ['m/rig'] }),
  }),
  packageOf('m/side', { tests: tests({ imports: ['m/base'] }) }),
  packageOf('m/lone', { tests: tests({ files: [] }) }),
];
const tested = new TestedPackages(new ProgramFiles(graphOf(packages)));
const all = ['m/base', 'm/mid', 'm/top', 'm/side', 'm/lone'];
const without = (...names: readonly string[]): readonly string[] => all.filter((name) => !names.includes(name));

describe('which tests a change affects', () => {
  test.each<[rel: string, changed: readonly string[], others: readonly string[]]>([
    ['base/a.go', ['m/base'], ['m/side', 'm/mid', 'm/top']],
    ['base/new.go', ['m/base'], ['m/side', 'm/mid', 'm/top']],
    ['base/a_test.go', ['m/base'], []],
    ['base/new_test.go', ['m/base'], []],
    ['base/assets/a.txt', ['m/base'], ['m/side', 'm/mid', 'm/top']],
    ['base/assets/new.txt', ['m/base'], ['m/side', 'm/mid', 'm/top']],
    ['mid/a.go', ['m/mid'], ['m/top']],
    ['top/golden/b.txt', ['m/top'], []],
    ['rig/a.go', [], ['m/top']],
    ['lone/a.go', ['m/lone'], []],
    ['mid/testdata/x.json', ['m/mid'], without('m/mid')],
    ['testdata/x.json', [], all],
    ['top/notes.txt', ['m/top'], without('m/top')],
    ['go.mod', [], all],
  ])('%s', (rel, changed, others) => {
    expect(tested.affectedBy([`/p/${rel}`])).toEqual({ changed, others });
  });

  test('several files affect each package once', () => {
    expect(tested.affectedBy(['/p/mid/a.go', '/p/base/a.go'])).toEqual({
      changed: ['m/mid', 'm/base'],
      others: ['m/side', 'm/top'],
    });
  });

  test('no file affects none', () => {
    expect(tested.affectedBy([])).toEqual({ changed: [], others: [] });
  });
});

test('all that were named, dependencies first', () => {
  expect(tested.all).toEqual(all);
});
