const importers = Array.from({ length: 9 }, (_, index) => `p${index}`);

/** A program that stays, of nine packages that all import another, whose function is inlined in each. */
export const manyImporters = {
  'go.mod': 'module example.com/many\n\ngo 1.19\n',
  'main.go': `package main

import (
	"os"
	"os/signal"

${importers.map((name) => `\t"example.com/many/${name}"\n`).join('')})

func main() {
	println("said", ${importers.map((name) => `${name}.Said`).join(', ')})
	if len(os.Args) > 1 {
		return
	}
	stopped := make(chan os.Signal, 1)
	signal.Notify(stopped, os.Interrupt)
	<-stopped
}
`,
  'word/word.go':
    'package word\n\n// Word is one.\nfunc Word() string { return "word 1" }\n\n// Text is another.\nconst Text = `a\n\nfunc b`\n',
  ...Object.fromEntries(
    importers.map((name) => [
      `${name}/x.go`,
      `package ${name}\n\nimport "example.com/many/word"\n\n// Said is what it said.\nvar Said = word.Word() + word.Text\n`,
    ]),
  ),
};
