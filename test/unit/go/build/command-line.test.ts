import fc from 'fast-check';
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { parseBuildCommand } from '../../../../src/go/build/build-command.ts';
import { parseRunArguments } from '../../../../src/go/packages/run-arguments.ts';
import { splitPlainWords } from '../../../../src/go/build/shell-words.ts';

describe('splitPlainWords', () => {
  test.each([
    ['go build -o ./tmp/main .', ['go', 'build', '-o', './tmp/main', '.']],
    ['  go\tbuild  ', ['go', 'build']],
    [`go build -ldflags "-s -w" '-tags=a b'`, ['go', 'build', '-ldflags', '-s -w', '-tags=a b']],
    [`go build -ldflags="-X main.v='1'" ''`, ['go', 'build', `-ldflags=-X main.v='1'`, '']],
    [`a'$b'c`, ['a$bc']],
  ])('%s', (line, words) => {
    expect(splitPlainWords(line)).toEqual(words);
  });

  test.each([
    'go build $FLAGS',
    'go build && true',
    'go build; true',
    'go build | tee log',
    'go build > log',
    'go build ./*.go',
    'go build ~/app',
    'go build `pwd`',
    'CGO_ENABLED=0 go build',
    'go build # all',
    'go build "$HOME"',
    "go build 'x",
    'go build\ntrue',
    'go build a\\ b',
    'go build {a,b}',
    '(go build)',
    '',
    '   ',
    'go build "a\\"b"',
    'go build &',
  ])('a shell has work to do: %j', (line) => {
    expect(splitPlainWords(line)).toBeUndefined();
  });

  test('PowerShell: backslashes are plain, backticks and @ are not', () => {
    expect(splitPlainWords('go build -o .\\tmp\\main.exe .', 'powershell')).toEqual([
      'go',
      'build',
      '-o',
      '.\\tmp\\main.exe',
      '.',
    ]);
    expect(splitPlainWords('go build `x', 'powershell')).toBeUndefined();
    expect(splitPlainWords('go build @args', 'powershell')).toBeUndefined();
  });

  test.skipIf(process.platform === 'win32')('means what /bin/sh means (no sh on Windows)', () => {
    const piece = fc.constantFrom(
      'a',
      '-o',
      ' ',
      '"',
      "'",
      '=',
      '.',
      '/',
      '$',
      '*',
      'é',
      '#',
      '\\',
      ';',
      '~',
      '\t',
      'x y',
    );
    fc.assert(
      fc.property(
        fc.array(piece, { minLength: 1, maxLength: 10 }).map((each) => `p ${each.join('')}`),
        (line) => {
          const words = splitPlainWords(line);
          fc.pre(words !== undefined);
          const { stdout } = spawnSync('/bin/sh', ['-c', `p() { printf '%s\\n' "$@"; }; ${line}`], {
            encoding: 'utf8',
          });
          expect(stdout).toBe(`${words.slice(1).join('\n')}\n`);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('parseBuildCommand', () => {
  test.each([
    ['go build -o ./tmp/main .', { flags: [], output: './tmp/main', packages: ['.'] }],
    ['go build', { flags: [], packages: ['.'] }],
    ['\n  go build .\n', { flags: [], packages: ['.'] }],
    ['go build ./cmd/api', { flags: [], packages: ['./cmd/api'] }],
    [
      'go build --o=bin/x -race -tags dev,sqlite ./cmd/api',
      { flags: ['-race', '-tags', 'dev,sqlite'], output: 'bin/x', packages: ['./cmd/api'] },
    ],
    [
      `go build -ldflags "-s -w" -gcflags='all=-N -l' -o tmp/main main.go routes.go`,
      { flags: ['-ldflags', '-s -w', '-gcflags=all=-N -l'], output: 'tmp/main', packages: ['main.go', 'routes.go'] },
    ],
    ['go build -o a -o b .', { flags: [], output: 'b', packages: ['.'] }],
    [
      'go build -v -x -buildvcs=false -buildmode=pie -- .',
      { flags: ['-v', '-x', '-buildvcs=false', '-buildmode=pie'], packages: ['.'] },
    ],
    ['go build -n=false .', { flags: ['-n=false'], packages: ['.'] }],
  ])('%s', (line, build) => {
    expect(parseBuildCommand(line)).toEqual(build);
  });

  test.each([
    'go build ./cmd/a ./cmd/b',
    'go build ./...',
    'go build -C sub .',
    'go build -n .',
    'go build -json .',
    'go build -buildmode=plugin .',
    'go build -unknown .',
    'go build -o',
    'go build . -v',
    'go run .',
    'go install .',
    'make build',
    'go1.22 build .',
    '/usr/bin/go build .',
    'go build -o /dev/null .',
    'go generate && go build .',
    'go vet .',
    'GOOS=linux go build .',
    'go build a.go ./cmd',
    'go -x build .',
  ])('left to the shell: %s', (line) => {
    expect(parseBuildCommand(line)).toBeUndefined();
  });
});

describe('parseRunArguments', () => {
  test.each([
    [[], { flags: [], packages: ['.'], args: [] }],
    [['.'], { flags: [], packages: ['.'], args: [] }],
    [['./cmd/api', '--port', '80'], { flags: [], packages: ['./cmd/api'], args: ['--port', '80'] }],
    [['-race', '-tags', 'dev', '.', '-race'], { flags: ['-race', '-tags', 'dev'], packages: ['.'], args: ['-race'] }],
    [['main.go', 'b.go', 'serve', 'c.go'], { flags: [], packages: ['main.go', 'b.go'], args: ['serve', 'c.go'] }],
    [['-ldflags=-X main.v=1', '.', '--', 'x'], { flags: ['-ldflags=-X main.v=1'], packages: ['.'], args: ['--', 'x'] }],
  ])('%j', (words, expected) => {
    expect(parseRunArguments(words)).toEqual({ type: 'ok', ...expected });
  });

  test.each([
    [['-port', '80'], 'unknown flag -port'],
    [['-tags'], '-tags needs a value'],
    [['-exec', 'sudo', '.'], 'gorl run does not take -exec'],
    [['-C', 'sub', '.'], 'gorl run does not take -C'],
    [['-o', 'x', '.'], 'gorl run does not take -o'],
    [
      ['golang.org/x/tools/cmd/stringer@latest'],
      'golang.org/x/tools/cmd/stringer@latest names a version: its source cannot change',
    ],
    [['main.go', 'main_test.go'], 'cannot run a test file: main_test.go'],
  ])('refused: %j', (words, message) => {
    expect(parseRunArguments(words)).toMatchObject({ type: 'refused', diagnostic: { severity: 'error', message } });
  });
});
