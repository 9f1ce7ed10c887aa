// How long a save takes until the app is ready: with tests beside it on change, and without. Once where everything is at
// rest, and once while the tests of the save before run.
// Usage: node scripts/bench-beside.mjs [-n ROUNDS] [--packages 60] [--cache GOCACHE] [--rest MS]
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { compare } from '../test/bench/statistics.mjs';
import { TestedModule } from '../test/torture/tests/tested-module.mjs';
import { WatchedTests } from '../test/torture/tests/watched-tests.mjs';
import { prepareBench } from './prepare-bench.mjs';

const warmUps = 2;
/** So long after an app is ready a save meets its tests. */
const duringMs = 250;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', short: 'n', default: '15' },
    packages: { type: 'string', default: '60' },
    cache: { type: 'string' },
    rest: { type: 'string', default: '1500' },
  },
});

/** So long nothing is to run before a save: right after tests gorl does what it had put off. */
const restMs = Number(values.rest);
const { base, env } = await prepareBench({ cache: values.cache });
/** What many import. */
const edited = 'p01';
const packages = Array.from({ length: Number(values.packages) }, (_, at) => `p${String(at).padStart(2, '0')}`);
const imports = packages.map((name) => `\t"example.com/tested/${name}"\n`).join('');
const app = `package main

import (
	"fmt"
	"net"
	"net/http"

${imports})

func main() {
	fmt.Println(${packages.map((name) => `${name}.Value()`).join(' + ')})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	http.Serve(listener, nil)
}
`;

const sides = { off: side('off'), on: side('on') };

try {
  for (const { watched } of Object.values(sides)) {
    watched.start();
    await watched.until(0, ({ type }) => type === 'process-ready');
  }
  for (const during of [false, true]) report(await series(during), during);
} finally {
  await Promise.all(Object.values(sides).map(({ watched }) => watched.stop()));
  rmSync(base, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
}

function side(name) {
  const dir = join(base, name);
  mkdirSync(dir);
  const module = new TestedModule({ dirs: [dir], packages: packages.length, seed: 1 });
  module.save('main.go', app);
  module.save('.air.toml', `[test]\non_change = ${name === 'on'}\n`);
  return { module, watched: new WatchedTests(dir, env, []), saves: 0 };
}

async function series(during) {
  const figures = { off: [], on: [] };
  for (let round = -warmUps; round < Number(values.rounds); round++)
    for (const who of round % 2 === 0 ? ['off', 'on'] : ['on', 'off']) {
      if (during) await meetTests(who);
      const ms = await saveToReady(who);
      await atRest(who);
      if (round >= 0) figures[who].push(ms);
    }
  return figures;
}

/** A body that no build has seen. */
async function saveToReady(who) {
  const one = sides[who];
  const source = `${edited}/${edited}.go`;
  one.saves += 1;
  one.mark = one.watched.events.length;
  one.module.save(source, one.module.read(source).replace(/return \d+/, `return ${one.saves + 100}`));
  const startedMs = performance.now();
  await one.watched.until(one.mark, ({ type }) => type === 'process-ready');
  return performance.now() - startedMs;
}

async function meetTests(who) {
  const { watched } = sides[who];
  await saveToReady(who);
  if (who === 'on') await watched.until(sides.on.mark, ({ type }) => type === 'tests-started');
  await sleep(duringMs);
}

async function atRest(who) {
  const { watched, mark } = sides[who];
  if (who === 'on') await watched.until(mark, ({ type }) => type === 'tests-finished');
  await sleep(restMs);
}

function report(figures, during) {
  const { paired, interval, floorMs, measuredMs } = compare(figures.off, figures.on);
  const when = during ? 'while tests run' : 'at rest';
  console.log(`save → app ready ${when}, ${values.packages} packages, ${values.rounds} rounds`);
  console.log(`without tests ${floorMs.toFixed(0)} ms, with tests on change ${measuredMs.toFixed(0)} ms`);
  console.log(`ratio ${paired.toFixed(3)} (${interval.map((each) => each.toFixed(2)).join('–')})`);
}
