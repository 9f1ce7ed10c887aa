import { describe, expect, test } from 'vitest';
import { findGenerators, findKnownGenerators } from '../../../../src/go/generators/find-generators.ts';
import type { FoundGenerator, ProjectView } from '../../../../src/go/generators/project-view.ts';

function view(files: Readonly<Record<string, string>>): ProjectView {
  return {
    files: Object.keys(files).toSorted(),
    read: (file) => files[file],
    goMod: files['go.mod'] ?? '',
  };
}

const goMod = (...lines: readonly string[]): string =>
  ['module example.com/shop', '', 'go 1.24', ...lines, ''].join('\n');
const found = (files: Readonly<Record<string, string>>): readonly FoundGenerator[] => findGenerators(view(files));
const only = (files: Readonly<Record<string, string>>): Partial<FoundGenerator> => {
  const all = found(files);
  expect(all.map(({ name }) => name)).toHaveLength(1);
  return all[0] ?? {};
};

describe('templ', () => {
  const files = { 'views/a.templ': 'package views', 'views/b.templ': 'package views' };

  test('one entry, and how to get it', () => {
    expect(only({ ...files, 'go.mod': goMod('require github.com/a-h/templ v0.3.1') })).toEqual({
      name: 'templ',
      evidence: 'views/a.templ',
      files: ['**/*.templ'],
      exclude: [],
      cmd: 'templ generate',
      program: 'templ',
      install: 'go install github.com/a-h/templ/cmd/templ@latest',
    });
  });

  test.each([
    ['one line', goMod('tool github.com/a-h/templ/cmd/templ')],
    ['a block', goMod('tool (', '\tgithub.com/a-h/templ/cmd/templ // views', '\texample.com/x', ')')],
  ])('a tool of the module: %s', (_, text) => {
    const entry = only({ ...files, 'go.mod': text });
    expect(entry.cmd).toBe('go tool templ generate');
    expect(entry.program).toBeUndefined();
  });

  test('a tool line that is a comment is none', () => {
    expect(only({ ...files, 'go.mod': goMod('// tool github.com/a-h/templ/cmd/templ') }).cmd).toBe('templ generate');
  });

  test('a tool line alone is no use of it', () => {
    expect(found({ 'go.mod': goMod('tool github.com/a-h/templ/cmd/templ'), 'main.go': 'package main' })).toEqual([]);
  });
});

describe('sqlc', () => {
  test.each(['sqlc.yaml', 'sqlc.yml', 'sqlc.json'])('%s', (name) => {
    expect(only({ [name]: '' })).toMatchObject({ files: [name, '**/*.sql'], cmd: 'sqlc generate', program: 'sqlc' });
  });

  test('below the root, with the paths of its config', () => {
    const config = `version: "2"
sql:
  - engine: "postgresql"
    queries: "queries" # all of them
    schema: "../migrations/schema.sql"
    gen:
      go:
        out: "../internal/db"
  - schema:
      - a.sql
      - "more/*.sql"
    queries: [q1.sql, q2]
`;
    expect(only({ 'db/sqlc.yaml': config })).toMatchObject({
      files: [
        'db/sqlc.yaml',
        'db/queries/**/*.sql',
        'migrations/schema.sql',
        'db/a.sql',
        'db/more/*.sql',
        'db/q1.sql',
        'db/q2/**/*.sql',
      ],
      cmd: 'sqlc generate -f db/sqlc.yaml',
    });
  });

  test('JSON, and a tool of the module', () => {
    const config = '{"version":"2","sql":[{"schema":"schema.sql","queries":["q.sql"],"engine":"sqlite"}]}';
    expect(only({ 'sqlc.json': config, 'go.mod': goMod('tool github.com/sqlc-dev/sqlc/cmd/sqlc') })).toMatchObject({
      files: ['sqlc.json', 'schema.sql', 'q.sql'],
      cmd: 'go tool sqlc generate',
    });
  });
});

