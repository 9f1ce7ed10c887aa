import { describe, expect, test } from 'vitest';
import { parseDryRun } from '../../../../src/go/lane/dry-run.ts';
import { printedWords } from '../../../../src/go/lane/printed-words.ts';

const tool = '/go/pkg/tool/linux_amd64';
const compileLine = (id: string, path: string, more = ''): string =>
  `${tool}/compile -o $WORK/${id}/_pkg_.a -trimpath "$WORK/${id}=>" -p ${path} -buildid A/A -importcfg $WORK/${id}/importcfg${more} -pack ./${path}.go`;

/** As Go 1.26 prints it. */
const printed = [
  'mkdir -p $WORK/b002/',
  '#',
  '# example.com/hot',
  '#',
  "echo '# import config' > $WORK/b002/importcfg # internal",
  'cd /project',
  compileLine('b002', 'hot'),
  "cat >$WORK/b001/importcfg << 'EOF' # internal",
  '# import config',
  'packagefile example.com/hot=$WORK/b002/_pkg_.a',
  'EOF',
  "cat >$WORK/b001/embedcfg << 'EOF' # internal",
  '{"Patterns": {}',
  '}EOF',
  compileLine('b001', 'main', ' -embedcfg $WORK/b001/embedcfg'),
  "cat >$WORK/b001/importcfg.link << 'EOF' # internal",
  'packagefile example.com/hot=$WORK/b002/_pkg_.a',
  'modinfo "path\\texample.com/p\\n"',
  'EOF',
  'cd .',
  `GOROOT='/go' ${tool}/link -o $WORK/b001/exe/a.out -importcfg $WORK/b001/importcfg.link -buildid=A/B/C/A "-X=main.a=b c" $WORK/b001/_pkg_.a`,
  'mv $WORK/b001/exe/a.out out',
];

const parse = (lines: readonly string[]) => parseDryRun(lines.join('\n'));
const without = (line: string) => parse(printed.filter((each) => !each.startsWith(line)));

describe('what go build -n -a prints', () => {
  test('each compilation, with what it imports and embeds', () => {
    const { compiles = [] } = parse(printed) ?? {};
    expect(
      compiles.map(({ id, path, imports, embeds, isPlain, command }) => [
        id,
        path,
        imports,
        embeds,
        isPlain,
        command.cwd,
      ]),
    ).toEqual([
      ['b002', 'hot', '# import config\n', undefined, true, '/project'],
      [
        ...['b001', 'main', '# import config\npackagefile example.com/hot=$WORK/b002/_pkg_.a\n'],
        ...['{"Patterns": {}\n}', true, '/project'],
      ],
    ]);
  });

  test('the link', () => {
    const { link } = parse(printed) ?? {};
    expect(link).toEqual({
      main: 'b001',
      imports: 'packagefile example.com/hot=$WORK/b002/_pkg_.a\nmodinfo "path\\texample.com/p\\n"\n',
      command: {
        cwd: '.',
        file: `${tool}/link`,
        args: [
          ...['-o', '$WORK/b001/exe/a.out', '-importcfg', '$WORK/b001/importcfg.link', '-buildid=A/B/C/A'],
          ...['-X=main.a=b c', '$WORK/b001/_pkg_.a'],
        ],
        env: { GOROOT: '/go' },
      },
    });
  });

  test.each([
    ['assembly', compileLine('b002', 'hot', ' -symabis $WORK/b002/symabis')],
    ['cgo', `${compileLine('b002', 'hot')} $WORK/b002/_cgo_gotypes.go`],
  ])('a package with %s is not plain', (_, line) => {
    const found = parse(printed.map((each) => (each === compileLine('b002', 'hot') ? line : each)));
    expect(found?.compiles.map(({ isPlain }) => isPlain)).toEqual([false, true]);
  });

  test('one that other objects are packed into is not plain', () => {
    const found = parse([...printed, 'go tool pack r $WORK/b002/_pkg_.a $WORK/b002/x.o']);
    expect(found?.compiles.map(({ isPlain }) => isPlain)).toEqual([false, true]);
  });

  test.each([
    ['no link', () => without('GOROOT')],
    ['no imports of a package', () => without('echo')],
    ['no end of a file', () => (without('}EOF')?.link.imports === undefined ? undefined : 'something')],
    ['two links', () => parse([...printed, ...printed.slice(-2)])],
    ['a package twice', () => parse([...printed, compileLine('b002', 'hot')])],
    ['no main package', () => without(compileLine('b001', 'main').slice(0, 60))],
    ['a word that is none', () => parse([...printed, `${tool}/compile -o "unfinished`])],
    ['nothing', () => parse([])],
  ])('is not understood with %s', (_, look) => {
    expect(look()).toBeUndefined();
  });
});

describe('printed words', () => {
  test.each([
    ['a b c', ['a', 'b', 'c']],
    ['"a b" c', ['a b', 'c']],
    [String.raw`"a\"b" "\t\u00e9\x41\\"`, ['a"b', '\té\u0041\\']],
    ["CC='a b' gcc", ['CC=a b', 'gcc']],
    [`"" x`, ['', 'x']],
  ])('%s', (line, words) => {
    expect(printedWords(line)).toEqual(words);
  });

  test.each(['"open', String.raw`"\xff"`, 'a  b', '"a"b'])('%s is not understood', (line) => {
    expect(printedWords(line)).toBeUndefined();
  });
});
