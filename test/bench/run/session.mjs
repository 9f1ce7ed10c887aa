// One module: a copy for each column, every tool started once, and all edits one after the other.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../first-answer.mjs';
import { BenchModule } from '../module/bench-module.mjs';
import { edits, rowsOf } from '../module/edits.mjs';
import { columns, laneScore } from '../tools/columns.mjs';
import { killMarked } from '../tools/process-tree.mjs';
import { ReadySocket } from '../tools/ready-socket.mjs';
import { runRounds } from './rounds.mjs';

const startLimitMs = 600_000;
/** A save that has not shown by then is made again. */
const limitOfSaveMs = 20_000;
const hotLimitMs = 300_000;

/**
 * @param tasks of one module, from the plan
 * @param context.base a directory for all this; `env`, with a build cache that all columns share; `root`, `programs`;
 *   `tools`, a set of those that run, for whoever has to stop them before the end
 * @returns `{groups}`, or `{problem}` when the module cannot be built here
 */
export async function benchModule(name, tasks, { base, env, root, programs, tools, log, onTask, onMissed }) {
  const dir = join(base, name);
  const keys = [...new Set(tasks.flatMap((task) => task.keys))];
  const ready = new ReadySocket(join(base, `${name}.sock`));
  await ready.open();
  const subjects = new Map();
  try {
    for (const key of keys) {
      const module = new BenchModule(name, join(dir, key));
      const problem = warmCache(module.dir, env);
      if (problem !== undefined) return { groups: [], problem };
      const mark = `${base}/${name}/${key}`;
      const own = {
        ...env,
        BENCH_RUN: base,
        PORT: String(await freePort()),
        BENCH_SOCKET: ready.file,
        BENCH_COLUMN: key,
        BENCH_MARK: mark,
      };
      const tool = columns[key].make({ dir: module.dir, env: own, root, programs });
      const restart = async () => {
        await tool.stop();
        killMarked(`BENCH_MARK=${mark}`);
        module.mend();
        await startTool(key, tool, ready);
      };
      subjects.set(key, { key, module, mark, tool, restart });
    }
    for (const { key, tool } of subjects.values()) {
      log(`${name}: starts ${columns[key].title}`);
      tools.add(tool);
      await startTool(key, tool, ready);
    }
    const groups = [];
    for (const task of tasks) {
      const here = task.keys.map((key) => ({
        ...subjects.get(key),
        every: task.every[key] ?? 1,
        restMs: columns[key].restMs,
      }));
      const before = scoreOf(subjects);
      const limitMs = edits[task.edit].isHot ? hotLimitMs : limitOfSaveMs;
      const onRound = (round) => log(`${name} ${task.edit}: ${Math.max(round + 1, 0)} of ${task.rounds} rounds`);
      const { rounds, warmUps } = task;
      const options = { ready, rounds, warmUps, limitMs, onRound, onMissed };
      const found = await runRounds(here, edits[task.edit], options);
      await sleep(columns.lane.restMs);
      // Of all steps of the edit, at the first.
      const lane = { lane: differenceOf(before, scoreOf(subjects)) };
      for (const [at, row] of rowsOf(task.edit).entries())
        groups.push({ module: name, ...row, ...found[at], ...(at === 0 && lane) });
      onTask(task, groups.slice(-found.length));
    }
    return { groups };
  } finally {
    for (const { tool, mark } of subjects.values()) {
      await tool.stop();
      killMarked(`BENCH_MARK=${mark}`);
      tools.delete(tool);
    }
    ready.close();
    rmSync(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  }
}

const scoreOf = (subjects) => laneScore(subjects.get('lane')?.module.dir ?? '');

function differenceOf(before, after) {
  const left = Object.entries(after.left).map(([reason, times]) => [reason, times - (before.left[reason] ?? 0)]);
  return { built: after.built - before.built, left: Object.fromEntries(left.filter(([, times]) => times > 0)) };
}

/** Whatever the first build of a copy needs is there before any tool begins. Returns what the go command has against it. */
function warmCache(cwd, env) {
  const { status, stderr } = spawnSync('go', ['build', '-o', join('tmp', 'warm'), '.'], { cwd, env, encoding: 'utf8' });
  return status === 0 ? undefined : stderr.trim();
}

async function startTool(key, tool, ready) {
  const first = ready.next(({ column }) => column === key);
  const failed = tool.next?.(() => false);
  let timer;
  const limit = new Promise((_resolve, reject) => {
    const stop = () => reject(new Error(`${key} did not start the app:\n${tool.output.slice(-3000)}`));
    timer = setTimeout(stop, startLimitMs);
  });
  await Promise.all([tool.start(), Promise.race([first.promise, limit, ...(failed ? [failed.promise] : [])])]);
  clearTimeout(timer);
  failed?.cancel();
}
