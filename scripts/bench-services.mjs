// How long a save of a package that four of six programs share takes until all four are live: with one gorl, and by hand
// with one go build for all and a start of those that it made anew. Then what an idle gorl costs, with ten services and
// with one.
// Usage: node scripts/bench-services.mjs [-n ROUNDS] [--packages 40] [--cache GOCACHE] [--idle SECONDS]
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { randomNumbers } from '../test/torture/module.mjs';
import { answer, freePorts } from '../test/torture/services/answers.mjs';
import { ServiceModule } from '../test/torture/services/service-module.mjs';
import { WatchedServices } from '../test/torture/services/watched-services.mjs';
import { compare } from '../test/bench/statistics.mjs';
import { prepareBench } from './prepare-bench.mjs';

const warmUps = 2;
/** So long after their start services count as at rest: until then gorl looks often whether they listen. */
const settleMs = 90_000;
/** So long nothing is to run before a save. */
const restMs = 500;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', short: 'n', default: '11' },
    packages: { type: 'string', default: '40' },
    cache: { type: 'string' },
    idle: { type: 'string', default: '20' },
  },
});

const { base, env } = await prepareBench({ cache: values.cache, goflags: '-buildvcs=false' });
const names = ['api', 'auth', 'mail', 'feed', 'jobs', 'logs'];
const shared = 'p00';
const packages = Number(values.packages);
const moduleIn = (dir) => {
  mkdirSync(dir);
  return new ServiceModule({ dir, services: names, packages, random: randomNumbers(1) });
};
const [hand, gorl] = ['hand', 'gorl'].map((name) => moduleIn(join(base, name)));
const ports = await freePorts(2 * names.length + 1);
const portOf = { hand: new Map(names.map((name, at) => [name, ports[at]])) };
portOf.gorl = new Map(names.map((name, at) => [name, ports[names.length + at]]));

/** Those that are started by hand. */
const running = new Map();

try {
  await series();
  await idleCosts();
} finally {
  for (const child of running.values()) child.kill('SIGKILL');
  rmSync(base, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
}

async function series() {
  const watched = new WatchedServices({ dir: join(base, 'gorl'), env, config: configOf(portOf.gorl) });
  const figures = { hand: [], gorl: [] };
  try {
    await buildByHand();
    await Promise.all(names.map((name) => startByHand(name)));
    watched.start();
    await allLive(gorl, portOf.gorl, names);
    await watched.idle();
    for (let round = -warmUps; round < Number(values.rounds); round++)
      for (const who of round % 2 === 0 ? ['hand', 'gorl'] : ['gorl', 'hand']) {
        await sleep(restMs);
        const ms = await (who === 'hand' ? byHand() : withGorl(watched));
        if (round >= 0) figures[who].push(ms);
      }
  } finally {
    await watched.stop();
  }
  const { paired, interval, floorMs, measuredMs } = compare(figures.hand, figures.gorl);
  console.log(`save → four of six programs live, ${packages} packages, ${values.rounds} rounds`);
  console.log(`by hand ${floorMs.toFixed(0)} ms, gorl ${measuredMs.toFixed(0)} ms`);
  console.log(`ratio ${paired.toFixed(3)} (${interval.map((each) => each.toFixed(2)).join('–')})`);
}

async function byHand() {
  hand.edit(shared);
  const users = hand.usersOf(shared);
  const startedMs = performance.now();
  await buildByHand();
  await Promise.all(users.map(startByHand));
  await allLive(hand, portOf.hand, users);
  return performance.now() - startedMs;
}

async function withGorl(watched) {
  gorl.edit(shared);
  const startedMs = performance.now();
  await allLive(gorl, portOf.gorl, gorl.usersOf(shared));
  const ms = performance.now() - startedMs;
  await watched.idle();
  return ms;
}

function buildByHand() {
  return new Promise((done, fail) => {
    const cwd = join(base, 'hand');
    const child = spawn('go', ['build', '-o', join(base, 'bin/'), './cmd/...'], { cwd, env, stdio: 'inherit' });
    child.once('error', fail);
    child.once('close', (code) => (code === 0 ? done() : fail(new Error('it does not build'))));
  });
}

async function startByHand(name) {
  const before = running.get(name);
  if (before !== undefined) {
    const ended = new Promise((done) => before.once('exit', done));
    before.kill('SIGINT');
    await ended;
  }
  const PORT = String(portOf.hand.get(name));
  running.set(name, spawn(join(base, 'bin', name), { env: { ...env, PORT }, stdio: 'ignore' }));
}

async function allLive(module, at, users) {
  await Promise.all(
    users.map(async (name) => {
      const expected = module.expected(name);
      while ((await answer(at.get(name))) !== expected) await sleep(1);
    }),
  );
}

function configOf(at) {
  return names
    .map((name) => `[services.${name}]\npackage = "./cmd/${name}"\nenv = { PORT = "${at.get(name)}" }\n`)
    .join('\n');
}

/** CPU, memory and inotify instances of gorl at rest. */
async function idleCosts() {
  const figures = [];
  const sleeper = 'while :; do sleep 1000; done';
  for (const [title, config] of [
    ['one service', `[services.api]\npackage = "./cmd/api"\nenv = { PORT = "${portOf.gorl.get('api')}" }\n`],
    [
      'ten services',
      `${configOf(portOf.gorl)}\n${Array.from({ length: 4 }, (_, at) => `[services.run${at}]\nrun = "${sleeper}"\n`).join('\n')}`,
    ],
  ]) {
    const watched = new WatchedServices({ dir: join(base, 'gorl'), env, config });
    watched.start();
    try {
      await allLive(gorl, portOf.gorl, title === 'one service' ? ['api'] : names);
      await watched.idle();
      await sleep(settleMs);
      const before = cpuTicks(watched.pid);
      await sleep(Number(values.idle) * 1000);
      const ticks = cpuTicks(watched.pid) - before;
      const rssMb = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${watched.pid}/status`, 'utf8'))?.[1]) / 1024;
      figures.push(rssMb);
      console.log(
        `${title}, idle: CPU ${((ticks / 100 / Number(values.idle)) * 100).toFixed(2)} %, RSS ${rssMb.toFixed(0)} MB, ${inotifyInstances(watched.pid)} inotify instance(s)`,
      );
    } finally {
      await watched.stop();
    }
  }
  console.log(`RSS ten / one: ${(figures[1] / figures[0]).toFixed(2)}`);
}

function cpuTicks(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

function inotifyInstances(pid) {
  return readdirSync(`/proc/${pid}/fd`).filter((fd) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`) === 'anon_inode:inotify';
    } catch {
      return false;
    }
  }).length;
}
