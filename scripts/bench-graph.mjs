// What it costs a save that the go command is asked what the program is made of: a workspace of 300 packages twice, a
// gorl in each, and the same edits of imports in both; for one of the two, go list begins when the save has long been
// dealt with.
// Usage: node scripts/bench-graph.mjs [-n ROUNDS]
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { compare } from '../test/bench/statistics.mjs';
import { freePort, randomNumbers } from '../test/torture/module.mjs';
import { WatchedCommand } from '../test/torture/watched-command.mjs';
import { importLine, makeWorkspace, writeWorkspace } from '../test/torture/workspace.mjs';
import { build } from './build.mjs';
import { ensureGo } from './ensure-go.mjs';

const { values } = parseArgs({ options: { rounds: { type: 'string', short: 'n', default: '21' } } });
const rounds = Number(values.rounds);
const warmUps = 3;

await build();
ensureGo();
const base = mkdtempSync(join(tmpdir(), 'gorl-bench-graph-'));

/** A go command that says at once, or late, what a program is made of. */
function goCommand(name, isLate) {
  const go = execFileSync('sh', ['-c', 'command -v go'], { encoding: 'utf8' }).trim();
  const dir = join(base, name, 'bin');
  mkdirSync(dir, { recursive: true });
  const pause = isLate ? '[ "$1" = list ] && sleep 2\n' : '';
  writeFileSync(join(dir, 'go'), `#!/bin/sh\n${pause}exec ${go} "$@"\n`);
  chmodSync(join(dir, 'go'), 0o755);
  return dir;
}

async function subject(name, isLate) {
  const dir = join(base, name, 'work');
  const workspace = makeWorkspace({ packages: 300, commands: 5, random: randomNumbers(1), cgo: false });
  mkdirSync(dir, { recursive: true });
  writeWorkspace(dir, workspace);
  const env = {
    ...process.env,
    PATH: [goCommand(name, isLate), process.env.PATH].join(delimiter),
    ...{ GOFLAGS: '', GOPROXY: 'off', GOWORK: '', CGO_ENABLED: '0' },
    TORTURE_PORT: String(await freePort()),
  };
  const [spec] = workspace.commands;
  const main = workspace.packages.find(({ isMain }) => isMain);
  const file = join(dir, main.dir, `${main.name}.go`);
  const command = new WatchedCommand(
    { name, dir: join(dir, spec.dir), target: spec.target, package: join(dir, spec.dir, spec.target) },
    env,
  );
  return { command, file, text: workspace.files[`${main.dir}/${main.name}.go`], main, workspace };
}

/** The main package imports one package more, or no longer: each time the program is another, and so is its graph. */
function edit({ file, text, workspace, main }, round) {
  const more = workspace.packages.find(({ path, commands }) => path.includes('/spare/') && commands.length === 0);
  const changed = text.replace(/v0"/, `round${round}"`);
  if (!main.imports.includes(more.path) && round % 2 !== 0)
    writeFileSync(file, changed.replace(/^(package \w+\n\n)/m, `$1${importLine(more.path)}`));
  else writeFileSync(file, changed);
}

async function saveToStart(each, round) {
  const { command } = each;
  const mark = command.mark();
  const savedMs = Date.now();
  edit(each, round);
  const started = () => command.since(mark).find(({ type }) => type === 'process-started');
  await command.until(started, 'start after the save');
  const tookMs = started().t - savedMs;
  await command.passBarrier();
  return tookMs;
}

const all = [];
try {
  const subjects = { without: await subject('without', true), with: await subject('with', false) };
  all.push(...Object.values(subjects));
  for (const { command } of all) {
    command.start();
    await command.until(() => command.events.some(({ type }) => type === 'process-started'), 'first start', 600_000);
    await command.passBarrier();
  }
  const found = { without: [], with: [] };
  for (let round = -warmUps; round < rounds; round += 1) {
    const order = Object.keys(subjects);
    for (const key of round % 2 === 0 ? order : order.toReversed()) {
      const tookMs = await saveToStart(subjects[key], round + warmUps + 1);
      if (round >= 0) found[key].push(tookMs);
    }
  }
  const { floorMs, measuredMs, ratio, paired, interval } = compare(found.without, found.with);
  console.log(`${cpus().length} cores, load ${loadavg()[0].toFixed(1)}, ${rounds} rounds, 300 packages, import edits`);
  console.log(`save → started: ${floorMs} ms with go list after it, ${measuredMs} ms as it is`);
  console.log(
    `medians ${ratio.toFixed(3)}, paired ${paired.toFixed(3)} (95 %: ${interval.map((x) => x.toFixed(3)).join('–')})`,
  );
} finally {
  for (const { command } of all) await command.stop();
  rmSync(base, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
}
