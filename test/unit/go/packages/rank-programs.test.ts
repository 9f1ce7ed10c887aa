import { afterEach, describe, expect, test } from 'vitest';
import { byGuess, rankPrograms, type ProgramEvidence } from '../../../../src/go/packages/rank-programs.ts';
import { tempProject, type TempProject } from '../../../support/temp-project.ts';

let project: TempProject | undefined;
afterEach(() => project?.remove());

const mod = { 'go.mod': 'module example.com/shop/v2\n\ngo 1.21\n' };

function ranked(files: Readonly<Record<string, string>>): readonly string[] {
  project = tempProject({ ...mod, ...files });
  const mains = Object.keys(files).filter((name) => /^package main\b/m.test(files[name] ?? ''));
  const dirs = [...new Set(mains.map((name) => `./${name.slice(0, name.lastIndexOf('/'))}`))].toSorted();
  return rankPrograms(dirs, project.dir, {}).map(({ dir, isTool }) => (isTool ? `tool ${dir}` : dir));
}

const main = (imports: readonly string[] = [], body = ''): string =>
  `// Package main is one.\npackage main\n\nimport (\n${imports.map((path) => `\t"${path}"\n`).join('')})\n\nfunc main() { ${body} }\n`;

describe('rankPrograms', () => {
  test('who serves comes before a client of the same library', () => {
    expect(
      ranked({
        'cmd/fetch/main.go': main(['net/http'], 'http.Get("http://x")'),
        'cmd/zebra/main.go': main(['net/http'], 'http.ListenAndServe(":80", nil)'),
        'cmd/plain/main.go': main(['fmt']),
      }),
    ).toEqual(['./cmd/zebra', './cmd/fetch', './cmd/plain']);
  });

  test.each([
    'github.com/gin-gonic/gin',
    'github.com/labstack/echo/v4',
    'github.com/gofiber/fiber/v3',
    'github.com/go-chi/chi/v5',
    'github.com/gorilla/mux',
  ])('%s is for servers', (path) => {
    expect(ranked({ 'cmd/a/main.go': main(['fmt']), 'cmd/b/main.go': main([path]) })).toEqual(['./cmd/b', './cmd/a']);
  });

  test.each([
    ['google.golang.org/grpc', 'grpc.NewServer()', 'grpc.Dial("")'],
    ['connectrpc.com/connect', 'http.Handle("/", nil)', 'connect.NewClient()'],
    ['net', 'net.Listen("tcp", ":1")', 'net.Dial("tcp", ":1")'],
  ])('%s is for both: the code tells', (path, serves, calls) => {
    expect(ranked({ 'cmd/a/main.go': main([path], calls), 'cmd/b/main.go': main([path], serves) })).toEqual([
      './cmd/b',
      './cmd/a',
    ]);
  });

  test('a package that it imports from its own module counts; one behind that does not', () => {
    const files = {
      'internal/transport/http.go': 'package transport\n\nimport "github.com/gin-gonic/gin"\n\nvar _ gin.H\n',
      'internal/deep/deep.go': 'package deep\n\nimport _ "example.com/shop/v2/internal/transport"\n',
      'cmd/a/main.go': main(['example.com/shop/v2/internal/deep']),
      'cmd/b/main.go': main(['example.com/shop/v2/internal/transport']),
      'cmd/c/main.go': main([]),
    };
    expect(ranked(files)).toEqual(['./cmd/b', './cmd/a', './cmd/c']);
  });

  test('tests and files that are never built count for nothing', () => {
    expect(
      ranked({
        'cmd/a/main.go': main([]),
        'cmd/a/main_test.go': main(['github.com/gin-gonic/gin']),
        'cmd/a/gen.go': `//go:build ignore\n\n${main(['github.com/gin-gonic/gin'])}`,
        'cmd/b/main.go': main(['net/http']),
      }),
    ).toEqual(['./cmd/b', './cmd/a']);
  });

  test('generators and tools come last, even those that serve', () => {
    expect(
      ranked({
        'cmd/enumer/main.go': main(['net/http'], 'http.ListenAndServe(":80", nil)'),
        'internal/tools/docs/main.go': main([]),
        'cmd/job/main.go': main([]),
        'internal/model/model.go': 'package model\n\n//go:generate go run -tags x ../../cmd/enumer -type=Kind\n',
      }),
    ).toEqual(['./cmd/job', 'tool ./cmd/enumer', 'tool ./internal/tools/docs']);
  });

  test('a generator named by its import path', () => {
    expect(
      ranked({
        'cmd/enumer/main.go': main([]),
        'cmd/sync/main.go': main([]),
        'model/model.go': 'package model\n\n//go:generate go run example.com/shop/v2/cmd/enumer\n',
      }),
    ).toEqual(['./cmd/sync', 'tool ./cmd/enumer']);
  });

  test('sources that cannot be read or parsed', () => {
    expect(ranked({ 'cmd/a/main.go': 'package main\nimport (', 'cmd/b/main.go': main(['net/http']) })).toEqual([
      './cmd/b',
      './cmd/a',
    ]);
  });
});

describe('byGuess', () => {
  const order = (...names: readonly string[]): readonly string[] =>
    byGuess(
      names.map((name): ProgramEvidence => ({ dir: `./cmd/${name}`, name, serves: 'no', isGenerator: false })),
      'shop',
    ).map(({ dir }) => dir.slice('./cmd/'.length));

  test.each([
    ['scraper', 'server'],
    ['admin', 'api'],
    ['a', 'web'],
    ['a', 'app'],
    ['a', 'shop'],
    ['a', 'shop-server'],
    ['a', 'apiserver'],
    ['api-client', 'zed'],
    ['worker', 'zed'],
  ])('of %s and %s the second', (other, best) => {
    expect(order(other, best)).toEqual([best, other]);
    expect(order(best, other)).toEqual([best, other]);
  });

  test('without any evidence, by path', () => {
    expect(order('c', 'a', 'b')).toEqual(['a', 'b', 'c']);
  });

  test('the handlers of an api may lie deeper than the metrics of a worker', () => {
    const worker: ProgramEvidence = { dir: './cmd/worker', name: 'worker', serves: 'yes', isGenerator: false };
    const api: ProgramEvidence = { dir: './cmd/api', name: 'api', serves: 'no', isGenerator: false };
    expect(byGuess([worker, api], 'shop').map(({ dir }) => dir)).toEqual(['./cmd/api', './cmd/worker']);
  });

  test.each([
    './tools/x',
    './internal/tools/x',
    './gen',
    './internal/generate',
    './_examples/a',
    './examples/a',
    './hack/x',
  ])('%s is a tool', (dir) => {
    expect(byGuess([{ dir, name: 'server', serves: 'yes', isGenerator: false }], 'shop')[0]?.isTool).toBe(true);
  });

  test('./cmd/toolshop is none', () => {
    expect(
      byGuess([{ dir: './cmd/toolshop', name: 'toolshop', serves: 'no', isGenerator: false }], '')[0]?.isTool,
    ).toBe(false);
  });
});