describe('swag', () => {
  const main = '// Package main serves.\n//\n//\t@title\tShop API\n//\t@version 1\npackage main\n';
  const required = goMod('require (', '\tgithub.com/swaggo/swag v1.16.3', ')');

  test('required by go.mod; its own output is no input', () => {
    expect(only({ 'main.go': main, 'go.mod': required })).toMatchObject({
      files: ['**/*.go'],
      exclude: ['docs', '**/*_test.go'],
      cmd: 'swag init',
      program: 'swag',
    });
  });

  test('the general information elsewhere, the output elsewhere, a tool of the module', () => {
    expect(
      only({
        'cmd/api/main.go': main,
        'internal/apidocs/docs.go': 'package apidocs\n\nvar SwaggerInfo = &swag.Spec{}\n',
        'go.mod': goMod('tool github.com/swaggo/swag/cmd/swag'),
      }),
    ).toMatchObject({
      evidence: 'cmd/api/main.go',
      exclude: ['internal/apidocs', '**/*_test.go'],
      cmd: 'go tool swag init -g cmd/api/main.go -o internal/apidocs',
    });
  });

  test('a comment with a title alone is none', () => {
    expect(found({ 'main.go': main, 'go.mod': goMod() })).toEqual([]);
  });
});

describe('ent', () => {
  const schema = { 'ent/schema/user.go': 'package schema', 'ent/schema/pet.go': 'package schema' };

  test('its own go:generate line runs it', () => {
    const generate = 'package ent\n\n//go:generate go run -mod=mod entgo.io/ent/cmd/ent generate ./schema\n';
    expect(only({ ...schema, 'ent/generate.go': generate })).toEqual({
      name: 'ent',
      evidence: 'ent/schema/pet.go',
      files: ['ent/schema/*.go'],
      exclude: [],
      cmd: 'go generate ./ent',
    });
  });

  test.each([
    [goMod('require entgo.io/ent v0.14.0'), 'go run entgo.io/ent/cmd/ent generate ./ent/schema'],
    [goMod('tool entgo.io/ent/cmd/ent'), 'go tool ent generate ./ent/schema'],
    [goMod(), 'ent generate ./ent/schema'],
  ])('without one: %j', (text, cmd) => {
    expect(only({ ...schema, 'go.mod': text }).cmd).toBe(cmd);
  });
});

describe('gqlgen', () => {
  test.each([
    [goMod('require github.com/99designs/gqlgen v0.17.49'), 'go run github.com/99designs/gqlgen generate'],
    [goMod('tool github.com/99designs/gqlgen'), 'go tool gqlgen generate'],
    [goMod(), 'gqlgen generate'],
  ])('%j', (text, cmd) => {
    expect(only({ 'gqlgen.yml': '', 'go.mod': text })).toMatchObject({
      files: ['gqlgen.yml', '**/*.graphqls', '**/*.graphql'],
      cmd,
    });
  });

  test('below the root it runs there', () => {
    expect(only({ 'api/gqlgen.yml': '' })).toMatchObject({
      files: ['api/gqlgen.yml', 'api/**/*.graphqls', 'api/**/*.graphql'],
      cmd: 'cd api && gqlgen generate',
    });
  });
});

describe('protocol buffers', () => {
  test('buf, at the root and below it', () => {
    expect(found({ 'buf.gen.yaml': '', 'buf.yaml': '', 'my proto/buf.gen.yaml': '' })).toMatchObject([
      { files: ['buf.gen.yaml', 'buf.yaml', '**/*.proto'], cmd: 'buf generate', program: 'buf' },
      { files: ['my proto/buf.gen.yaml', 'my proto/**/*.proto'], cmd: "cd 'my proto' && buf generate" },
    ]);
  });

  test('protoc, as a go:generate line calls it', () => {
    const source =
      'package pb\n\n//go:generate protoc -I../../proto -I . --go_out=. shop.proto\n//go:generate protoc --go_out=. b.proto\n';
    expect(only({ 'internal/pb/gen.go': source })).toEqual({
      name: 'protoc',
      evidence: 'internal/pb/gen.go',
      files: ['proto/shop.proto', 'internal/pb/b.proto'],
      exclude: [],
      cmd: 'go generate ./internal/pb/gen.go',
      program: 'protoc',
    });
  });

  test('buf does what protoc would', () => {
    const source = 'package pb\n\n//go:generate protoc a.proto\n';
    expect(only({ 'buf.gen.yaml': '', 'pb/gen.go': source }).name).toBe('buf');
  });
});

