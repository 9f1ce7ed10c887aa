import { byOne, bySome } from './edit-places.mjs';

/** Files that come, go or change beside plain Go sources: embedded ones, assembly, cgo, build constraints. */

const assets = 'work/kit/assets';
const system = 'work/kit/system';
const written = (effect, file) => (at) => [[effect, () => at.tree.write(file, `${at.text()}\n`)]];
const edited = (effect, file) => (at) => [[effect, () => at.changeBody(file)]];
const withInit = (at, name) => `package ${name}\n\nfunc init() {\n\tprintln("${at.text()}")\n}\n`;

const embedEdits = {
  'embedded file': written('some', `${assets}/hello.txt`),
  'embedded by a glob': written('some', `${assets}/pages/index.html`),
  'embedded by a glob, new': written('some', `${assets}/pages/new.html`),
  'embedded by a glob, removed': (at) => [['some', () => at.tree.remove(`${assets}/pages/about.html`)]],
  'embedded by a glob, renamed': (at) => [
    ['some', () => at.tree.rename(`${assets}/pages/about.html`, `${assets}/pages/who.html`)],
  ],
  'embedded by a glob, renamed out of it': (at) => [
    ['some', () => at.tree.rename(`${assets}/pages/about.html`, `${assets}/pages/about.htm`)],
    ['none', () => at.tree.write(`${assets}/pages/about.htm`, at.text())],
  ],
  'beside the glob, new': written('none', `${assets}/pages/readme.md`),
  'beside the glob': written('none', `${assets}/pages/notes.txt`),
  'below an embedded directory': written('some', `${assets}/tree/a/b/deep.css`),
  'below an embedded directory, new directory': (at) => [
    ['some', () => at.tree.write(`${assets}/tree/c/d/new.css`, at.text())],
    ['some', () => at.tree.write(`${assets}/tree/c/d/new.css`, at.text())],
  ],
  'below an embedded directory, dotfile': written('none', `${assets}/tree/.dotfile`),
  'below an embedded directory, new _file': written('none', `${assets}/tree/a/_new.css`),
  'below an embedded directory, empty directory': (at) => [
    ['none', () => at.tree.makeDirectory(`${assets}/tree/empty/more`)],
  ],
  'embedded with all:, dotfile': written('some', `${assets}/hidden/.dotfile`),
  'embedded with all:, _file': written('some', `${assets}/hidden/_draft.txt`),
  'embedded with all:, in node_modules': written('some', `${assets}/hidden/node_modules/x/x.js`),
  'embedded with all:, new directory .x': written('some', `${assets}/hidden/.x/y/z.txt`),
  'a new pattern': (at) => [
    [
      'some',
      () =>
        at.tree.edit(`${assets}/assets.go`, (before) => before.replace('pages/*.html\n', 'pages/*.html pages/*.txt\n')),
    ],
    ['some', () => at.tree.write(`${assets}/pages/notes.txt`, at.text())],
  ],
  'a pattern less': (at) => [
    [
      'some',
      () =>
        at.tree.edit(`${assets}/assets.go`, (before) =>
          before.replace('//go:embed tree\nvar tree', '//go:embed hello.txt\nvar tree'),
        ),
    ],
    ['none', () => at.tree.write(`${assets}/tree/top.sql`, at.text())],
  ],
  'the last match of a pattern, away and back': (at) => [
    ['broken', () => at.tree.rename(`${assets}/hello.txt`, `${assets}/goodbye.txt`)],
    ['any', () => at.tree.rename(`${assets}/goodbye.txt`, `${assets}/hello.txt`)],
  ],
};

const sourceFileEdits = {
  'new file': (at) => {
    const { dir, name } = at.package(bySome);
    return [
      ['some', () => at.tree.write(`${dir}/new.go`, withInit(at, name))],
      ['some', () => at.tree.write(`${dir}/new.go`, withInit(at, name))],
    ];
  },
  'deleted file': (at) => [['some', () => at.tree.remove(`${at.package(bySome).dir}/more.go`)]],
  'renamed file': (at) => {
    const { dir } = at.package(bySome);
    return [['some', () => at.tree.rename(`${dir}/more.go`, `${dir}/less.go`)]];
  },
  'file moved to another package': (at) => {
    const from = at.package(byOne);
    return [['one', () => at.tree.rename(`${from.dir}/more.go`, `work/kit/elsewhere/more.go`)]];
  },
  'directory full of files, new': (at) => {
    const { dir } = at.package(bySome);
    return [
      ['none', () => ['a', 'b', 'c'].forEach((name) => at.tree.write(`${dir}/sub/${name}.go`, withInit(at, 'sub')))],
    ];
  },
};

