/** A module with everything that the fast lane has to tell from an ordinary edit. */
export const moduleFiles: Readonly<Record<string, string>> = {
  'go.mod': 'module example.com/p\n\ngo 1.19\n',
  'main.go': `package main

import (
	"fmt"

	"example.com/p/assembled"
	"example.com/p/embedding"
	"example.com/p/generic"
	"example.com/p/hot"
	"example.com/p/leaf"
	"example.com/p/linked"
)

func main() {
	fmt.Println("main 1", hot.Weight(2), hot.Name(), leaf.Text(), generic.Max(1, 2), embedding.Page, assembled.One())
	linked.Run()
}
`,
  'hot/hot.go': `package hot

// Size is what others compute with.
const Size = 3

// Weight is inlined everywhere.
func Weight(n int) int { return n*Size + 1 }

//go:noinline
func Name() string { return "hot 1" }

// Kind is one of a list.
type Kind int

const (
	First Kind = iota
	Second
	Third
)

// Alias is another name.
type Alias = Kind
`,
  'hot/hot_windows.go': 'package hot\n\n// Other is for another system.\nfunc Other() {}\n',
  'hot/hot_test.go': 'package hot\n',
  'leaf/leaf.go': `package leaf

import (
	"fmt"

	"example.com/p/hot"
)

var order = trace("a")

var second = trace("b")

func trace(s string) string { return s }

// Text is what the program says.
func Text() string { return fmt.Sprint("leaf 1 ", hot.Weight(3), hot.Third, order, second) }
`,
  'generic/generic.go': `package generic

// Max is the larger one.
func Max[T int | string](a, b T) T {
	if a > b {
		return a
	}
	return b
}
`,
  'embedding/embedding.go': `package embedding

import _ "embed"

// Page is served.
//
//go:embed page/index.html
var Page string
`,
  'embedding/page/index.html': '<p>page 1</p>\n',
  'embedding/many.go': `package embedding

import "embed"

//go:embed all:static
var Static embed.FS
`,
  'embedding/static/a.css': 'a {}\n',
  'assembled/assembled.go': 'package assembled\n\n// One is one.\nfunc One() int { return one() }\n\nfunc one() int\n',
  'assembled/one_amd64.s': '#include "textflag.h"\n\nTEXT ·one(SB),NOSPLIT,$0-8\n\tMOVQ $1, ret+0(FP)\n\tRET\n',
  'assembled/one_arm64.s':
    '#include "textflag.h"\n\nTEXT ·one(SB),NOSPLIT,$0-8\n\tMOVD $1, R0\n\tMOVD R0, ret+0(FP)\n\tRET\n',
  'linked/linked.go': `package linked

import _ "unsafe"

//go:linkname now runtime.nanotime
func now() int64

// Run runs.
func Run() { _ = now() }
`,
  'linked/empty.s': '',
  'elsewhere/elsewhere.go': 'package elsewhere\n',
};

export function replaced(name: string, from: string, to: string): Record<string, string> {
  const text = moduleFiles[name] ?? '';
  if (!text.includes(from)) throw new Error(`${name} has no ${from}`);
  return { [name]: text.replace(from, to) };
}
