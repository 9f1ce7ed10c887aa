import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LaneRig } from '../../../support/lane-rig.ts';
import { areSame } from '../../../support/same-binary.mjs';
import { findGo, newestGo, oldestGo } from '../../../support/go-versions.ts';
import { moduleFiles, replaced } from './module.ts';

type Changes = Readonly<Record<string, string | undefined>>;

/** Ordinary: the compiler and the linker are enough, and the binary is that of go build. */
const ordinary: readonly (readonly [name: string, changes: Changes])[] = [
  ['a string in main', replaced('main.go', 'main 1', 'main 2')],
  ['a string in a package', replaced('leaf/leaf.go', 'leaf 1', 'leaf 2')],
  ['a body in a package that much imports', replaced('hot/hot.go', 'hot 1', 'hot 2')],
  ['a body that is inlined in other packages', replaced('hot/hot.go', 'n*Size + 1', 'n*Size + 2')],
  ['a constant that other packages compute with', replaced('hot/hot.go', 'Size = 3', 'Size = 4')],
  ['the order of constants by iota', replaced('hot/hot.go', '\tSecond\n\tThird\n', '\tThird\n\tSecond\n')],
  ['a type that is aliased', replaced('hot/hot.go', 'type Alias = Kind', 'type Alias = string')],
  ['the order of initialization', replaced('leaf/leaf.go', 'var order = trace("a")', 'var order = second')],
  ['a generic function', replaced('generic/generic.go', 'a > b', 'a >= b')],
  ['what a type parameter allows', replaced('generic/generic.go', 'int | string', 'int | string | float64')],
  ['a new declaration', replaced('leaf/leaf.go', '// Text is', '// More is new.\nvar More = 1\n\n// Text is')],
  [
    'a new function, called from another package',
    {
      ...replaced('hot/hot.go', '// Kind is', '// Added is new.\nfunc Added() string { return "added" }\n\n// Kind is'),
      ...replaced('leaf/leaf.go', 'hot.Third', 'hot.Third, hot.Added()'),
    },
  ],
  ['an init function', replaced('leaf/leaf.go', '// Text is', 'func init() { println("init") }\n\n// Text is')],
  ['a line above an exported function', replaced('hot/hot.go', '// Weight is', '// One more line.\n// Weight is')],
  ['a comment at the end', { 'leaf/leaf.go': `${moduleFiles['leaf/leaf.go']}// The end.\n` }],
  ['what is embedded', { 'embedding/page/index.html': '<p>page 2</p>\n' }],
  ['what is embedded as files', { 'embedding/static/a.css': 'a { color: red }\n' }],
  [
    'two packages at once',
    { ...replaced('main.go', 'main 1', 'main 3'), ...replaced('leaf/leaf.go', 'leaf 1', 'leaf 3') },
  ],
  ['only a test', { 'hot/hot_test.go': 'package hot\n\nvar testing = 1\n' }],
  [
    'a body that another system compiles',
    { 'hot/hot_windows.go': 'package hot\n\n// Other is for another.\nfunc Other() { println() }\n' },
  ],
  ['a package that is no part of the program', { 'elsewhere/elsewhere.go': 'package elsewhere\n\nvar broken = \n' }],
  [
    'a closure',
    replaced(
      'leaf/leaf.go',
      'func trace(s string) string { return s }',
      'func trace(s string) string { return func() string { return s }() }',
    ),
  ],
  [
    'a name that is imported otherwise',
    {
      'main.go': (moduleFiles['main.go'] ?? '')
        .replace('"example.com/p/hot"', 'other "example.com/p/hot"')
        .replaceAll('hot.', 'other.'),
    },
  ],
];

