import { afterEach, expect, test } from 'vitest';
import type { GraphPackage, PackageGraph } from '../../../src/go/graph/package-graph.ts';
import type { Report } from '../../../src/protocol/report.ts';
import { GeneratorHint, hintOf } from '../../../src/session/generator-hint.ts';
import { tempProject, type TempProject } from '../../support/temp-project.ts';

let project: TempProject | undefined;
afterEach(() => project?.remove());

const part = (dir: string, importPath: string, embedFiles: readonly string[] = []): GraphPackage => ({
  importPath,
  name: '',
  dir,
  files: [],
  leftOut: [],
  embedPatterns: [],
  embedFiles,
  imports: [],
  isListOfFiles: false,
});

async function told(files: Readonly<Record<string, string>>, change: Partial<PackageGraph> = {}, config?: string) {
  project = tempProject({ 'go.mod': 'module x\n', ...files });
  const graph: PackageGraph = {
    main: 'x/cmd/a',
    packages: [
      part(project.at('views'), 'x/views'),
      part(project.at('web'), 'x/web', ['static/in.css']),
      part(project.at('cmd/a'), 'x/cmd/a'),
    ],
    moduleFiles: [project.at('go.mod')],
    isBroken: false,
    ...change,
  };
  const messages: string[] = [];
  const hint = new GeneratorHint();
  const reporter = {
    report: (report: Report) => void messages.push(report.type === 'notice' ? report.message : report.type),
  };
  const file = config === undefined ? {} : { file: { path: config, shown: config, text: '' } };
  // Once in a session, however often the program becomes known.
  for (let time = 0; time < 2; time++) await hint.tell({ root: project.dir, ...file }, graph, reporter);
  return messages;
}

test('what lies in the root, in a package, or beside an embedded file', async () => {
  expect(
    await told({
      'views/a.templ': '',
      'sqlc.yaml': '',
      'web/static/in.css': '@import "tailwindcss";',
      'web/static/output.css': '',
    }),
  ).toEqual([
    'found sqlc (sqlc.yaml), templ (views/a.templ), tailwind (web/static/in.css): gorl init writes a config that runs them',
  ]);
});

test('directories that are no part of the program are not looked at', async () => {
  expect(await told({ 'other/a.templ': '', 'node_modules/x/a.templ': '' })).toEqual([]);
});

test('with a config, a broken program, or a guess: nothing', async () => {
  expect(await told({ 'views/a.templ': '' }, {}, '.air.toml')).toEqual([]);
  expect(await told({ 'views/a.templ': '' }, { isBroken: true })).toEqual([]);
  expect(await told({ 'web/static/in.css': '@import "tailwindcss";' })).toEqual([]);
});

test('one is told of in the singular', () => {
  expect(hintOf([{ name: 'templ', evidence: 'views/a.templ' }])).toBe(
    'found templ (views/a.templ): gorl init writes a config that runs it',
  );
});
