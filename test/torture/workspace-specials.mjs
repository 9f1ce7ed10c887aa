/** Packages of the workspace that consist of more than plain Go, each with the numbers of the commands that use it. */
export function specialPackages({ cgo }) {
  const inKit = (name, users) => ({ path: `kit/${name}`, dir: `work/kit/${name}`, name, users, imports: [] });
  return [
    // A directory of that name is on air's list of what to leave out.
    inKit('assets', [0, 2]),
    inKit('fast', [0, 1, 2]),
    inKit('system', [0, 1]),
    ...(cgo ? [inKit('native', [0])] : []),
    { ...inKit('price', [0, 2, 3]), imports: ['money'] },
  ];
}

const text = (name, clause = '') => `package ${name}

${clause}var Text string

func init() {
	Text = "${name}: v0"
}
`;

const embedding = `package assets

import "embed"

//go:embed hello.txt
var hello string

//go:embed pages/*.html
var pages embed.FS

//go:embed tree
var tree embed.FS

//go:embed all:hidden
var hidden embed.FS

var Sink any

func init() {
	Sink = []any{&hello, &pages, &tree, &hidden}
}
`;

const answer = (instruction) => `#include "const.h"
#include "textflag.h"

TEXT ·answer(SB), NOSPLIT, $0-8
${instruction}
	RET
`;

const native = `package native

// #include "native.h"
import "C"

var Answer = int(C.answer())
`;

export function specialFiles({ cgo }) {
  const kit = 'work/kit';
  return {
    [`${kit}/assets/assets.go`]: embedding,
    [`${kit}/assets/hello.txt`]: 'hello v0\n',
    [`${kit}/assets/pages/index.html`]: '<p>v0</p>\n',
    [`${kit}/assets/pages/about.html`]: '<p>about v0</p>\n',
    [`${kit}/assets/pages/notes.txt`]: 'matches nothing\n',
    [`${kit}/assets/tree/a/b/deep.css`]: 'p { color: red }\n',
    [`${kit}/assets/tree/top.sql`]: 'select 1\n',
    [`${kit}/assets/tree/.dotfile`]: 'hidden v0\n',
    [`${kit}/assets/hidden/.dotfile`]: 'hidden v0\n',
    [`${kit}/assets/hidden/_draft.txt`]: 'draft v0\n',
    [`${kit}/assets/hidden/node_modules/x/x.js`]: 'x(0)\n',
    [`${kit}/fast/fast.go`]: 'package fast\n\nfunc answer() int\n\nvar Answer = answer()\n',
    [`${kit}/fast/const.h`]: '#define ANSWER 42\n',
    [`${kit}/fast/fast_amd64.s`]: answer('\tMOVQ $ANSWER, ret+0(FP)'),
    [`${kit}/fast/fast_arm64.s`]: answer('\tMOVD $ANSWER, R0\n\tMOVD R0, ret+0(FP)'),
    [`${kit}/system/system.go`]: text('system'),
    [`${kit}/system/name_windows.go`]: 'package system\n\nfunc init() {\n\tText += "windows v0"\n}\n',
    [`${kit}/system/name_plan9.go`]: 'package system\n\nfunc init() {\n\tText += "plan9 v0"\n}\n',
    [`${kit}/system/tagged.go`]: '//go:build windows\n\npackage system\n\nfunc init() {\n\tText += "tagged v0"\n}\n',
    [`${kit}/system/free.go`]: 'package system\n\nfunc init() {\n\tText += "free v0"\n}\n',
    ...(cgo
      ? {
          [`${kit}/native/native.go`]: native,
          [`${kit}/native/native.h`]: '#define OFFSET 1\nint answer(void);\n',
          [`${kit}/native/native.c`]: '#include "native.h"\n\nint answer(void) { return 41 + OFFSET; }\n',
        }
      : {}),
    [`${kit}/price/price.go`]: text('price', 'import _ "example.com/money"\n\n'),
    'outside/money/money.go': text('money'),
    'outside/dearer/money.go': text('money').replace('v0', 'dearer v0'),
    'work/shop/web/templates/page.html': '<p>read at run time</p>\n',
    'work/shop/web/static/app.js': 'start()\n',
    'work/shop/web/data.json': '{}\n',
    'work/shop/cmd/web/testdata/golden.json': '{}\n',
    'work/shop/cmd/web/testdata/case.go': 'package testdata\n',
    'work/shop/cmd/web/pages/own.html': '<p>only of web</p>\n',
    ...vendoredFiles(),
  };
}

/** A module with a vendor directory; it is in no workspace. */
function vendoredFiles() {
  return {
    'vendored/go.mod': 'module example.com/vendored\n\ngo 1.24\n\nrequire example.com/dep v1.0.0\n',
    'vendored/main.go': `package main

import (
	"time"

	_ "example.com/dep"
)

var Text string

func init() {
	Text = "vendored: v0"
}

func main() {
	for {
		time.Sleep(time.Hour)
	}
}
`,
    'vendored/vendor/modules.txt':
      '# example.com/dep v1.0.0\n## explicit; go 1.24\nexample.com/dep\nexample.com/dep/idle\n',
    'vendored/vendor/example.com/dep/dep.go': text('dep'),
    'vendored/vendor/example.com/dep/LICENSE': 'free\n',
    'vendored/vendor/example.com/dep/idle/idle.go': text('idle'),
  };
}
