// How much gorl adds to what must be done anyway, from outside: HTTP and the examples. Every figure is a ratio to a floor measured in the same run.
// Usage: node scripts/bench-save.mjs [-n ROUNDS] [--only hello|gin|start]… [--against DIR]
// --against: another checkout, built, is the floor: what a change costs, in one run.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startByHand } from '../test/bench/by-hand.mjs';
import { compare } from '../test/bench/statistics.mjs';
import { copySubject, subjects } from '../test/bench/subject.mjs';
import { startGorl, timeToBuildStarted } from '../test/bench/with-gorl.mjs';
import { build, root } from './build.mjs';
import { ensureGo } from './ensure-go.mjs';

/** What a reload leaves to do (old process, caches, disk) is done before the next begins. */
const restMs = 300;
const warmUps = 2;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', short: 'n', default: '15' },
    against: { type: 'string' },
    only: { type: 'string', multiple: true, default: ['hello', 'gin', 'start'] },
  },
});
const rounds = Number(values.rounds);

/** `save → first answer`, gorl against by hand, alternately, the order reversed each round. */
async function benchReload(name, folder, env) {
  const floorCopy = copySubject(root, subjects[name], join(folder, `${name}-floor`));
  const floor = await (values.against === undefined
    ? startByHand(floorCopy, env)
    : startGorl(resolve(values.against), floorCopy, env));
  const gorl = await startGorl(root, copySubject(root, subjects[name], join(folder, `${name}-gorl`)), env);
  const series = { floor: [], gorl: [] };
  try {
    for (let round = -warmUps; round < rounds; round += 1) {
      const pair = [
        ['floor', floor],
        ['gorl', gorl],
      ];
      for (const [key, subject] of round % 2 === 0 ? pair : pair.toReversed()) {
        const elapsedMs = await subject.reload();
        if (round >= 0) series[key].push(elapsedMs);
        await sleep(restMs);
      }
    }
  } finally {
    await Promise.all([floor.stop(), gorl.stop()]);
  }
  return compare(series.floor, series.gorl);
}

/** `start of gorl → build-started`, against a Node that does nothing, or another gorl. */
async function benchStart(folder, env) {
  const { folder: cwd } = copySubject(root, subjects.hello, join(folder, 'start'));
  const bareNode = () => {
    const spawnedAt = performance.now();
    spawnSync(process.execPath, ['-e', '0'], { cwd, env, stdio: 'ignore' });
    return performance.now() - spawnedAt;
  };
  const series = { floor: [], gorl: [] };
  for (let round = -warmUps; round < rounds; round += 1) {
    const measured = {};
    const pair = [
      ['floor', values.against === undefined ? bareNode : () => timeToBuildStarted(resolve(values.against), cwd, env)],
      ['gorl', () => timeToBuildStarted(root, cwd, env)],
    ];
    for (const [key, measure] of round % 2 === 0 ? pair : pair.toReversed()) measured[key] = await measure();
    if (round < 0) continue;
    series.floor.push(measured.floor);
    series.gorl.push(measured.gorl);
  }
  return compare(series.floor, series.gorl);
}

function row(title, { floorMs, measuredMs, differenceMs, ratio, paired, interval, spread }) {
  const ms = (value) => value.toFixed(0).padStart(6);
  const cells = [ms(floorMs), ms(measuredMs), ms(spread[0]), ms(spread[1]), ms(differenceMs)];
  const between = interval.map((each) => each.toFixed(3)).join('–');
  return `${title.padEnd(34)}${cells.join('')}${ratio.toFixed(3).padStart(8)}${paired.toFixed(3).padStart(8)}  ${between}`;
}

const go = ensureGo();
if (go.problem) {
  console.error(go.problem);
  process.exit(3);
}
await build();
const folder = mkdtempSync(join(tmpdir(), 'gorl-bench-'));
try {
  const load = loadavg()[0].toFixed(1);
  console.log(
    `${go.version}, Node ${process.version}, ${cpus().length} cores, load ${load}, ${rounds} rounds, medians in ms`,
  );
  console.log(`${''.padEnd(34)} floor  gorl   p10   p90  diff   ratio  paired  95 %`);
  for (const name of values.only) {
    const reload = name in subjects;
    const start = values.against === undefined ? 'start → build-started (node -e 0)' : 'start → build-started';
    const title = reload ? `${name}: save → first answer` : start;
    console.log(row(title, await (reload ? benchReload(name, folder, go.env) : benchStart(folder, go.env))));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
