import { afterAll, describe, expect, test } from 'vitest';
import { compileEmbedPattern } from '../../../src/go/graph/embed-pattern.ts';
import { listPackages } from '../../../src/go/graph/list-packages.ts';
import type { PackageGraph } from '../../../src/go/graph/package-graph.ts';
import { ProgramFiles } from '../../../src/go/graph/program-files.ts';
import { findToolchain } from '../../../src/go/toolchain/toolchain.ts';
import { plainCommands as commands } from '../../support/plain-commands.ts';
import { tempProject, type TempProject } from '../../support/temp-project.ts';
import { scrubbedEnv } from '../../support/gorl-rig.ts';

const env = scrubbedEnv('package-graph', { GOPROXY: 'off', GOTOOLCHAIN: 'local' });
const projects: TempProject[] = [];
afterAll(() => projects.forEach((project) => project.remove()));

function projectOf(files: Readonly<Record<string, string>>): TempProject {
  const project = tempProject(files);
  projects.push(project);
  return project;
}

async function graphIn(cwd: string, packages = ['.'], flags: string[] = []): Promise<PackageGraph> {
  const search = await findToolchain({ cwd, env, commands });
  if (search.type === 'missing') throw new Error('no Go');
  const build = { goFile: search.toolchain.goFile, flags, packages };
  const graph = await listPackages({ build, cwd, env, commands }).graph;
  if (graph === undefined) throw new Error('no graph');
  return graph;
}

const roles = (graph: PackageGraph, { at }: TempProject, ...names: readonly string[]) => {
  const files = new ProgramFiles(graph);
  return Object.fromEntries(names.map((name) => [name, files.roleOf(at(name))?.type]));
};

describe('//go:embed as Go reads it', () => {
  const tree = [
    ...['a.txt', 'static/a.css', 'static/b.js', 'static/sub/c.css', 'static/sub/deep/d.css', 'static/.hidden'],
    ...['static/_private', 'static/.dir/x', 'static/_dir/x', 'static/sub/.h', 'pages/a.html', 'pages/b.tmpl', '.env'],
    ...['other/a.css', 'we ird/x y.txt', 'static/sub/[x].css'],
  ];
  const patterns = [
    ...['static', 'all:static', 'static/*', 'all:static/*', '*', 'static/*.css', 'static/sub', '*/a.css', 'static/*/*'],
    ...[
      'pages/?.html',
      'pages/[ab].*',
      'pages/[^a].*',
      'static/.hidden',
      'static/_dir',
      'a.txt',
      '.env',
      'static/sub/*',
    ],
    ...['all:*', 'static/sub/\\\\[x\\\\].css', '*.txt'],
  ];

  test('each pattern matches the files that it embeds, and no others', async () => {
    const imports = patterns.map((_, at) => `\t_ "example.com/e/p${at}"`).join('\n');
    const packages = patterns.flatMap((pattern, at) => [
      [`p${at}/p.go`, `package p\n\nimport "embed"\n\n//go:embed "${pattern}"\nvar FS embed.FS\n`],
      ...tree.map((file) => [`p${at}/${file}`, '']),
    ]);
    const project = projectOf({
      'go.mod': 'module example.com/e\n\ngo 1.19\n',
      'main.go': `package main\n\nimport (\n${imports}\n)\n\nfunc main() {}\n`,
      ...(Object.fromEntries(packages) as Record<string, string>),
    });
    const graph = await graphIn(project.dir);
    for (const { importPath, embedFiles, embedPatterns } of graph.packages.slice(0, -1)) {
      const [pattern = ''] = embedPatterns;
      const compiled = compileEmbedPattern(pattern);
      const matching = ['p.go', ...tree].filter((file) => compiled.matches(file));
      expect([importPath, pattern, matching.toSorted()]).toEqual([importPath, pattern, embedFiles.toSorted()]);
      const reached = embedFiles.filter((file) => {
        const parents = file.split('/').slice(0, -1);
        return parents.every((_, depth) => compiled.mayLieBelow(parents.slice(0, depth + 1).join('/')));
      });
      expect(reached).toEqual(embedFiles);
    }
    expect(graph.packages).toHaveLength(patterns.length + 1);
    expect(graph.isBroken).toBe(false);
  });
});

const module = (path: string, more = ''): string => `module ${path}\n\ngo 1.19\n${more}`;
const importing = (...paths: readonly string[]): string =>
  `package main\n\nimport (\n${paths.map((path) => `\t_ "${path}"\n`).join('')})\n\nfunc main() {}\n`;

