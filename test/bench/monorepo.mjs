// One service of a monorepo: alone in a repository of its own, or beside what other teams have there.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Directories of the service's own packages, beside its main package and its pages. */
const ownPackages = 98;

function write(root, path, text) {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** @param beside what else there is: 100 000 files, and 50 000 in node_modules */
export function writeService(root, { beside }) {
  write(root, 'go.mod', 'module mono\n\ngo 1.21\n');
  write(root, '.gitignore', 'tmp/\n/web/dist/\n');
  const imports = [];
  for (let each = 0; each < ownPackages; each += 1) {
    const name = `p${String(each).padStart(3, '0')}`;
    imports.push(name);
    write(root, `internal/${name}/${name}.go`, `package ${name}\n\nfunc Name() string { return "${name}" }\n`);
    write(root, `internal/${name}/${name}_test.go`, `package ${name}\n`);
  }
  write(root, 'cmd/api/pages/index.html', '<p>{{.}}</p>\n');
  write(root, 'cmd/api/main.go', mainOf(imports));
  if (!beside) return;
  // 60 000 files of a front end in 3 000 directories, none of them of a kind that Go programs read.
  for (let directory = 0; directory < 3_000; directory += 1)
    for (let file = 0; file < 20; file += 1)
      write(root, `web/src/a${directory % 50}/b${directory}/c${file}.tsx`, `export const x = ${file};\n`);
  // 40 000 files of other teams: Go packages, and programs with pages, in 8 000 directories.
  for (let team = 0; team < 40; team += 1) {
    write(root, `teams/t${team}/cmd/app/main.go`, 'package main\n\nfunc main() {}\n');
    write(root, `teams/t${team}/cmd/app/pages/index.html`, '<p>theirs</p>\n');
    for (let pack = 0; pack < 200; pack += 1)
      for (let file = 0; file < 5; file += 1)
        write(root, `teams/t${team}/p${pack}/f${file}.go`, `package p${pack}\n\nconst F${file} = ${file}\n`);
  }
  for (let pack = 0; pack < 2_500; pack += 1)
    for (let file = 0; file < 20; file += 1)
      write(root, `web/node_modules/n${pack}/lib/f${file}.js`, `module.exports = ${file};\n`);
}

function mainOf(imports) {
  return `package main

import (
	"fmt"
	"net/http"
	"os"

${imports.map((name) => `\t"mono/internal/${name}"`).join('\n')}
)

const greeting = "hello"

func main() {
	names := []string{${imports.map((name) => `${name}.Name()`).join(', ')}}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, greeting, len(names)) })
	if err := http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
`;
}
