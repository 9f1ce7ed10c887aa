/** Lives until it is asked to stop, which takes a moment, and says so. */
export const stays = (name: string): string =>
  `trap 'echo ${name} stops; exit 0' INT TERM; echo ${name} is up; while :; do sleep 0.05; done`;

/** Tables of services that are only run. */
export function config(services: Readonly<Record<string, string>>): string {
  return Object.entries(services)
    .map(([name, text]) => `[services.${name}]\n${text}\n`)
    .join('\n');
}

export const run = (line: string): string => `run = ${JSON.stringify(line)}`;

/** One that stays, and is ready as soon as it says so. */
export const staying = (name: string): string => `${run(stays(name))}\nready.log = "is up"`;

/** Answers with what all of them share. */
const server = `package main

import (
	"fmt"
	"net/http"
	"os"

	"example.com/many/shared"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "NAME", shared.Word) })
	fmt.Println("NAME", shared.Word)
	panic(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
`;

export const goFiles = {
  'go.mod': 'module example.com/many\n\ngo 1.19\n',
  'shared/shared.go': 'package shared\n\nvar Word = "one"\n',
  'cmd/api/main.go': server.replaceAll('NAME', 'api'),
  'cmd/web/main.go': server.replaceAll('NAME', 'web'),
  'cmd/alone/main.go': 'package main\n\nimport "time"\n\nfunc main() { time.Sleep(time.Hour) }\n',
};
