import { describe, expect, test } from 'vitest';
import { ProgramFiles } from '../../../../src/go/graph/program-files.ts';
import { graphOf, packageOf } from '../../../support/program-graph.ts';

const web = packageOf('m/web', {
  files: ['web.go', 'web_linux.s'],
  leftOut: ['web_windows.go'],
  embedPatterns: ['static', 'pages/*.html'],
  embedFiles: ['static/css/a.css'],
});
const main = packageOf('m', { files: ['main.go'], imports: ['fmt', 'm/b', 'm/web'] });
const program = new ProgramFiles(graphOf([packageOf('m/b', { imports: ['m/web'] }), web, main]));
const roleOf = (rel: string) => program.roleOf(`/p/${rel}`)?.type;

describe('what a file is', () => {
  test.each<[rel: string, role: string | undefined]>([
    ['main.go', 'compiled'],
    ['web/web_linux.s', 'compiled'],
    ['web/web_windows.go', 'left-out'],
    ['web/static/css/a.css', 'embedded'],
    ['web/static/new/b.png', 'embedded'],
    ['web/static/.hidden', undefined],
    ['web/pages/x.html', 'embedded'],
    ['web/pages/x.css', undefined],
    ['web/pages/sub/x.html', undefined],
    ['go.mod', 'module'],
    ['go.sum', undefined],
    ['b/new.go', 'new'],
    ['b/new.syso', 'new'],
    ['b/new_test.go', undefined],
    ['b/_new.go', undefined],
    ['b/.new.go', undefined],
    ['b/page.html', undefined],
    ['c/c.go', undefined],
  ])('%s: %s', (rel, role) => {
    expect(roleOf(rel)).toBe(role);
  });

  test('beside files that the command line names, nothing new belongs to the program', () => {
    const listed = packageOf('command-line-arguments', { dir: '/p', files: ['main.go'], isListOfFiles: true });
    const files = new ProgramFiles({ ...graphOf([listed]), main: 'command-line-arguments' });
    expect(files.roleOf('/p/main.go')?.type).toBe('compiled');
    expect(files.roleOf('/p/other.go')).toBeUndefined();
  });
});

test('the directories it can lie in', () => {
  const may = ['', '/', '/p', '/p/web', '/p/web/static', '/p/web/static/css', '/p/web/static/new/deep', '/p/web/pages'];
  expect(may.filter((directory) => !program.mayLieBelow(directory))).toEqual(['']);
  const not = ['/p/c', '/p/web/other', '/p/web/pages/sub', '/p/web/static/.git', '/p/b/sub', '/q'];
  expect(not.filter((directory) => program.mayLieBelow(directory))).toEqual([]);
  expect([...program.directories].toSorted()).toEqual(['/p', '/p/b', '/p/web', '/p/web/static/css']);
});

test('the shortest chain of imports', () => {
  expect(program.chainTo(web)).toEqual(['m', 'm/web']);
  expect(program.chainTo(main)).toEqual(['m']);
  expect(program.chainTo(packageOf('m/gone'))).toEqual(['m/gone']);
});