describe('tailwind', () => {
  const page = { 'views/a.html': '', 'views/b.gohtml': '' };

  test('version 4: the style sheet tells; what it writes is a guess unless it is there', () => {
    expect(only({ ...page, 'static/input.css': '@import "tailwindcss";\n' })).toEqual({
      name: 'tailwind',
      evidence: 'static/input.css',
      files: ['static/input.css', '**/*.html', '**/*.gohtml'],
      exclude: [],
      cmd: 'tailwindcss -i static/input.css -o static/output.css',
      program: 'tailwindcss',
      install: 'https://tailwindcss.com/blog/standalone-cli',
      doubt: 'the name of the style sheet that it writes is a guess',
    });
    const made = only({ 'static/input.css': "@import 'tailwindcss';\n", 'static/app.css': 'body {}' });
    expect(made.cmd).toBe('tailwindcss -i static/input.css -o static/app.css');
    expect(made.doubt).toBeUndefined();
  });

  test('version 3: a config', () => {
    expect(only({ 'tailwind.config.js': '', 'css/in.css': '@tailwind base;\n', 'css/out.css': '' })).toMatchObject({
      evidence: 'css/in.css',
      files: ['tailwind.config.js', 'css/in.css'],
      cmd: 'tailwindcss -i css/in.css -o css/out.css',
    });
  });

  test.each([
    ['{"devDependencies":{"@tailwindcss/cli":"4"}}', 'npx @tailwindcss/cli -i in.css -o output.css', 'npx'],
    ['{"devDependencies":{"tailwindcss":"3"}}', 'npx tailwindcss -i in.css -o output.css', 'npx'],
    [
      '{"scripts":{"watch":"tailwindcss -i a -o b --watch","css":"npx tailwindcss -i a -o b --minify"}}',
      'npm run css',
      'npm',
    ],
  ])('by package.json: %s', (json, cmd, program) => {
    expect(only({ 'in.css': '@import "tailwindcss";', 'package.json': json })).toMatchObject({ cmd, program });
  });

  test('other style sheets, and a package.json that is none', () => {
    expect(found({ 'a.css': 'body {}', 'package.json': '{' })).toEqual([]);
    expect(only({ 'in.css': '@import "tailwindcss";', 'package.json': '{' }).program).toBe('tailwindcss');
  });
});

describe('go:generate', () => {
  test('a generator that reads the file with the line', () => {
    const source =
      'package kind\n\n//go:generate stringer -type=Kind\n//go:generate mockgen -source=store.go -destination m.go\n';
    expect(only({ 'internal/kind/kind.go': source })).toEqual({
      name: 'stringer, mockgen',
      evidence: 'internal/kind/kind.go',
      files: ['internal/kind/kind.go', 'internal/kind/store.go'],
      exclude: [],
      cmd: 'go generate ./internal/kind/kind.go',
      program: 'stringer',
      install: 'go install golang.org/x/tools/cmd/stringer@latest',
    });
  });

  test.each([
    ['go run golang.org/x/tools/cmd/stringer@v0.20.0 -type=Kind', undefined],
    ['go tool stringer -type=Kind', undefined],
    ['go run ./gen -o x', 'what gen reads cannot be told'],
    ['sh -c "make assets"', 'what sh reads cannot be told'],
    ['mockgen example.com/a Store', 'what mockgen reads cannot be told'],
    ['mockgen -source $GOFILE', undefined],
  ])('%s', (line, doubt) => {
    const entry = only({ 'a.go': `package a\n\n//go:generate ${line}\n` });
    expect(entry).toMatchObject({ files: ['a.go'], cmd: 'go generate ./a.go' });
    expect(entry.doubt).toBe(doubt);
  });

  test('what has a row of its own is not written twice; a definition calls nothing', () => {
    const source =
      '//go:generate -command x go tool x\n//go:generate templ generate\n//go:generate go run github.com/99designs/gqlgen\n';
    expect(found({ 'a.go': `package a\n\n${source}`, 'a.templ': '' }).map(({ name }) => name)).toEqual(['templ']);
  });

  test('they are not among those that a start tells of', () => {
    expect(findKnownGenerators(view({ 'a.go': 'package a\n\n//go:generate stringer -type=A\n' }))).toEqual([]);
  });
});

test('what others read is generated first', () => {
  expect(
    found({
      'main.go': '// @title x\npackage main\n',
      'docs/docs.go': 'var SwaggerInfo = 1',
      'a.templ': '',
      'in.css': '@import "tailwindcss";',
      'sqlc.yaml': '',
      'gqlgen.yml': '',
      'ent/schema/a.go': '',
      'buf.gen.yaml': '',
      'z.go': '//go:generate stringer -type=Z\n',
    }).map(({ name }) => name),
  ).toEqual(['sqlc', 'buf', 'gqlgen', 'ent', 'templ', 'tailwind', 'swag', 'stringer']);
});