test('a replaced directory, a workspace, and a package that nobody imports', async () => {
  const project = projectOf({
    'app/go.mod': module('example.com/app', '\nrequire example.com/x v0.0.0\n\nreplace example.com/x => ../x\n'),
    'app/main.go': importing('example.com/app/in', 'example.com/x/y', 'example.com/w'),
    'app/in/in.go': 'package in\n',
    'app/in/in_test.go': 'package in\n',
    'app/in/in_windows.go': 'package in\n',
    'app/out/out.go': 'package out\n',
    'x/go.mod': module('example.com/x'),
    'x/y/y.go': 'package y\n',
    'x/z/z.go': 'package z\n',
    'w/go.mod': module('example.com/w'),
    'w/w.go': 'package w\n',
    'go.work': 'go 1.19\n\nuse (\n\t./app\n\t./w\n)\n',
  });
  const graph = await graphIn(project.at('app'));
  expect(graph.isBroken).toBe(false);
  const names = ['app/in/in.go', 'app/in/in_test.go', 'app/in/in_windows.go', 'app/out/out.go', 'x/y/y.go', 'x/z/z.go'];
  expect(roles(graph, project, ...names, 'w/w.go', 'app/go.mod', 'x/go.mod', 'w/go.mod')).toEqual({
    'app/in/in.go': 'compiled',
    'app/in/in_test.go': undefined,
    'app/in/in_windows.go': 'left-out',
    'app/out/out.go': undefined,
    'x/y/y.go': 'compiled',
    'x/z/z.go': undefined,
    'w/w.go': 'compiled',
    'app/go.mod': 'module',
    'x/go.mod': 'module',
    'w/go.mod': 'module',
  });
});

test('what is vendored, and build tags', async () => {
  const project = projectOf({
    'go.mod': module('example.com/v', '\nrequire example.com/x v1.0.0\n'),
    'main.go': importing('example.com/x'),
    'extra.go': '//go:build extra\n\npackage main\n',
    'vendor/example.com/x/x.go': 'package x\n',
    'vendor/modules.txt': '# example.com/x v1.0.0\n## explicit\nexample.com/x\n',
  });
  const names = ['vendor/example.com/x/x.go', 'vendor/modules.txt', 'extra.go'];
  expect(roles(await graphIn(project.dir), project, ...names)).toEqual({
    'vendor/example.com/x/x.go': 'compiled',
    'vendor/modules.txt': 'module',
    'extra.go': 'left-out',
  });
  expect(roles(await graphIn(project.dir, ['.'], ['-tags', 'extra']), project, 'extra.go')['extra.go']).toBe(
    'compiled',
  );
});

test('files of the command line are the whole package', async () => {
  const project = projectOf({
    'go.mod': module('example.com/f'),
    'main.go': importing('example.com/f/in'),
    'other.go': 'package main\n',
    'in/in.go': 'package in\n',
  });
  const graph = await graphIn(project.dir, ['main.go']);
  expect(roles(graph, project, 'main.go', 'other.go', 'in/in.go', 'in/new.go')).toEqual({
    'main.go': 'compiled',
    'other.go': undefined,
    'in/in.go': 'compiled',
    'in/new.go': 'new',
  });
});

describe('a broken tree', () => {
  test('a syntax error, a package that is not there: broken, and the rest is known', async () => {
    const project = projectOf({
      'go.mod': module('example.com/b'),
      'main.go': importing('example.com/b/in', 'example.com/b/gone'),
      'in/in.go': 'package in\n\nimport (\n',
    });
    const graph = await graphIn(project.dir);
    expect(graph.isBroken).toBe(true);
    expect(roles(graph, project, 'main.go', 'in/in.go')).toEqual({ 'main.go': 'compiled', 'in/in.go': 'compiled' });
  });

  test('an embedded directory that is not there yet: whole, and known to be wanted', async () => {
    const project = projectOf({
      'go.mod': module('example.com/b'),
      'main.go': 'package main\n\nimport "embed"\n\n//go:embed build/*\nvar FS embed.FS\n\nfunc main() {}\n',
    });
    const graph = await graphIn(project.dir);
    expect(graph.isBroken).toBe(false);
    expect(roles(graph, project, 'build/index.html', 'build/css/a.css', 'other/a.css')).toEqual({
      'build/index.html': 'embedded',
      'build/css/a.css': 'embedded',
      'other/a.css': undefined,
    });
    expect(new ProgramFiles(graph).mayLieBelow(project.at('build'))).toBe(true);
  });
});
