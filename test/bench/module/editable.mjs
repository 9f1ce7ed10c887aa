// The files that the bench edits, each as a function of what the edits have made of the module so far.
import { chainLength, packageName, topPackages } from './shapes.mjs';

/** What the module says before the first edit. */
export const initialState = {
  main: 'main-0',
  comment: 'comment-0',
  leaf: 'leaf-0',
  hot: 'hot-0',
  label: 'label-0',
  /** Number of the exported variable of `hot`. */
  api: 0,
  /** Lines above the declarations of the leaf. */
  lines: 0,
  hasImport: false,
  /** A name that nothing declares: package main does not compile. */
  missing: undefined,
};

/**
 * Listens, and tells the bench so with everything that an edit can change: what anybody would be answered who asks now.
 * What the other packages do is behind an argument that nobody gives, so that the program starts at once.
 */
export function mainFile(module, shape, { main, comment, hasImport, missing }) {
  const tops = topPackages(shape).map(packageName);
  const own = ['c1', ...(shape.isReal ? ['edge'] : []), 'hot', ...tops, 'platform'];
  return `// Command app answers with what its packages say.
package main

import (
${hasImport ? '\t_ "container/ring"\n' : ''}	"fmt"
	"net"
	"net/http"
	"os"
	"strings"

${own.map((each) => `\t"${module}/${each}"\n`).join('')})

// This is ${comment}.
const text = "${main}"

func main() {
	if len(os.Args) > 1 {
		everything(os.Args[1:])
	}
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Getenv("PORT"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	tellBench()
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, answer()) })
	fmt.Fprintln(os.Stderr, http.Serve(listener, nil))
	os.Exit(1)
}
${missing === undefined ? '' : `\nvar broken = ${missing}\n`}
func answer() string {
	words := []string{"of", "the", "app"}
	return strings.Join([]string{text, c1.Value(words), hot.Describe(words), hot.Label()}, " ")
}

func tellBench() {
	bench, err := net.Dial("unix", os.Getenv("BENCH_SOCKET"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	fmt.Fprintf(bench, "%s\\t%d\\t%s\\n", os.Getenv("BENCH_COLUMN"), os.Getpid(), answer())
	bench.Close()
}

func everything(words []string) {
${shape.isReal ? '\tfmt.Println(edge.Command().Execute())\n' : ''}	fmt.Println(platform.Use(words))
${tops.map((each) => `\tfmt.Println(${each}.Run(words))\n`).join('')}}
`;
}

/** The line of main.go that does not compile. */
export const brokenLine = (text) => text.split('\n').findIndex((line) => line.startsWith('var broken')) + 1;

export function hotFile({ hot, label, api }) {
  return `// Package hot is imported by every other package.
package hot

import (
	"fmt"
	"strings"
)

// API${api} is part of what it exports.
var API${api} = "exported"

// Describe is too long to be inlined: what it says is known to nobody else.
func Describe(words []string) string {
	var text strings.Builder
	for at, word := range words {
		fmt.Fprintf(&text, "%d.%s,", at, strings.ToUpper(word))
	}
	fmt.Fprint(&text, "${hot}")
	return text.String()
}

// Label is inlined everywhere.
func Label() string { return "${label}" }

// Weight is inlined everywhere.
func Weight(n int) int { return n*3 + 1 }
`;
}

/** One of the chain: the last one is the leaf. */
export function chainFile(module, number, { leaf, lines }) {
  const name = `c${number}`;
  const isLeaf = number === chainLength;
  const next = `c${number + 1}`;
  return `// Package ${name} is a link of a chain.
package ${name}

import (
	"fmt"
	"strings"

${isLeaf ? '' : `\t"${module}/${next}"\n`}	"${module}/hot"
)
${isLeaf ? '\n// One line more.'.repeat(lines) : ''}
// Value is too long to be inlined.
func Value(words []string) string {
	var text strings.Builder
	for at, word := range words {
		fmt.Fprintf(&text, "%d.%d,", hot.Weight(at), len(word))
	}
	fmt.Fprint(&text, ${isLeaf ? `"${leaf}"` : `${next}.Value(words)`})
	return text.String()
}

// Limits is here to stand below.
type Limits struct{ Low, High int }
`;
}

/** What the modules use of the standard library besides, and what makes them as large as a server is. */
export const platformFile = (module) => `// Package platform is TLS, a database, and pages.
package platform

import (
	"crypto/tls"
	"database/sql"
	"html/template"
	"net/http"
	"os"

	"${module}/hot"
)

// Use does a little of each.
func Use(words []string) error {
	page, err := template.New("page").Parse("<p>{{.}}</p>")
	if err != nil {
		return err
	}
	if err := page.Execute(os.Stdout, hot.Describe(words)); err != nil {
		return err
	}
	client := http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS13}}}
	if _, err := client.Get("https://localhost"); err != nil {
		return err
	}
	_, err = sql.Open("none", "")
	return err
}
`;
