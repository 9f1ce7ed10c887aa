// How long a save takes until the first failing test shows: with gorl test, and with go test of that package by hand.
// Usage: node scripts/bench-tests.mjs [-n ROUNDS] [--packages 60] [--cache GOCACHE]
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { compare } from '../test/bench/statistics.mjs';
import { TestedModule } from '../test/torture/tests/tested-module.mjs';
import { WatchedTests } from '../test/torture/tests/watched-tests.mjs';
import { prepareBench } from './prepare-bench.mjs';

const warmUps = 1;
/** So long nothing is to run before a save. */
const restMs = 300;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', short: 'n', default: '15' },
    packages: { type: 'string', default: '60' },
    cache: { type: 'string' },
  },
});

const { base, env } = await prepareBench({ cache: values.cache });
const dirs = { gorl: join(base, 'gorl'), hand: join(base, 'hand') };
Object.values(dirs).forEach((dir) => mkdirSync(dir));
const modules = {
  gorl: new TestedModule({ dirs: [dirs.gorl], packages: Number(values.packages), seed: 1 }),
  hand: new TestedModule({ dirs: [dirs.hand], packages: Number(values.packages), seed: 1 }),
};
/** What many import. */
const edited = 'p01';
const rel = `${edited}/${edited}_test.go`;
const watched = new WatchedTests(dirs.gorl, env);

try {
  watched.start();
  await watched.rest(0);
  await output('go', ['test', './...'], dirs.hand);
  const series = { hand: [], gorl: [] };
  for (let round = -warmUps; round < Number(values.rounds); round++) {
    const order = round % 2 === 0 ? ['hand', 'gorl'] : ['gorl', 'hand'];
    for (const who of order) {
      await sleep(restMs);
      const ms = await (who === 'hand' ? byHand(round) : withGorl(round));
      if (round >= 0) series[who].push(ms);
    }
  }
  const { paired, interval, floorMs, measuredMs } = compare(series.hand, series.gorl);
  console.log(`save → first failing test, ${values.packages} packages, ${values.rounds} rounds`);
  console.log(`go test ./${edited} by hand ${floorMs.toFixed(0)} ms, gorl test ${measuredMs.toFixed(0)} ms`);
  console.log(`ratio ${paired.toFixed(3)} (${interval.map((each) => each.toFixed(2)).join('–')})`);
} finally {
  await watched.stop();
  rmSync(base, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
}

/** A body that no build has seen, and a test that fails. */
function breakIn(module, round) {
  const source = `${edited}/${edited}.go`;
  module.save(source, module.read(source).replace(/return \d+/, `return ${round + 100}`));
  module.save(
    rel,
    module.read(rel).replace('func TestAlone(t *testing.T) {}', 'func TestAlone(t *testing.T) { t.Error("no") }'),
  );
}

async function byHand(round) {
  breakIn(modules.hand, round);
  const startedMs = performance.now();
  await output('go', ['test', `./${edited}`], dirs.hand);
  return performance.now() - startedMs;
}

async function withGorl(round) {
  const mark = watched.events.length;
  breakIn(modules.gorl, round);
  const startedMs = performance.now();
  await watched.until(mark, ({ type }) => type === 'test-failed');
  const ms = performance.now() - startedMs;
  await watched.rest(mark);
  return ms;
}

function output(file, args, cwd) {
  return new Promise((done, fail) => {
    const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'ignore', 'ignore'] });
    child.once('error', fail);
    child.once('close', done);
  });
}