/** For the go command, and why. */
const hazards: readonly (readonly [name: string, changes: Changes, reason: RegExp])[] = [
  [
    'a new import',
    replaced('main.go', '"fmt"\n', '"fmt"\n\t_ "os"\n'),
    /^the imports or directives of main\.go changed$/,
  ],
  [
    'an import less',
    { 'main.go': 'package main\n\nfunc main() {}\n' },
    /^the imports or directives of main\.go changed$/,
  ],
  [
    'another package clause',
    { 'leaf/leaf.go': (moduleFiles['leaf/leaf.go'] ?? '').replace('package leaf', 'package tree') },
    /^the imports or directives of leaf\/leaf\.go changed$/,
  ],
  [
    'a build tag',
    { 'leaf/leaf.go': `//go:build !windows\n\n${moduleFiles['leaf/leaf.go']}` },
    /directives of leaf\/leaf\.go/,
  ],
  [
    'an old build tag',
    { 'leaf/leaf.go': `// +build !windows\n\n${moduleFiles['leaf/leaf.go']}` },
    /directives of leaf\/leaf\.go/,
  ],
  [
    'a new //go:embed',
    { 'embedding/embedding.go': `${moduleFiles['embedding/embedding.go']}\n//go:embed static/a.css\nvar css string\n` },
    /directives of embedding\/embedding\.go/,
  ],
  [
    'another pattern of //go:embed',
    replaced('embedding/many.go', 'all:static', 'static'),
    /directives of embedding\/many\.go/,
  ],
  [
    'a //go:linkname',
    replaced('linked/linked.go', 'now runtime.nanotime', 'now runtime.walltime'),
    /directives of linked\/linked\.go/,
  ],
  ['a //go:noinline less', replaced('hot/hot.go', '//go:noinline\n', ''), /directives of hot\/hot\.go/],
  ['a //line', replaced('leaf/leaf.go', '// Text is', '//line other.go:7\n// Text is'), /directives of leaf\/leaf\.go/],
  [
    'a /*line',
    replaced('leaf/leaf.go', 'return fmt', '/*line other.go:7:1*/return fmt'),
    /directives of leaf\/leaf\.go/,
  ],
  ['a //go:debug', { 'main.go': `//go:debug http2server=0\n${moduleFiles['main.go']}` }, /directives of main\.go/],
  ['a new Go file', { 'leaf/more.go': 'package leaf\n' }, /^leaf\/more\.go is new$/],
  ['a Go file less', { 'hot/hot_windows.go': undefined }, /^hot\/hot_windows\.go is gone$/],
  ['a source less', { 'embedding/many.go': undefined }, /^embedding\/many\.go is gone$/],
  ['a new assembly file', { 'leaf/leaf_amd64.s': '' }, /^leaf\/leaf_amd64\.s is new$/],
  [
    'an assembly file',
    { 'assembled/one_amd64.s': `${moduleFiles['assembled/one_amd64.s']}// more\n` },
    /^assembled\/one_amd64\.s is no Go file$/,
  ],
  [
    'a Go file beside assembly',
    replaced('assembled/assembled.go', 'return one()', 'return one() + 1'),
    /^the package of assembled\/assembled\.go is not made by the Go compiler alone$/,
  ],
  ['a new C file', { 'leaf/leaf.c': '' }, /^leaf\/leaf\.c is new$/],
  ['a new header', { 'assembled/one.h': '' }, /^assembled\/one\.h is new$/],
  ['a new object file', { 'leaf/leaf.syso': '' }, /^leaf\/leaf\.syso is new$/],
  [
    'what another system compiles, let in',
    { 'hot/hot_windows.go': '//go:build windows || linux\n\npackage hot\n' },
    /^the head of hot\/hot_windows\.go changed$/,
  ],
  ['a new file that is embedded', { 'embedding/static/b.css': '' }, /^embedding\/static\/b\.css is new$/],
  ['a hidden one, with all:', { 'embedding/static/.hidden': '' }, /^embedding\/static\/\.hidden is new$/],
  ['an embedded file less', { 'embedding/static/a.css': undefined }, /^embedding\/static\/a\.css is gone$/],
  ['go.mod', { 'go.mod': 'module example.com/p\n\ngo 1.20\n' }, /^go\.mod changed$/],
  ['a go.sum', { 'go.sum': '' }, /^go\.sum changed$|^go\.sum is new$/],
  ['a go.work', { 'go.work': 'go 1.19\n\nuse .\n' }, /^go\.work (?:is new|changed)$/],
  ['a go.mod in a package', { 'leaf/go.mod': 'module example.com/p/leaf\n' }, /^leaf\/go\.mod is new$/],
  ['a vendor/modules.txt', { 'vendor/modules.txt': '' }, /^vendor\/modules\.txt (?:is new|changed)$/],
];

describe.each(['local', oldestGo, newestGo])('the fast lane with %s', (version) => {
  let rig: LaneRig | undefined;
  let told = '';
  beforeAll(async () => {
    const go = await findGo(version);
    if (go === undefined) return console.log(`skipped: ${version} cannot be had here`);
    rig = new LaneRig({ files: moduleFiles, env: { ...go.env, GOFLAGS: '', GOWORK: '' } });
    told = await rig.learn();
  }, 240_000);
  afterAll(() => rig?.[Symbol.asyncDispose]());

  const learned = (skip: (note: string) => never): LaneRig => rig ?? skip(`${version} cannot be had here`);

  test('it is ready', ({ skip }) => {
    learned(skip);
    expect(told).toMatch(/^the fast lane is ready/);
  });

  test.for(ordinary)('builds what go build builds: %s', async ([, changes], { skip }) => {
    const there = learned(skip);
    const undo = there.edit(changes);
    const { path, outcome } = await there.build();
    expect(outcome).toMatchObject({ type: 'built' });
    const floor = `${path}-go`;
    expect(there.goBuild(floor)).toBeUndefined();
    expect(areSame(path, floor)).toBe(true);
    expect(spawnSync(path).stdout.toString()).toBe(spawnSync(floor).stdout.toString());
    undo();
    expect((await there.build()).outcome).toMatchObject({ type: 'built' });
  });

  test.for(hazards)('leaves to go build: %s', async ([, changes, reason], { skip }) => {
    const there = learned(skip);
    const undo = there.edit(changes);
    expect((await there.build()).outcome).toEqual({ type: 'slow', reason: expect.stringMatching(reason) as string });
    undo();
    expect((await there.build()).outcome).toMatchObject({ type: 'built' });
  });
});
