// What a start costs: of a small program, and of one service of a monorepo, alone and beside all the rest. Time to the
// first answer, watches, memory, and where gorl's time goes; air beside it if it is there ($GORL_AIR or on PATH).
// Usage: node scripts/bench-start.mjs [-n ROUNDS] [--only small|tree]…
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
import { copySubject, subjects as examples } from '../test/bench/subject.mjs';
import { build, root } from './build.mjs';
import { ensureGo } from './ensure-go.mjs';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', short: 'n', default: '9' },
    only: { type: 'string', multiple: true, default: ['small', 'tree'] },
  },
});
const rounds = Number(values.rounds);
const warmUps = 2;
/** A look through the tree is over by then, and what it left in memory has been collected. */
const restMs = 2_000;
/** What gorl tells on its way to the first answer. */
const stations = ['session-started', 'build-started', 'build-succeeded', 'process-started'];

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

/** Edits the program, so that there is something to link, starts it, and returns what that costs. */
async function measure({ file, args, cwd, env, tells, edit }) {
  const answer = edit();
  const port = await freePort();
  const said = {};
  const [startedMs, startedAt] = [Date.now(), performance.now()];
  const child = spawn(file, args, {
    cwd,
    env: { ...env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const exited = once(child, 'exit');
  const watching = new Promise((resolve) => {
    createInterface({ input: child.stdio[3] }).on('line', (line) => {
      const { type, t } = JSON.parse(line);
      said[type] ??= t - startedMs;
      if (type === 'watch-started') resolve();
    });
  });
  try {
    const answeredAt = await firstAnswer({ port, path: '/', text: answer, started: Promise.resolve() });
    if (tells) await watching;
    await sleep(restMs);
    return { ms: answeredAt - startedAt, watches: watchesOf(child.pid), mb: memoryOf(child.pid), said };
  } finally {
    child.kill('SIGINT');
    await exited;
  }
}

/** All of them in turn, the order reversed each round. */
async function series(subjects) {
  const found = Object.fromEntries(Object.keys(subjects).map((key) => [key, []]));
  for (let round = -warmUps; round < rounds; round += 1) {
    const order = Object.keys(subjects);
    for (const key of round % 2 === 0 ? order : order.toReversed()) {
      const one = await measure(subjects[key]);
      if (round >= 0) found[key].push(one);
    }
  }
  for (const [key, each] of Object.entries(found)) {
    const figure = (name) => median(each.map((one) => one[name])).toFixed(0);
    console.log(
      `${key.padEnd(16)} start → first answer ${figure('ms')} ms · ${figure('watches')} watches · ${figure('mb')} MB`,
    );
  }
  return found;
}

function tellRatio(title, floor, measured, name) {
  const of = (each) => each.map((one) => one[name]);
  const { paired, ratio, interval } = compare(of(floor), of(measured));
  const between = interval.map((each) => each.toFixed(3)).join('–');
  console.log(`${title}: medians ${ratio.toFixed(3)}, paired ${paired.toFixed(3)} (95 %: ${between})`);
}

/** Medians in ms from the start, and from one station to the next. */
function tellBudget(measured) {
  const bare = median(
    Array.from({ length: 9 }, () => {
      const before = performance.now();
      spawnSync(process.execPath, ['-e', '0'], { stdio: 'ignore' });
      return performance.now() - before;
    }),
  );
  const at = [
    ['node -e 0, for comparison', bare],
    ...stations.map((type) => [type, median(measured.map(({ said }) => said[type]))]),
    ['first answer', median(measured.map(({ ms }) => ms))],
  ];
  let before = 0;
  for (const [index, [title, ms]] of at.entries()) {
    console.log(
      `  ${title.padEnd(26)}${ms.toFixed(0).padStart(6)} ms${index < 2 ? '' : `  +${(ms - before).toFixed(0)}`}`,
    );
    before = ms;
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
const folder = mkdtempSync(join(tmpdir(), 'gorl-bench-start-'));
const air = airFile();
if (!air) console.log('skipped: the comparison with air, which is not there; set GORL_AIR');

const gorl = (cwd, target, edit) => ({
  file: process.execPath,
  args: [join(root, 'bin', 'gorl.js'), 'run', '--events', 'fd:3', target],
  cwd,
  env: go.env,
  tells: true,
  edit,
});

function airOn(cwd, target, edit) {
  const config = join(cwd, 'air.toml');
  writeFileSync(config, `[build]\ncmd = "go build -o ./tmp/main ${target}"\nbin = "./tmp/main"\n`);
  return { file: air, args: ['-c', 'air.toml'], cwd, env: go.env, edit };
}

function copyOf(name, folderName) {
  const copy = copySubject(root, examples[name], join(folder, folderName));
  return { cwd: copy.folder, edit: () => copy.save().text };
}

async function small() {
  const [ours, theirs] = [copyOf('hello', 'ours'), copyOf('hello', 'theirs')];
  const found = await series({
    'gorl, small': gorl(ours.cwd, '.', ours.edit),
    ...(air && { 'air, small': airOn(theirs.cwd, '.', theirs.edit) }),
  });
  tellBudget(found['gorl, small']);
  if (air) tellRatio('gorl : air, small program', found['air, small'], found['gorl, small'], 'ms');
}

async function tree() {
  const [alone, beside] = [join(folder, 'alone'), join(folder, 'beside')];
  writeService(alone, { beside: false });
  writeService(beside, { beside: true });
  for (const cwd of [alone, beside]) {
    const git = (...args) => execFileSync('git', args, { cwd, stdio: 'ignore' });
    git('init', '-q');
    git('add', '-A');
  }
  const target = './cmd/api';
  let edits = 0;
  const editOf = (cwd) => () => {
    const file = join(cwd, 'cmd/api/main.go');
    const text = `hello ${(edits += 1)}`;
    writeFileSync(file, readFileSync(file, 'utf8').replace(/(?<=greeting = ")[^"]*/, text));
    return text;
  };
  const found = await series({
    'gorl, alone': gorl(alone, target, editOf(alone)),
    'gorl, beside': gorl(beside, target, editOf(beside)),
    ...(air && { 'air, beside': airOn(beside, target, editOf(beside)) }),
  });
  tellRatio('beside : alone, start → first answer', found['gorl, alone'], found['gorl, beside'], 'ms');
  tellRatio('beside : alone, memory', found['gorl, alone'], found['gorl, beside'], 'mb');
  if (air) tellRatio('gorl : air, beside, start → first answer', found['air, beside'], found['gorl, beside'], 'ms');
}

try {
  const load = loadavg()[0].toFixed(1);
  console.log(
    `${go.version}, Node ${process.version}, ${cpus().length} cores, load ${load}, ${rounds} rounds, medians`,
  );
  for (const each of values.only) await { small, tree }[each]();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