const constraintEdits = {
  'windows by its name': edited('none', `${system}/name_windows.go`),
  'windows by its tag': edited('none', `${system}/tagged.go`),
  'constraint goes': (at) => [
    ['some', () => at.tree.edit(`${system}/tagged.go`, (before) => before.replace('//go:build windows\n\n', ''))],
    ['some', () => at.tree.edit(`${system}/tagged.go`, (before) => before.replace('tagged v0', `tagged ${at.text()}`))],
  ],
  'constraint comes': (at) => [
    ['some', () => at.tree.edit(`${system}/free.go`, (before) => `//go:build windows\n\n${before}`)],
    ['none', () => at.tree.edit(`${system}/free.go`, (before) => before.replace('free v0', `free ${at.text()}`))],
  ],
  'constraint says ignore': (at) => [
    ['some', () => at.tree.edit(`${system}/free.go`, (before) => `//go:build ignore\n\n${before}`)],
  ],
  'constraint to one that is the same here': (at) => [
    ['any', () => at.tree.edit(`${system}/tagged.go`, (before) => before.replace('windows', 'plan9 || windows'))],
  ],
  'from _windows to _linux': (at) => [
    ['some', () => at.tree.rename(`${system}/name_windows.go`, `${system}/name_linux.go`)],
    ['some', () => at.tree.edit(`${system}/name_linux.go`, (before) => before.replace('v0', at.text()))],
  ],
  'new file for windows': (at) => [['none', () => at.tree.write(`${system}/more_windows.go`, withInit(at, 'system'))]],
};

const arch = process.arch === 'arm64' ? { here: 'arm64', there: 'amd64' } : { here: 'amd64', there: 'arm64' };
const fast = 'work/kit/fast';
const native = 'work/kit/native';
const replaced = (effect, file, from, to) => (at) => [
  [effect, () => at.tree.edit(file, (before) => before.replace(from, to))],
];

const assemblyEdits = {
  assembly: replaced('some', `${fast}/fast_${arch.here}.s`, '\tRET', '\tPCALIGN $16\n\tRET'),
  'header of assembly': replaced('some', `${fast}/const.h`, '42', '43'),
  'assembly for another processor': replaced('none', `${fast}/fast_${arch.there}.s`, 'RET', '\n\tRET'),
  // What nobody calls is not linked.
  'assembly, new': (at) => [
    [
      'some',
      () => {
        at.tree.write(`${fast}/made_${arch.here}.s`, '#include "textflag.h"\n\nTEXT ·made(SB), NOSPLIT, $0\n\tRET\n');
        at.tree.write(`${fast}/made_${arch.here}.go`, 'package fast\n\nfunc made()\n\nfunc init() { made() }\n');
      },
    ],
  ],
  'comment in assembly': (at) => [['comment', () => at.tree.append(`${fast}/fast_${arch.here}.s`, '// end\n')]],
};

const cgoEdits = {
  'cgo, Go file': replaced('some', `${native}/native.go`, 'C.answer())', 'C.answer()) + 1'),
  'cgo, C file': replaced('some', `${native}/native.c`, '41', '57'),
  'cgo, header': replaced('some', `${native}/native.h`, 'OFFSET 1', 'OFFSET 77'),
  'cgo, new C file': (at) => [['some', () => at.tree.write(`${native}/more.c`, 'int more = 77;\n')]],
  'cgo, README': written('none', `${native}/README`),
};
for (const kind of Object.values(cgoEdits)) kind.needsCgo = true;

export const fileEdits = { ...embedEdits, ...sourceFileEdits, ...constraintEdits, ...assemblyEdits, ...cgoEdits };
