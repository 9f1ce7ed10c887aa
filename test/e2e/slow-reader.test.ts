import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freePort, get, gorlBin, GorlRig } from '../support/gorl-rig.ts';
import { PacedReader } from '../support/paced-reader.ts';
import { TerminalRig } from '../support/terminal-rig.ts';

const megabyte = 1_000_000;
const fewestSaves = 3;
const mostSaves = 12;

/**
 * Answers with its version, and logs as fast as it can, from a goroutine of its own, when it is told to; at its end, too,
 * when it is told to: then more than gorl keeps for a reader who takes nothing.
 */
const flooder = `package main

import (
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

const version = "v0"

func main() {
	if os.Getenv("APP_FLOOD") != "" {
		line := []byte("flood " + version + " " + strings.Repeat("x", 90) + "\\n")
		go func() {
			for {
				_, _ = os.Stderr.Write(line)
			}
		}()
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	go func() {
		<-stop
		for blocks := 0; os.Getenv("APP_FLOOD") == "to the end" && blocks < 200; blocks++ {
			_, _ = os.Stderr.WriteString(strings.Repeat("dying\\n", 64*1024/6))
		}
		_, _ = os.Stderr.WriteString("last words of " + version + "\\n")
		os.Exit(0)
	}()
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, version) })
	_ = http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil)
}
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gorl-slow-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Scene {
  readonly rig: GorlRig;
  readonly port: number;
}

async function started(make: (env: Record<string, string>) => GorlRig, flood: boolean | 'to the end'): Promise<Scene> {
  const port = await freePort();
  const rig = make({ PORT: String(port), ...(flood === false ? {} : { APP_FLOOD: String(flood) }) });
  rig.write('go.mod', 'module example.com/flooder\n\ngo 1.19\n');
  rig.write('main.go', flooder);
  // Times are compared: each build is to be made in the same way.
  // On a busy machine it takes a while to say all that.
  const patience = flood === 'to the end' ? 'kill_delay = "30s"\n' : '';
  rig.write('.air.toml', `[build]\nfast_lane = false\n${patience}`);
  rig.start();
  await rig.until('the first answer', 60_000, async () => (await get(port)) === 'v0');
  await rig.waitForEvent('watch-started');
  return { rig, port };
}

const onPipe =
  (reader: PacedReader) =>
  (env: Record<string, string>): GorlRig =>
    new GorlRig({ env, stderr: reader.writeEnd });

/** Ms from a save to the first answer of what was saved. */
async function saveToLive({ rig, port }: Scene, version: string): Promise<number> {
  const savedAt = performance.now();
  rig.write('main.go', flooder.replace('"v0"', `"${version}"`));
  await rig.until(version, 60_000, async () => (await get(port)) === version);
  return performance.now() - savedAt;
}

async function msToEnd(rig: GorlRig): Promise<number> {
  const askedAt = performance.now();
  rig.signal('SIGTERM');
  await rig.waitForExit();
  return performance.now() - askedAt;
}

function residentBytes({ pid }: GorlRig): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]) * 1024;
}

const remark = /^gorl: \S+ \S+ of output dropped: the reader of stderr is too slow$/;

/** What the events say of output that was not written, the last time they do. */
function lastRemark({ events }: GorlRig): string | undefined {
  return events
    .flatMap((event) => (event.type === 'notice' ? [event.message] : []))
    .findLast((text) => remark.test(text));
}

test('a reader that is slow, or stuck, keeps the app waiting, not gorl', { timeout: 300_000 }, async () => {
  using quietReader = new PacedReader(mkdtempSync(join(folder, 'quiet-'))).read(megabyte);
  using slowReader = new PacedReader(mkdtempSync(join(folder, 'slow-'))).read(megabyte);
  using stuckReader = new PacedReader(mkdtempSync(join(folder, 'stuck-')));
  const quiet = await started(onPipe(quietReader), false);
  await using quietRig = quiet.rig;
  const slow = await started(onPipe(slowReader), true);
  await using slowRig = slow.rig;
  const stuck = await started(onPipe(stuckReader), true);
  await using stuckRig = stuck.rig;

  const fastest = { quiet: Infinity, slow: Infinity, stuck: Infinity };
  const isFree = (): boolean => Math.max(fastest.slow, fastest.stuck) < 1.5 * fastest.quiet;
  let saves = 0;
  // A reader would keep every save waiting. What other tests do keeps one or the other: then more of them are looked at.
  while (saves < fewestSaves || (saves < mostSaves && !isFree())) {
    saves += 1;
    // In turn, so that whatever else the machine does is the same for all.
    fastest.quiet = Math.min(fastest.quiet, await saveToLive(quiet, `v${saves}`));
    fastest.slow = Math.min(fastest.slow, await saveToLive(slow, `v${saves}`));
    fastest.stuck = Math.min(fastest.stuck, await saveToLive(stuck, `v${saves}`));
  }
  expect(isFree(), JSON.stringify(fastest)).toBe(true);

  const bytes = residentBytes(quietRig);
  expect(residentBytes(slowRig)).toBeLessThan(bytes + 64 * megabyte);
  expect(residentBytes(stuckRig)).toBeLessThan(bytes + 64 * megabyte);

  const quietMs = await msToEnd(quietRig);
  const slowMs = await msToEnd(slowRig);
  const stuckMs = await msToEnd(stuckRig);
  // What a loaded machine takes for an end where no problems found.
  expect(slowMs).toBeLessThan(1000 + quietMs);
  expect(stuckMs).toBeLessThan(1000 + quietMs);

  expect(lastRemark(quietRig)).toBeUndefined();
  expect(lastRemark(stuckRig)).toMatch(remark);
  // Gorl's words are all there, although the app never stopped talking.
  const shown = slowReader.readRest().split('\n');
  expect(shown.filter((line) => / ready {5}/.test(line))).toHaveLength(1 + saves);
});

test('a reader that wakes up is told where something is missing, and how much in all at the end', async () => {
  using reader = new PacedReader(folder);
  const scene = await started(onPipe(reader), 'to the end');
  await using rig = scene.rig;
  await saveToLive(scene, 'v1');
  // The old program has said what it had to say, and was not killed for it.
  expect(await rig.waitForEvent('process-exited')).toMatchObject({ expected: true, forced: false });
  reader.read(100 * megabyte);
  await rig.until('the line of the second start', 30_000, () => (reader.text.match(/ ready {5}/g)?.length ?? 0) === 2);
  await rig.until('the flood of the second program', 30_000, () => reader.text.includes('flood v1'));
  const places = ['output dropped', 'last words of v0', 'flood v1'].map((text) => reader.text.indexOf(text));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places[0]).toBeGreaterThan(0);
  rig.signal('SIGTERM');
  await rig.waitForExit();
  const shown = reader.readRest().split('\n');
  expect(lastRemark(rig)).toMatch(remark);
  expect(shown.findLast((line) => line !== '')).toBe(lastRemark(rig));
});

test('a terminal that takes nothing any more stops neither builds nor the end', async () => {
  const scene = await started((env) => new TerminalRig({ env }), true);
  await using rig = scene.rig as TerminalRig;
  rig.stopReading();
  await saveToLive(scene, 'v1');
  await saveToLive(scene, 'v2');
  const endMs = await msToEnd(rig);
  expect(endMs).toBeLessThan(2000);
  await rig.waitForEvent('session-ended');
  expect(lastRemark(rig)).toMatch(remark);
});

test('a build that prints more than a reader of the events takes at once waits, and no event is missing', async () => {
  const printed = 20 * megabyte;
  using reader = new PacedReader(folder).read(10 * megabyte);
  await using rig = new GorlRig({
    files: {
      'go.mod': 'module example.com/loud\n\ngo 1.19\n',
      'main.go': 'package main\n\nfunc main() {}\n',
      '.air.toml': `[build]\ncmd = "yes 'some words of a compiler' | head -c ${printed}; go build -o tmp/main ."\n`,
    },
  });
  const args = [gorlBin(), '--once', '--events', reader.path];
  const gorl = spawn(process.execPath, args, { cwd: rig.dir, env: rig.env(), stdio: 'ignore' });
  expect(await once(gorl, 'exit')).toEqual([0, null]);
  const events = reader.readRest().split('\n').slice(0, -1);
  const texts = events.map((line) => JSON.parse(line) as { readonly type: string; readonly text?: string });
  expect(texts.reduce((sum, { text = '' }) => sum + text.length, 0)).toBe(printed);
  expect(texts.at(-1)?.type).toBe('session-ended');
});
