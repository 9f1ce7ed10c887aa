import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What a torture's program is made of: files that each hold one value, all of which it reports, and the rest of it.
 * Paths are below the project, `../lib/…` is beside it.
 */

const range = (count, make) => Array.from({ length: count }, (_, index) => make(index + 1));

/** `a/f1.go`: a constant of a package. */
const plain = ['a', 'b', 'c', 'd'].flatMap((name) => range(3, (index) => goSource(name, index)));

/** Beside plain Go files: what is embedded, compiled by C, ignored by git, replaced, and imported in turns. */
const special = [
  goSource('e', 1),
  source('e/page.txt', (value) => value, 'e.Read("page.txt")', /^([^]*)$/),
  goSource('g', 1),
  goSource('g', 2, 'g/f2_gen.go'),
  goSource('lib', 1, '../lib/f1.go'),
  goSource('lib', 2, '../lib/f2.go'),
  goSource('n', 1),
  source('n/n.c', (value) => `const char *n_value(void) {\n\treturn "${value}";\n}\n`, 'n.Value()'),
  { ...source('t/t.go', undefined, 't.Text()'), turns: true },
];

const specialFiles = {
  'e/e.go':
    'package e\n\nimport "embed"\n\n//go:embed *.txt\nvar files embed.FS\n\n// Read is for all that is embedded.\nfunc Read(name string) string {\n\ttext, _ := files.ReadFile(name)\n\treturn string(text)\n}\n',
  'n/n.go':
    'package n\n\n// const char *n_value(void);\nimport "C"\n\n// Value is what C says.\nfunc Value() string { return C.GoString(C.n_value()) }\n',
  '../lib/go.mod': 'module example.com/lib\n\ngo 1.19\n',
  ...turn(0, 'v0'),
};

function source(file, text, expression, value = /return "(.*?)"/) {
  return { file, text, expression, value };
}

function goSource(name, index, file = `${name}/f${index}.go`) {
  const text = (value) =>
    `package ${name}\n\n// F${index} is what the torture looks for.\nfunc F${index}() string { return "${value}" }\n`;
  return source(file, text, `${name}.F${index}()`);
}

/** Package t imports package u<number>, and only that. */
export function turn(number, value) {
  return {
    [`u${number}/u.go`]: `package u${number}\n\n// Text is what the torture looks for.\nfunc Text() string { return "${value}" }\n`,
    't/t.go': `package t\n\nimport "torture/u${number}"\n\n// Text is what another package says.\nfunc Text() string { return u${number}.Text() }\n`,
  };
}

/** Go: answers each connection with `report()`. @param said what `fmt.Println` says once it listens */
export const serving = (said) => `	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Getenv("TORTURE_PORT"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(${said})
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		_, _ = connection.Write([]byte(report()))
		_ = connection.Close()
	}
`;

/** The sources of a program; `kind`: `plain`, or `special` for all that a program can be made of. */
export class Sources {
  #all;
  #isSpecial;

  constructor(kind) {
    this.#isSpecial = kind === 'special';
    this.#all = new Map((this.#isSpecial ? [...plain, ...special] : plain).map((each) => [each.file, each]));
  }

  get files() {
    return [...this.#all.keys()];
  }

  /** Those that an editor may write, whatever else is going on. */
  get writable() {
    return this.files.filter((file) => this.#all.get(file).text !== undefined);
  }

  /** What stands in that file when it holds that value. */
  text(file, value) {
    return this.#all.get(file).text(value);
  }

  /** The value that it holds on disk. */
  valueIn(dir, file) {
    const { turns, value } = this.#all.get(file);
    const read = (name) => readFileSync(join(dir, name), 'utf8');
    const place = turns ? `${/torture\/(u\d+)/.exec(read(file))[1]}/u.go` : file;
    return value.exec(read(place))?.[1];
  }

  /** All that is no source itself. */
  rest() {
    const replaced = 'require example.com/lib v0.0.0\n\nreplace example.com/lib => ../lib\n';
    return {
      'go.mod': `module torture\n\ngo 1.19\n${this.#isSpecial ? `\n${replaced}` : ''}`,
      'main.go': this.#mainText(),
      '.gitignore': 'tmp\n*_gen.go\n',
      ...(this.#isSpecial ? specialFiles : {}),
    };
  }

  #mainText() {
    const calls = [...this.#all.values()].map(({ file, expression }) => `\tout += "${file}=" + ${expression} + "\\n"`);
    const packages = new Set([...this.#all.values()].map(({ expression }) => expression.split('.')[0]));
    const imports = [...packages].map((name) => (name === 'lib' ? '\t"example.com/lib"' : `\t"torture/${name}"`));
    return `package main

import (
	"fmt"
	"net"
	"os"

${imports.toSorted().join('\n')}
)

func report() string {
	out := ""
${calls.join('\n')}
	return out
}

func main() {
	if len(os.Args) > 1 {
		fmt.Print(report())
		return
	}
${serving('"listening"')}}
`;
  }
}
