// What a monorepo costs beside one service of it alone: start → first answer, watches, memory; air beside it if it is
// there ($GORL_AIR or on PATH).
// Usage: node scripts/bench-tree.mjs [-n ROUNDS]
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { firstAnswer, freePort } from '../test/bench/first-answer.mjs';
import { writeService } from '../test/bench/monorepo.mjs';
import { compare, median } from '../test/bench/statistics.mjs';
import { build, root } from './build.mjs';
import { ensureGo } from './ensure-go.mjs';

const { values } = parseArgs({ options: { rounds: { type: 'string', short: 'n', default: '9' } } });
const rounds = Number(values.rounds);
/** A survey of the tree is over by then, and what it left in memory has been collected. */
const restMs = 2_000;
const warmUps = 2;

function watchesOf(pid) {
  let found = 0;
  for (const fd of readdirSync(`/proc/${pid}/fd`)) {
    try {
      if (readlinkSync(`/proc/${pid}/fd/${fd}`) !== 'anon_inode:inotify') continue;
      found += readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'utf8').match(/^inotify wd:/gm)?.length ?? 0;
    } catch {
      // It was closed meanwhile.
    }
  }
  return found;
}

function memoryOf(pid) {
  return Number(/^VmRSS:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1000;
}

/** Starts it, and returns what it costs. `settled` resolves when it watches all that it wants to. */
async function measure({ file, args, cwd, env, events }) {
  const port = await freePort();
  const startedAt = performance.now();
  const child = spawn(file, args, {
    cwd,
    env: { ...env, PORT: String(port) },
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const exited = once(child, 'exit');
  const watching = new Promise((resolve) => {
    createInterface({ input: child.stdio[3] }).on('line', (line) => {
      if (JSON.parse(line).type === 'watch-started') resolve();
    });
  });
  try {
    const answeredAt = await firstAnswer({ port, path: '/', text: 'hello', started: Promise.resolve() });
    if (events) await watching;
    await sleep(restMs);
    return { ms: answeredAt - startedAt, watches: watchesOf(child.pid), mb: memoryOf(child.pid) };
  } finally {
    child.kill('SIGINT');
    await exited;
  }
}

function airFile() {
  const file = process.env.GORL_AIR || 'air';
  return spawnSync(file, ['-v']).status === 0 ? file : undefined;
}

const go = ensureGo();
if (go.problem) {
  console.error(go.problem);
  process.exit(3);
}
await build();
const folder = mkdtempSync(join(tmpdir(), 'gorl-tree-'));
try {
  const [alone, beside] = [join(folder, 'alone'), join(folder, 'beside')];
  writeService(alone, { beside: false });
  writeService(beside, { beside: true });
  for (const cwd of [alone, beside]) {
    const git = (...args) => execFileSync('git', args, { cwd, stdio: 'ignore' });
    git('init', '-q');
    git('add', '-A');
    writeFileSync(join(cwd, 'air.toml'), '[build]\ncmd = "go build -o ./tmp/main ./cmd/api"\nbin = "./tmp/main"\n');
  }
  const gorl = (cwd) => ({
    file: process.execPath,
    args: [join(root, 'bin', 'gorl.js'), 'run', '--events', 'fd:3', './cmd/api'],
    cwd,
    env: go.env,
    events: true,
  });
  const subjects = { alone: gorl(alone), beside: gorl(beside) };
  const air = airFile();
  if (air) subjects.air = { file: air, args: ['-c', 'air.toml'], cwd: beside, env: go.env };
  const series = Object.fromEntries(Object.keys(subjects).map((key) => [key, []]));
  for (let round = -warmUps; round < rounds; round += 1) {
    const order = Object.keys(subjects);
    for (const key of round % 2 === 0 ? order : order.toReversed()) {
      const found = await measure(subjects[key]);
      if (round >= 0) series[key].push(found);
    }
  }
  console.log(
    `${go.version}, Node ${process.version}, ${cpus().length} cores, load ${loadavg()[0].toFixed(1)}, ${rounds} rounds`,
  );
  for (const [key, found] of Object.entries(series)) {
    const figure = (name) => median(found.map((each) => each[name])).toFixed(0);
    console.log(
      `${key.padEnd(8)} start → first answer ${figure('ms')} ms · ${figure('watches')} watches · ${figure('mb')} MB`,
    );
  }
  const of = (key, name) => series[key].map((each) => each[name]);
  for (const [name, title] of [
    ['ms', 'start → first answer'],
    ['mb', 'memory'],
  ]) {
    const { paired, ratio, interval } = compare(of('alone', name), of('beside', name));
    const between = interval.map((each) => each.toFixed(3)).join('–');
    console.log(
      `beside : alone, ${title}: medians ${ratio.toFixed(3)}, paired ${paired.toFixed(3)} (95 %: ${between})`,
    );
  }
  if (air) {
    const { paired, ratio, interval } = compare(of('air', 'ms'), of('beside', 'ms'));
    const between = interval.map((each) => each.toFixed(3)).join('–');
    console.log(
      `gorl : air, start → first answer: medians ${ratio.toFixed(3)}, paired ${paired.toFixed(3)} (95 %: ${between})`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
