import { expect, test } from 'vitest';
import { generateEntries } from '../../../src/init/generate-entries.ts';
import type { FoundGenerator } from '../../../src/go/generators/project-view.ts';

const templ: FoundGenerator = {
  name: 'templ',
  evidence: 'views/a.templ',
  files: ['**/*.templ'],
  exclude: [],
  cmd: 'templ generate',
  program: 'templ',
  install: 'go install github.com/a-h/templ/cmd/templ@latest',
};

const lines = (found: readonly FoundGenerator[], ...there: readonly string[]): string =>
  generateEntries(found, (program) => there.includes(program)).join('\n');

test('an entry for a program that is there', () => {
  expect(lines([templ], 'templ')).toBe(`# Found views/a.templ.
[[build.generate]]
name = "templ"
files = ["**/*.templ"]
cmd = "templ generate"
`);
});

test('a comment, with the reason and the remedy, for one that is not', () => {
  expect(lines([templ]))
    .toBe(`# Found views/a.templ. Not active: templ is not on PATH (go install github.com/a-h/templ/cmd/templ@latest).
# [[build.generate]]
# name = "templ"
# files = ["**/*.templ"]
# cmd = "templ generate"
`);
});

test('what the go command brings needs no PATH; what is no input is left out', () => {
  const swag: FoundGenerator = {
    name: 'swag',
    evidence: 'main.go',
    files: ['**/*.go'],
    exclude: ['docs'],
    cmd: 'go tool swag init',
  };
  expect(lines([swag])).toBe(`# Found main.go.
[[build.generate]]
name = "swag"
files = ["**/*.go"]
exclude = ["docs"]
cmd = "go tool swag init"
`);
});

test('a doubt counts even if the program is there; the order stays', () => {
  const text = lines(
    [templ, { ...templ, name: 'sh', cmd: 'go generate "./a.go"', doubt: 'what sh reads cannot be told' }],
    'templ',
  );
  expect(text).toMatch(/^\[\[build\.generate\]\]\nname = "templ"\n[^]*\n# \[\[build\.generate\]\]\n# name = "sh"\n/m);
  expect(text).toContain('Not active: what sh reads cannot be told.');
  expect(text).toContain(`# cmd = 'go generate "./a.go"'`);
});

test('a file name with a line end stays in its comment', () => {
  expect(lines([{ ...templ, evidence: 'a\nb.templ' }], 'templ')).toMatch(/^# Found a\?b\.templ\.\n\[\[build/);
});
