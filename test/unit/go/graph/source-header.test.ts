import { expect, test } from 'vitest';
import { headerOf } from '../../../../src/go/graph/source-header.ts';

const plain = 'package a\n\nimport "fmt"\n\nfunc F() { fmt.Println("one") }\n';
const embedding = (line: string, more = ''): string =>
  `package a\n\nimport _ "embed"\n\n${line}\nvar s string\n${more}`;

test.each<[what: string, before: string, after: string]>([
  ['the body', plain, plain.replace('one', 'two')],
  ['a comment above the package', plain, `// Package a is one.\n/* import "x" */\n${plain}`],
  ['a comment between imports', 'package a\nimport (\n"b"\n"c"\n)', 'package a\nimport (\n"b" // why\n/* x */ "c"\n)'],
  ['the form of the imports', 'package a\nimport (\n"b"\n"c"\n)', 'package a; import "b"; import "c"'],
  ['the names of imports', 'package a\nimport "b"', 'package a\nimport (\n. "b"\n)'],
  ['a blank import', 'package a\nimport _ "b"', 'package a\nimport x "b"'],
  ['the quotes', 'package a\nimport "b"', 'package a\nimport `b`'],
  ['line ends and a byte order mark', plain, `\uFEFF${plain.replaceAll('\n', '\r\n')}`],
  ['what looks like an import below', plain, `${plain}\nconst s = \`\nimport "x"\n\`\n`],
  ['what looks like a constraint below', plain, `${plain}\n//go:build ignore\n`],
  ['what looks like go:embed where nothing is embedded', plain, `${plain}\n//go:embed x\n`],
  ['a comment that is no go:embed', embedding('//go:embed x'), embedding('//go:embed x', '// go:embed y\n')],
])('%s does not count', (_, before, after) => {
  expect(headerOf(after)).toBe(headerOf(before));
});

test.each<[what: string, before: string, after: string]>([
  ['an import', plain, plain.replace('"fmt"', '"log"')],
  ['one more import', plain, plain.replace('import "fmt"', 'import (\n"fmt"\n"log"\n)')],
  ['an import that goes', 'package a\nimport (\n"b"\n"c"\n)', 'package a\nimport (\n"b"\n)'],
  ['a second group', 'package a\nimport "b"', 'package a\nimport "b"\nimport ("c")'],
  ['import "C"', 'package a', 'package a\n// #include <x.h>\nimport "C"'],
  ['the package', plain, plain.replace('package a', 'package b')],
  ['a constraint', plain, `//go:build linux\n\n${plain}`],
  ['another constraint', `//go:build linux\n\n${plain}`, `//go:build !linux\n\n${plain}`],
  ['an old constraint', plain, `// +build linux\n\n${plain}`],
  ['a pattern', embedding('//go:embed x'), embedding('//go:embed y')],
  [
    'one more pattern',
    embedding('//go:embed x'),
    embedding('//go:embed x', '\nvar (\n\t//go:embed z\n\tt string\n)\n'),
  ],
  ['a file that is none yet', plain, 'pack'],
])('%s counts', (_, before, after) => {
  expect(headerOf(after)).not.toBe(headerOf(before));
});

test.each([
  '',
  'package',
  'package a\nimport (',
  'package a\nimport ( "b',
  'import',
  '/* open',
  '//',
  'package a\nimport ()x',
])('%j is looked at to its end', (source) => {
  expect(headerOf(source)).toBeTypeOf('string');
});
