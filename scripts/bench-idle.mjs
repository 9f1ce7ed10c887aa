// Whether what gorl does when nobody waits delays who saves meanwhile: save → ready, during it and at rest, in pairs.
// Usage: node scripts/bench-idle.mjs [-n ROUNDS] [--module m] [--cache GOCACHE]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { freePort } from '../test/bench/first-answer.mjs';
import { BenchModule } from '../test/bench/module/bench-module.mjs';
import { edits } from '../test/bench/module/edits.mjs';
import { compare } from '../test/bench/statistics.mjs';
import { columns } from '../test/bench/tools/columns.mjs';
import { killMarked, lookAt, untilQuiet } from '../test/bench/tools/process-tree.mjs';
import { ReadySocket } from '../test/bench/tools/ready-socket.mjs';
import { build, root } from './build.mjs';
import { ensureGo } from './ensure-go.mjs';

const warmUps = 1;
/** A proof begins two seconds after a save: whoever waits for longer than that has missed it. */
const beginLimitMs = 10_000;
/** Somewhere in the first part of what runs. */
const [soonestMs, latestMs] = [5, 150];
/** So long nothing of gorl's uses the CPU. */
const idleMs = 3000;
const idleLimitMs = 60_000;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', short: 'n', default: '15' },
    module: { type: 'string', default: 'm' },
    cache: { type: 'string' },
  },
});

/** A gorl at work on a copy of the module. */
class Bench {
  #module;
  #tool;
  #ready;
  #name;

  static async start(name, column, { base, env, ready }) {
    const bench = new Bench();
    bench.#name = name;
    bench.#ready = ready;
    bench.#module = new BenchModule(values.module, join(base, name));
    const own = {
      ...env,
      PORT: String(await freePort()),
      BENCH_SOCKET: ready.file,
      BENCH_COLUMN: name,
      BENCH_MARK: base,
    };
    bench.#tool = columns[column].make({ dir: bench.#module.dir, env: own, root, programs: {} });
    const first = bench.#next();
    await Promise.all([bench.#tool.start(), first]);
    return bench;
  }

  get roots() {
    return this.#tool.roots;
  }

  /** How long until the app says so. */
  async save(edit, number) {
    const shown = this.#next();
    const { savedAt } = this.#module.save(edits[edit].steps[0], number);
    return (await shown) - savedAt;
  }

  stop() {
    return this.#tool.stop();
  }

  /** A tool of Go's has begun to run, and some time has passed. */
  async untilAtWork() {
    const deadline = performance.now() + beginLimitMs;
    while (!this.roots.some((pid) => lookAt([pid]).get(pid).isCompiling)) {
      if (performance.now() > deadline) throw new Error(`${this.#name}: nothing begins`);
      await sleep(5);
    }
    await sleep(soonestMs + Math.random() * (latestMs - soonestMs));
  }

  #next() {
    return this.#ready.next(({ column }) => column === this.#name).promise;
  }
}

const { env: goEnv, problem } = ensureGo();
if (problem) {
  console.error(problem);
  process.exit(3);
}
await build();
const base = mkdtempSync(join(tmpdir(), 'gorl-bench-'));
const env = { ...goEnv, GOFLAGS: '', GOWORK: 'off', GOTOOLCHAIN: 'local' };
if (values.cache !== undefined) env.GOCACHE = resolve(values.cache);
const ready = new ReadySocket(join(base, 'ready.sock'));
await ready.open();
try {
  await run();
} finally {
  killMarked(`BENCH_MARK=${base}`);
  ready.close();
  rmSync(base, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
}

async function run() {
  const lane = await Bench.start('lane', 'lane', { base, env, ready });
  const tuned = await Bench.start('tuned', 'tuned', { base, env, ready });
  const series = { rest: [], proof: [], go: [], learning: [] };
  let number = 0;
  const next = () => (number += 1);
  const quiet = async () => {
    // The proof of the last save, too.
    await untilQuiet([...lane.roots, ...tuned.roots]);
    await sleep(2200);
    await untilQuiet([...lane.roots, ...tuned.roots]);
  };
  const atRest = (bench) => async () => {
    await quiet();
    return bench.save('main', next());
  };
  /** While what follows that edit is done. */
  const during = (edit) => async () => {
    await quiet();
    await lane.save(edit, next());
    await lane.untilAtWork();
    return lane.save('main', next());
  };
  const measures = { rest: atRest(lane), proof: during('main'), go: atRest(tuned), learning: during('import') };
  for (let round = -warmUps; round < Number(values.rounds); round += 1) {
    const keys = round % 2 === 0 ? Object.keys(measures) : Object.keys(measures).toReversed();
    for (const key of keys) {
      const ms = await measures[key]();
      if (round >= 0) series[key].push(ms);
    }
  }
  print('a save during a proof, against one at rest', compare(series.rest, series.proof));
  print('a save while the lane learns, against go build at rest', compare(series.go, series.learning));
  await lane.save('main', next());
  console.log(`after the last save, gorl is idle after ${((await untilIdle(lane.roots)) / 1000).toFixed(1)} s`);
  await Promise.all([lane.stop(), tuned.stop()]);
}

/** The time until nothing of the trees uses the CPU, and then not for a while. */
async function untilIdle(roots) {
  const usedMs = () => [...lookAt(roots).values()].reduce((sum, each) => sum + each.usedMs, 0);
  const startedAt = performance.now();
  let idleSince = startedAt;
  let before = usedMs();
  while (performance.now() - idleSince < idleMs) {
    if (performance.now() - startedAt > idleLimitMs) throw new Error('gorl is never idle');
    await sleep(100);
    const now = usedMs();
    if (now !== before) idleSince = performance.now();
    before = now;
  }
  return idleSince - startedAt;
}

function print(what, { floorMs, measuredMs, paired, interval }) {
  const [from, to] = interval.map((each) => each.toFixed(2));
  console.log(
    `${what}: ${measuredMs.toFixed(0)} against ${floorMs.toFixed(0)} ms, paired ${paired.toFixed(3)} (${from}–${to})`,
  );
}
