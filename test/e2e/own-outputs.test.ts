import { existsSync, readFileSync, readdirSync, watch } from 'node:fs';
import { expect, test } from 'vitest';
import { GorlRig, type RigOptions } from '../support/gorl-rig.ts';
import { talkingApp } from '../support/talking-app.ts';

const everything = 'include_ext = ["*"]\n';

/** bash becomes gorl, with its streams led elsewhere. */
function led(redirection: string): Pick<RigOptions, 'node' | 'nodeArgs'> {
  return { node: 'bash', nodeArgs: ['-c', `exec "$0" "$@" ${redirection}`, process.execPath] };
}

/** `names`: all that ever appeared in the rig's directory. A work directory is there only while a build runs. */
type Wrote = (rig: GorlRig, names: ReadonlySet<string>) => boolean;

/** Each input makes gorl write to a file that `include_ext = ["*"]` has it watch; `wrote` says that it did. */
test.each<{ what: string; config: string; options?: RigOptions; wrote: Wrote }>([
  {
    what: 'its output in a file',
    config: `[build]\n${everything}`,
    options: led('> dev.log 2>&1'),
    wrote: (rig) => rig.read('dev.log').includes('ready'),
  },
  {
    what: 'its output through tee',
    config: `[build]\n${everything}`,
    options: led('> >(tee dev.log > /dev/null) 2>&1'),
    wrote: (rig) => rig.read('dev.log').includes('ready'),
  },
  {
    what: 'its output through a filter and tee',
    config: `[build]\n${everything}`,
    options: led('> >(sed -u s/never/ever/ | tee dev.log > /dev/null) 2>&1'),
    wrote: (rig) => rig.read('dev.log').includes('ready'),
  },
  {
    what: 'the log of failed builds outside tmp_dir',
    config: `[build]\n${everything}log = "../build.log"\n`,
    wrote: (rig) => rig.read('build.log').includes('build failed'),
  },
  {
    what: 'binaries and work directories, with the root as tmp_dir',
    config: `tmp_dir = "."\n[build]\n${everything}`,
    wrote: (_, names) => names.has('.gorl') && [...names].some((name) => /^\.gorl-\d+-/.test(name)),
  },
])('$what starts nothing', async ({ config, options, wrote }) => {
  await using rig = new GorlRig({ ...options, files: { ...talkingApp(), '.air.toml': config } });
  const names = new Set<string>();
  using _ = watchNames(rig.dir, names);
  rig.start();
  await rig.waitForEvent('process-ready');
  const source = rig.read('main.go');
  for (const round of [1, 2, 3]) {
    rig.write('main.go', `${source}broken ${round}\n`);
    await rig.waitForEvent('build-failed');
    rig.write('main.go', `${source}// ${round}\n`);
    await rig.waitForMatch('the end of the build', ({ type }) => type === 'nothing-to-do' || type === 'process-ready');
  }
  expect(wrote(rig, names)).toBe(true);
  expect(takenUp(rig)).toEqual(['main.go']);
});

test('the event stream in a watched file starts nothing', async () => {
  await using rig = new GorlRig({ files: { ...talkingApp(), '.air.toml': `[build]\n${everything}` } });
  rig.start(['--events', 'events.ndjson']);
  const events = (type: string): number =>
    existsSync(rig.path('events.ndjson')) ? rig.read('events.ndjson').split(`"type":"${type}"`).length - 1 : 0;
  await rig.until('the app', 60_000, () => events('process-ready') === 1);
  for (const round of [1, 2, 3]) {
    rig.write('main.go', `${rig.read('main.go')}broken ${round}\n`);
    await rig.until('the build', 60_000, () => events('build-failed') === round);
  }
  const lines = readFileSync(rig.path('events.ndjson'), 'utf8').split('\n');
  const changes = lines.filter((line) => line.includes('"type":"files-changed"'));
  expect(changes).toHaveLength(3);
  expect(changes.join('\n')).not.toContain('events.ndjson');
});

const server = `package main

import (
	"net"
	"time"
)

func main() {
	if _, err := net.Listen("tcp", "127.0.0.1:0"); err != nil {
		panic(err)
	}
	time.Sleep(time.Hour)
}
`;

test('what gorl remembers starts nothing, with the root as tmp_dir, and goes with clean_on_exit', async () => {
  const config = `tmp_dir = "."\n[build]\n${everything}[misc]\nclean_on_exit = true\n`;
  await using rig = new GorlRig({
    files: { 'go.mod': 'module example.com/server\n\ngo 1.19\n', 'main.go': server, '.air.toml': config },
  });
  rig.start();
  await rig.until('what it remembers', 60_000, () => existsSync(rig.path('gorl-state.json')));
  // Whatever changed before it in the same directory is told with it at the latest.
  rig.write('main.go', `${server}// 1\n`);
  await rig.waitForEvent('files-changed', ({ files }) => files.some(({ rel }) => rel === 'main.go'));
  expect(takenUp(rig)).toEqual(['main.go']);
  rig.signal('SIGTERM');
  await rig.waitForExit();
  expect(readdirSync(rig.dir).filter((name) => name.includes('gorl'))).toEqual([]);
});

function watchNames(directory: string, names: Set<string>): Disposable {
  const watcher = watch(directory, (_, name) => void (name !== null && names.add(name)));
  return { [Symbol.dispose]: () => watcher.close() };
}

function takenUp(rig: GorlRig): readonly string[] {
  const files = rig.events.flatMap((event) => (event.type === 'files-changed' ? event.files : []));
  return [...new Set(files.map(({ rel }) => rel))];
}
