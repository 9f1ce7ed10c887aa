import { expect, test } from 'vitest';
import { loadConfig } from '../../../../src/config/read/load.ts';

function load(text: string) {
  return loadConfig({
    file: { path: '/p/.air.toml', shown: '.air.toml', text },
    platform: 'linux',
    env: {},
    flags: [],
  });
}

function problemsOf(text: string): string[] {
  return load(text).diagnostics.map(({ severity, message, location, hint }) => {
    const place = `${location?.file}:${location?.line}:${location?.column}`;
    return `${place} ${severity}: ${message}${hint === undefined ? '' : ` (${hint})`}`;
  });
}

const named = (...commands: readonly string[]) =>
  load(commands.map((cmd) => `[[build.generate]]\nfiles = ["a"]\ncmd = '${cmd}'\n`).join('')).generators.map(
    ({ name }) => name,
  );

test('reads the entries in their order', () => {
  const { generators, diagnostics } = load(
    '[[build.generate]]\nname = "views"\nfiles = ["**/*.templ"]\ncmd = "templ generate"\n\n[[build.generate]]\nfiles = ["db/*.sql", "sqlc.yaml"]\nexclude = ["db/old"]\ncmd = "sqlc generate"\n',
  );
  expect(diagnostics).toEqual([]);
  expect(generators).toEqual([
    {
      name: 'views',
      files: ['**/*.templ'],
      exclude: [],
      cmd: 'templ generate',
      place: { file: '.air.toml', line: 1, column: 9 },
    },
    {
      name: 'sqlc',
      files: ['db/*.sql', 'sqlc.yaml'],
      exclude: ['db/old'],
      cmd: 'sqlc generate',
      place: { file: '.air.toml', line: 6, column: 9 },
    },
  ]);
});

test('names an entry by its program, and no two alike', () => {
  expect(
    named(
      'templ generate',
      'go tool templ generate',
      'go run github.com/swaggo/swag/cmd/swag@v1.16.3 init',
      'NODE_ENV=dev npx tailwindcss -i a.css',
      './bin/sqlc generate',
      'go generate ./...',
      '"$TOOL" x',
    ),
  ).toEqual(['templ', 'templ-2', 'swag', 'tailwindcss', 'sqlc', 'go', 'TOOL']);
});

test('tells what is wrong, each with its place', () => {
  const text = `
[[build.generate]]
cmd = "templ generate"
[[build.generate]]
files = ["**/*.templ"]
[[build.generate]]
files = ["/abs/*.sql", "../up/*.sql", "", 'a\\b', "!x"]
cmd = "sqlc generate"
[[build.generate]]
files = "a"
cmd = 5
file = ["b"]
[[build.generate]]
name = "twice"
files = ["a"]
cmd = "x"
[[build.generate]]
name = "twice"
files = ["b"]
cmd = "x"
`;
  expect(problemsOf(text)).toMatchInlineSnapshot(`
    [
      ".air.toml:2:9 error: build.generate[0] does not say which files it reads (add globs such as files = ["**/*.templ"])",
      ".air.toml:4:9 error: build.generate[1] has no cmd (add the command that it runs: cmd = "templ generate")",
      ".air.toml:7:10 error: build.generate[2].files: "/abs/*.sql" is not relative to root (leave out what stands for root)",
      ".air.toml:7:24 error: build.generate[2].files: "../up/*.sql" leads out of root (only files below root count; root can be set)",
      ".air.toml:7:39 error: build.generate[2].files: "" matches no file (write a glob such as "**/*.templ")",
      ".air.toml:7:43 error: build.generate[2].files: "a\\\\b" has a backslash (write / between names, on every system)",
      ".air.toml:7:50 error: build.generate[2].files: "!x" is a negation (name what is no input in exclude)",
      ".air.toml:10:9 error: build.generate[3].files must be a list of strings, not a string ("a") (write it as a list: ["a"])",
      ".air.toml:11:7 error: build.generate[3].cmd must be a string, not a number (put it in quotes)",
      ".air.toml:12:1 warning: build.generate[3] has an unknown key "file", which is ignored (did you mean files?)",
      ".air.toml:18:8 error: build.generate[5].name: "twice" is the name of another generator (give each its own name)",
    ]
  `);
  expect(problemsOf('[build]\ngenerate = "x"\n')).toMatchInlineSnapshot(`
    [
      ".air.toml:2:12 error: build.generate must be a list of tables, not a string ("x") (begin each generator with [[build.generate]])",
    ]
  `);
  expect(problemsOf('[[build.generat]]\nfiles = ["a"]\ncmd = "x"\n')).toMatchInlineSnapshot(`
    [
      ".air.toml:1:9 warning: unknown table "build.generat", which is ignored (did you mean [[build.generate]]?)",
    ]
  `);
  expect(load(text).generators.map(({ cmd }) => cmd)).toEqual(['x', 'x']);
});
