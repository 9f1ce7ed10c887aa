import type { Scenario } from '../scenario.ts';

const server = `package main

import (
	"fmt"
	"net/http"
	"os"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "up") })
	http.ListenAndServe("127.0.0.1:"+os.Getenv("PROBE_PORT"), nil)
}
`;

/** air's own smoke test: a tiny server, an empty line more, and one word counted on stderr. */
export const smoke: readonly Scenario[] = [
  {
    group: 'smoke',
    name: 'an empty line more in main.go: two lines of stderr have the word "running"',
    async run(stage) {
      await stage.takePort();
      stage.write('go.mod', 'module example.com/smoke\n\ngo 1.19\n');
      stage.write('main.go', server);
      const lines = (): number => stage.stderr.split('\n').filter((line) => line.includes('running')).length;
      stage.start();
      await stage.answers('up');
      await stage.until('the first line', () => lines() === 1);
      stage.write('main.go', `${server}\n`);
      await stage.until('the second line', () => lines() >= 2);
      await stage.window(2_000);
      stage.saw['lines with "running"'] = lines();
      stage.saw['answers'] = await stage.answer();
    },
    expected: { 'lines with "running"': 2, answers: 'up' },
  },
];
