import { afterEach, expect, test } from 'vitest';
import { nearbyPrograms } from '../../../../src/go/packages/nearby-programs.ts';
import { tempProject, type TempProject } from '../../../support/temp-project.ts';

let project: TempProject;
afterEach(() => project.remove());

const main = 'package main\n';
const options = { env: {}, prefix: '', limitMs: 60_000 };

test('programs at and below a directory, nearest first; none that the go command leaves out', () => {
  project = tempProject({
    'go.mod': 'module m\n',
    'main.go': main,
    'b/x.go': `// Command b.\n${main}`,
    'a/deep/x.go': main,
    'lib/lib.go': 'package lib\n',
    'lib/x_test.go': main,
    'tagged/x.go': `//go:build tools\n\n${main}`,
    'testdata/x.go': main,
    'vendor/v/x.go': main,
    'node_modules/n/x.go': main,
    '.hidden/x.go': main,
    '_old/x.go': main,
    'other/go.mod': 'module other\n',
    'other/x.go': main,
  });
  expect(nearbyPrograms(project.dir, options)).toEqual({ programs: ['', 'b', 'a/deep'], unseen: [] });
  expect(nearbyPrograms(project.at('a'), options)).toEqual({ programs: ['deep'], unseen: [] });
  expect(nearbyPrograms(project.at('missing'), options)).toEqual({ programs: [], unseen: [] });
});

test('modules of the workspace count', () => {
  project = tempProject({
    'go.work': 'go 1.21\n\nuse ./api\n',
    'api/go.mod': 'module api\n',
    'api/x.go': main,
    'tools/go.mod': 'module tools\n',
    'tools/x.go': main,
  });
  expect(nearbyPrograms(project.dir, options).programs).toEqual(['api']);
  expect(nearbyPrograms(project.dir, { ...options, env: { GOWORK: 'off' } }).programs).toEqual([]);
});

test('when the time is up, what is not looked through is named, and what fits the prefix comes first', () => {
  project = tempProject({ 'main.go': main, 'a/x.go': main, 'b/x.go': main, 'c/x.go': main });
  const found = nearbyPrograms(project.dir, { ...options, prefix: 'b', limitMs: 0 });
  expect(found).toEqual({ programs: [''], unseen: ['b', 'a', 'c'] });
});
