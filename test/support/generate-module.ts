import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ModuleShape {
  /** Packages that all import `base`: an edit there compiles each of them again. Default 40. */
  readonly packages?: number;
  /** Functions in each. Default 40. */
  readonly functions?: number;
}

export interface GeneratedModule {
  /** Edit this one (its constant `Text`), and everything is compiled again. */
  readonly baseFile: string;
  /** Edit this one (its constant `greeting`), and only package main is compiled. */
  readonly mainFile: string;
}

/**
 * Writes a module, standard library only, that takes `go build` a while: with the defaults, an edit
 * of `baseFile` takes 1.5 s or more. The program serves `greeting` on 127.0.0.1:$PORT (default 8080).
 */
export function generateModule(folder: string, { packages = 40, functions = 40 }: ModuleShape = {}): GeneratedModule {
  const write = (name: string, text: string): string => {
    const path = join(folder, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, text);
    return path;
  };
  write('go.mod', 'module example.com/generated\n\ngo 1.19\n');
  const baseFile = write('base/base.go', base);
  const names = Array.from({ length: packages }, (_, index) => `p${index}`).toSorted();
  for (const name of names) write(`${name}/${name}.go`, packageText(name, functions));
  return { baseFile, mainFile: write('main.go', mainText(names)) };
}

const base = `// Package base is imported by every other package.
package base

// Text tells one build from the next.
const Text = "base v1"

// Weight is inlined everywhere.
func Weight(n int) int { return n*len(Text) + 1 }
`;

function packageText(name: string, functions: number): string {
  const body = (index: number): string => `
// F${index} does nothing useful.
func F${index}(in []string) map[string]int {
	out := make(map[string]int, len(in))
	for i, text := range in {
		if i%(${index}+2) == 0 {
			out[fmt.Sprintf("%s-%d", text, i)] += base.Weight(i)
		} else {
			out[text+base.Text]++
		}
	}
	return out
}
`;
  const functionsText = Array.from({ length: functions }, (_, index) => body(index)).join('');
  const head = `// Package ${name} is ballast.\npackage ${name}\n\nimport (\n\t"fmt"\n\n\t"example.com/generated/base"\n)\n`;
  return head + functionsText;
}

function mainText(names: readonly string[]): string {
  const imports = names.map((name) => `\t"example.com/generated/${name}"\n`).join('');
  const calls = names.map((name) => `\ttotal += len(${name}.F0(os.Args))\n`).join('');
  return `// Command generated takes long to build.
package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"os"

${imports})

const greeting = "generated v1"

func main() {
	total := 0
${calls}	port := os.Getenv("PORT")
	if port == "" {
		port = "8080"
	}
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, fmt.Sprintln(greeting, total > 0))
	})
	log.Fatal(http.ListenAndServe("127.0.0.1:"+port, nil))
}
`;
}
