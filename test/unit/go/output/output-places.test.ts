import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../../../src/protocol/diagnostic.ts';
import { parseBuildOutput } from '../../../../src/go/output/build-output.ts';
import { searchedPlaces, statedDirectory } from '../../../../src/go/output/output-places.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gorl-places-'));
  write('go.mod', 'module example.com/root\n');
  write('main.go', 'package main\n');
  write('services/api/main.go', 'package main\n');
  write('services/api/only.go', 'package main\n');
});

afterEach(() => rmSync(root, { recursive: true }));

function write(name: string, text: string): void {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), text);
}

function read(line: string, output: string): readonly Diagnostic[] {
  const places = searchedPlaces({ line, cwd: root, roots: [root] });
  return parseBuildOutput(output, { cwd: root, places }).diagnostics;
}

const first = (line: string, output: string): string | undefined => read(line, output)[0]?.location?.file;

describe('the file that is meant', () => {
  test.each([
    ['cd at the start of the line', 'cd services/api && go build -o ../../tmp/main .', ''],
    ['cd and a semicolon', 'cd ./services; cd api; go build', ''],
    ['cd with quotes, in a subshell, with variables', `(cd "services/api" && CGO_ENABLED=0 go build .)`, ''],
    ['-C', 'go build -C services/api -o ../../tmp/main .', ''],
    ['a header', 'make', '# example.com/root/services/api\n'],
    ['the header of vet', 'make', '# [example.com/root/services/api]\n'],
  ])('%s', (_, line, before) => {
    expect(first(line, `${before}./main.go:5:2: undefined: x\n`)).toBe('services/api/main.go');
  });

  test('make, entering a directory, and leaving it', () => {
    const at = join(root, 'services/api');
    const output = `make[1]: Entering directory '${at}'\nmain.go:5:2: a\nmake[1]: Leaving directory '${at}'\nmain.go:6:2: b\n`;
    expect(read('make', output).map(({ message, location }) => [message, location?.file])).toEqual([
      ['a', 'services/api/main.go'],
      ['main.go:6:2: b', undefined],
    ]);
  });

  test('a module in the module: the longest path counts', () => {
    write('services/go.mod', 'module example.com/root/services\n');
    write('elsewhere/go.mod', 'module example.com/other\n');
    write('elsewhere/cmd/main.go', 'package main\n');
    expect(first('make', '# example.com/root/services/api\n./main.go:5:2: x\n')).toBe('services/api/main.go');
    expect(first('make', '# example.com/other/cmd\n./main.go:5:2: x\n')).toBe('elsewhere/cmd/main.go');
  });

  test('the only one that the path fits', () => {
    expect(first('make', 'only.go:5:2: x\n')).toBe('services/api/only.go');
    expect(first('make', 'api/main.go:5:2: x\n')).toBe('services/api/main.go');
    expect(first('make', '../services/api/only.go:5:2: x\n')).toBe('services/api/only.go');
  });

  test('notes are found in the same way', () => {
    const output =
      '# example.com/root/services/api\n./main.go:5:2: x redeclared\n\t./only.go:3:6: other declaration of x\n';
    expect(read('make', output)[0]?.notes).toEqual([
      { message: 'other declaration of x', location: { file: 'services/api/only.go', line: 3, column: 6 } },
    ]);
  });
});

test('what two commands say of one place is told once', () => {
  const said = '# example.com/root/services/api\n./main.go:5:2: undefined: x\n';
  expect(read('make', `# example.com/root/services/api\nvet: ./main.go:5:2: undefined: x\n${said}`)).toHaveLength(1);
});

describe('where it is not certain, no place is claimed and no word is lost', () => {
  test.each([
    ['two files fit', 'make', 'main.go:5:2: undefined: x'],
    ['none fits', 'make', 'gone.go:5:2: undefined: x'],
    ['two directories', 'cd services && make && go build', 'main.go:5:2: undefined: x'],
    ['two ways to it', 'go build ./... && cd services/api && go build', 'main.go:5:2: undefined: x'],
  ])('%s', (_, line, output) => {
    expect(read(line, `${output}\n`)).toMatchObject([{ message: output }]);
    expect(first(line, `${output}\n`)).toBeUndefined();
  });

  test('a header does not speak of what another command says', () => {
    const output = '# example.com/root/services/api\n./main.go:5:2: x\nlinting\nmain.go:7:1: y\n';
    expect(read('make', output).map(({ location }) => location?.file)).toEqual(['services/api/main.go', undefined]);
  });
});

test.each([
  ['go build -o x .', '.'],
  ['A=1 B="2" go build', '.'],
  ['mkdir -p tmp && go build -o tmp/x . && cp a b', '.'],
  ['cd "a b" && go vet ./... && go build', 'a b'],
  ["cd 'a' ; go build", 'a'],
  ['cd $DIR && go build', undefined],
  ['make build', undefined],
  ['go build && ./check.sh', undefined],
  ['go build -C a . && go vet -C b .', undefined],
  ['sh -c "cd a && go build"', undefined],
])('%s runs the go command in %s', (line, expected) => {
  expect(statedDirectory(line, '/p')).toBe(expected === undefined ? undefined : join('/p', expected));
});
