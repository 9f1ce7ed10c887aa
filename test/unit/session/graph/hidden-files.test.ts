import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hiddenFiles } from '../../../../src/session/graph/hidden-files.ts';
import { graphOf, packageOf } from '../../../support/program-graph.ts';
import { temporaryProject } from '../../watch/scope/temporary-project.ts';

const { root, compile } = temporaryProject();
const graph = graphOf([
  packageOf('m/gen', { dir: join(root, 'gen'), files: ['a.go', 'b.go', 'c.go'], embedFiles: ['x.sql'] }),
  packageOf('m', { dir: root, files: ['main.go'] }),
]);

test('what the user’s own lists hide is named, with the list', () => {
  const { filter } = compile({ excludeDir: ['gen'], excludeDirIsDefault: false });
  expect(hiddenFiles(graph, filter)?.message).toBe(
    'exclude_dir "gen" hides what the program is made of: a save of gen/a.go, gen/b.go, gen/c.go and 1 more does nothing',
  );
  const byName = compile({ excludeFile: ['main.go'] }).filter;
  expect(hiddenFiles(graph, byName)?.message).toContain('exclude_file "main.go" hides');
});

test('nothing is said where nothing is hidden', () => {
  expect(hiddenFiles(graph, compile().filter)).toBeUndefined();
});
