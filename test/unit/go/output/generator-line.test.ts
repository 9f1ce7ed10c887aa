import { expect, test } from 'vitest';
import { parseBuildOutput } from '../../../../src/go/output/build-output.ts';
import { ProblemFilter } from '../../../../src/go/output/problem-filter.ts';

/** As the tools print it: templ 0.3, sqlc 1.31, buf 1.7x, protoc 3.21, tailwindcss 3 and 4. */
const printed: Readonly<
  Record<string, { readonly text: string; readonly found: readonly string[]; readonly rest: string }>
> = {
  templ: {
    text: `(✗) Error [ error=failed to generate code for "/app/views/a.templ": /app/views/a.templ parsing error: string expression: missing close brace: line 4, col 8 ]
(✓) Post-generation event received, processing... [ updates=1 needsRestart=false needsBrowserReload=false ]
(✗) Command failed: generation completed with 1 errors
`,
    found: ['views/a.templ:4:9 string expression: missing close brace'],
    rest: '(✓) Post-generation event received, processing... [ updates=1 needsRestart=false needsBrowserReload=false ]\n(✗) Command failed: generation completed with 1 errors',
  },
  sqlc: {
    text: '# package db\nquery.sql:5:1: syntax error at or near ";"\n',
    found: ['query.sql:5:1 syntax error at or near ";"'],
    rest: '',
  },
  buf: {
    text: 'a.proto:3:37:field number `1` used more than once\na.proto:4:13:cannot find `C` in this scope\nFailure: plugin protoc-gen-go: exec: "protoc-gen-go": executable file not found in $PATH\n',
    found: [
      'a.proto:3:37 field number `1` used more than once',
      'a.proto:4:13 cannot find `C` in this scope',
      'plugin protoc-gen-go: exec: "protoc-gen-go": executable file not found in $PATH',
    ],
    rest: '',
  },
  protoc: {
    text: 'b.proto: File not found.\na.proto:4:1: Import "b.proto" was not found or had errors.\nprotoc-gen-go: program not found or is not executable\n--go_out: protoc-gen-go: Plugin failed with status code 1.\n',
    found: [
      'b.proto: File not found.',
      'a.proto:4:1 Import "b.proto" was not found or had errors.',
      'protoc-gen-go: program not found or is not executable',
      '--go_out: protoc-gen-go: Plugin failed with status code 1.',
    ],
    rest: '',
  },
  'tailwind 4': {
    text: '≈ tailwindcss v4.3.5\n\n\u001B[31mError:\u001B[39m\n\u001B[2m┌\u001B[22m\n\u001B[2m│\u001B[22m CssSyntaxError: /app/in.css:2:1: Missing closing } at .x\n\u001B[2m└\u001B[22m\n',
    found: ['in.css:2:1 Missing closing } at .x'],
    rest: '≈ tailwindcss v4.3.5',
  },
  'tailwind 4, without a place': {
    text: '\u001B[31mError:\u001B[39m\n\u001B[2m┌\u001B[22m\n\u001B[2m│\u001B[22m Error: Cannot apply unknown utility class `foo-bar`\n\u001B[2m└\u001B[22m\n',
    found: ['Cannot apply unknown utility class `foo-bar`'],
    rest: '',
  },
  'tailwind 3': {
    text: 'Rebuilding...\nCssSyntaxError: tailwindcss: /app/in.css:2:6: The `foo-bar` class does not exist.\n    at Input.error (/app/node_modules/postcss/lib/input.js:135:16)\n',
    found: ['in.css:2:6 The `foo-bar` class does not exist.'],
    rest: 'Rebuilding...\n    at Input.error (/app/node_modules/postcss/lib/input.js:135:16)',
  },
  'frames without an error': { text: '# package db\n┌\n', found: [], rest: '# package db\n┌' },
  others: {
    text: 'Error:\na.templ: line 4\nx.proto 3:4:5\n',
    found: [],
    rest: 'Error:\na.templ: line 4\nx.proto 3:4:5',
  },
};

test.each(Object.entries(printed))('%s', (_name, { text, found, rest }) => {
  const parsed = parseBuildOutput(text, { cwd: '/app', source: 'generator' });
  const shown = parsed.diagnostics.map(({ message, location }) =>
    location === undefined ? message : `${location.file}:${location.line}:${location.column} ${message}`,
  );
  expect(shown).toEqual(found);
  expect(parsed.rest.join('\n')).toBe(rest);
  expect(parsed.diagnostics.every(({ source }) => source === 'generator')).toBe(true);
});

test('what is told as a problem is not shown as it comes, and nothing is lost', () => {
  const { text } = printed['tailwind 4'] ?? { text: '' };
  let shown = '';
  const filter = new ProblemFilter((part) => (shown += part));
  filter.push(text);
  expect(shown).toBe('≈ tailwindcss v4.3.5\n\n');
  expect(filter.leftOver(parseBuildOutput(text, { cwd: '/app' }).rest)).toEqual([]);
});
