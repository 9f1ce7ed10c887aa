import { renameSync } from 'node:fs';
import { test } from 'vitest';
import { EventTape } from '../../support/event-tape.ts';
import { freePort, GorlRig } from '../../support/gorl-rig.ts';
import { TerminalRig } from '../../support/terminal-rig.ts';

const store = `package user

// Sum adds up the rows.
func Sum(rows []int) int {
	sum := 0
	for _, r := range rows {
		sum += r
	}
	return sum
}
`;

/** Two errors in one package, the second with notes. */
const brokenStore = store
  .replace('rows []int', 'lines []int')
  .replace('return sum', 'return add(sum)')
  .concat('\nfunc add(count int, name string) int { return count }\n');

const shop = {
  'go.mod': 'module example.com/shop\n\ngo 1.19\n',
  'cmd/api/main.go': `package main

import (
	"fmt"
	"net/http"
	"os"

	"example.com/shop/internal/user"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, user.Sum([]int{1, 2}))
	})
	fmt.Fprintln(os.Stderr, http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
	os.Exit(1)
}
`,
  'cmd/worker/main.go': 'package main\n\nimport "time"\n\nfunc main() { time.Sleep(time.Hour) }\n',
  'internal/user/store.go': store,
  'internal/user/old.go': 'package user\n',
  '.air.toml': '[build]\ncmd = "go build -v -o ./tmp/api ./cmd/api"\nbin = "./tmp/api"\n',
} as const;

const storeFile = 'internal/user/store.go';

/** At once: of a file that is seen half written gorl rightly reports what it sees. */
function save(rig: GorlRig, name: string, text: string): void {
  rig.write('tmp/next', text);
  renameSync(rig.path('tmp/next'), rig.path(name));
}

test('a day: start, a change, an error and its repair, files that come and go, the config, the end', async () => {
  const port = await freePort();
  await using rig = new GorlRig({ files: shop, env: { PORT: String(port) } });
  const tape = new EventTape().of(rig);
  rig.start();
  tape.keep(await rig.waitForEvent('session-started'));
  // The watch and the build begin at the same time.
  const watching = rig.until('the watch', 60_000, () => rig.events.some(({ type }) => type === 'watch-started'));
  tape.keep(await rig.waitForEvent('build-started'));
  tape.keep(await rig.waitForEvent('build-succeeded'), await rig.waitForEvent('process-started'));
  tape.keep(await rig.waitForEvent('process-ready', ({ ports }) => ports.length > 0));
  await watching;
  tape.keep(...rig.events.filter(({ type }) => type === 'watch-started'));

  save(rig, storeFile, brokenStore);
  tape.keep(await rig.waitForEvent('files-changed'), await rig.waitForEvent('build-started'));
  tape.keep(await rig.waitForEvent('build-failed'));

  save(rig, storeFile, store.replace('sum := 0', 'sum := 1'));
  tape.keep(await rig.waitForEvent('build-succeeded'));
  tape.keep(await rig.waitForEvent('process-stopping'), await rig.waitForEvent('process-exited'));
  tape.keep(await rig.waitForEvent('process-started'));
  tape.keep(await rig.waitForEvent('process-ready', ({ ports }) => ports.length > 0));

  save(rig, storeFile, `${store.replace('sum := 0', 'sum := 1')}\n// No code.\n`);
  tape.keep(await rig.waitForEvent('nothing-to-do'));
  renameSync(rig.path('internal/user/old.go'), rig.path('internal/user/new.go'));
  tape.keep(await rig.waitForEvent('files-changed', ({ files }) => files.length === 2));
  await rig.waitForEvent('build-succeeded');

  save(rig, '.air.toml', shop['.air.toml'].replace('[build]', '[build]\nkill_delay = "2s"'));
  tape.keep(await rig.waitForEvent('config-reloaded'));
  save(rig, '.air.toml', shop['.air.toml'].replace('[build]', '[build]\ndelay = -5'));
  tape.keep(await rig.waitForEvent('config-rejected'));
  save(rig, '.air.toml', shop['.air.toml'].replaceAll('api', 'worker'));
  tape.keep(await rig.waitForEvent('config-reloaded'), await rig.waitForEvent('build-started'));
  // Without a port.
  tape.keep(await rig.waitForEvent('process-ready'));

  rig.signal('SIGINT');
  tape.keep(await rig.waitForEvent('session-stopping'), await rig.waitForEvent('session-ended'));
  await rig.waitForExit();
  await tape.expectRecorded('daily');
});

test('keys: build, restart, pause, and what is saved meanwhile', async () => {
  const port = await freePort();
  await using rig = new TerminalRig({ files: shop, env: { PORT: String(port) } });
  const tape = new EventTape().of(rig);
  const ready = () => rig.waitForEvent('process-ready', ({ ports }) => ports.length > 0);
  rig.start(['--', 'serve', 'two words']);
  tape.keep(await rig.waitForEvent('session-started'));
  await ready();
  rig.press('r');
  tape.keep(await ready());
  rig.press('b');
  tape.keep(await rig.waitForEvent('build-started'));
  await ready();
  rig.press('p');
  tape.keep(await rig.waitForEvent('paused'));
  save(rig, storeFile, store.replace('sum := 0', 'sum := 2'));
  tape.keep(await rig.waitForEvent('files-held'));
  rig.press('p');
  tape.keep(await rig.waitForEvent('resumed'));
  await ready();
  rig.press('q');
  tape.keep(await rig.waitForEvent('session-stopping'), await rig.waitForEvent('session-ended'));
  await rig.waitForExit();
  await tape.expectRecorded('keys');
});
