import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { busyLoops, freePort, randomNumbers } from './module.mjs';

const root = join(import.meta.dirname, '../..');

const endings = ['SIGTERM', 'SIGINT', 'twice', 'restart', 'SIGKILL'];
/** How long a link of a chain lives, in µs. */
const linkTimes = [0, 200, 1_000, 5_000, 20_000];
const chainByFork = join(root, 'test/support/fleeing-chain.pl');
/** A chain is nowhere for moments; so many looks in a row that find nobody are believed. */
const looksInARow = 40;
/** How long the guardian may take after a SIGKILL of gorl, in ms. */
const guardianMs = 15_000;
const stuckMs = 60_000;

function planRound(seed, round) {
  const { next, pick } = randomNumbers(seed * 100_003 + round);
  return {
    ending: pick(endings),
    shape: pick(['fork chain', 'fork chain', 'chain', 'forks']),
    link: pick(linkTimes),
    waitMs: next() * 60,
  };
}

/** Live processes that carry this entry in their environment. */
function bearers(entry) {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d/.test(name)) return [];
    try {
      if (!readFileSync(`/proc/${name}/environ`, 'latin1').includes(entry)) return [];
      return /\) [ZX] /.test(readFileSync(`/proc/${name}/stat`, 'latin1')) ? [] : [Number(name)];
    } catch {
      return []; // It ended meanwhile.
    }
  });
}

/** Pids that still live after `limitMs`, or none at once when nobody is seen for long enough. */
async function survivors(entry, limitMs) {
  const deadline = performance.now() + limitMs;
  let seen = [];
  for (let looks = 0; looks < looksInARow; looks += 1) {
    const found = bearers(entry);
    if (found.length === 0) continue;
    seen = found;
    if (performance.now() > deadline) return seen;
    looks = -1;
    await pause(5);
  }
  return [];
}

/** Shell text that becomes the app; beside a fork chain a server that obeys. */
function appOf({ shape, link }, port) {
  if (shape !== 'fork chain') return `SHAPES_LINK=${link}us exec ./tmp/main ${shape} ${port}`;
  return `perl '${chainByFork}' ${link} 90 & exec ./tmp/main plain ${port}`;
}

function startGorl(project, mark, plan, port) {
  const child = spawn(process.execPath, [join(root, 'bin/gorl.js'), '--events', 'fd:3'], {
    cwd: project,
    env: { ...process.env, GORL_TORTURE: mark, TORTURE_APP: appOf(plan, port), SHAPES_LIFETIME: '90s' },
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const events = [];
  let rest = '';
  let stderr = '';
  child.stdio[3].setEncoding('utf8').on('data', (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    for (const line of lines) events.push(JSON.parse(line));
  });
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const event = async (accept) => {
    for (const startedAt = performance.now(); ; await pause(2)) {
      const found = events.find(accept);
      if (found !== undefined) return found;
      if (performance.now() - startedAt > stuckMs) throw new Error(`stuck\n${stderr}`);
    }
  };
  return { child, event, exited };
}

/** Pids that outlived the round. */
async function play(project, mark, plan) {
  const { child, event, exited } = startGorl(project, mark, plan, await freePort());
  const listens = ({ type, ports }) => ports?.length > 0 && (type === 'process-ready' || type === 'process-listening');
  await event(listens);
  await pause(plan.waitMs);
  const entry = `GORL_TORTURE=${mark}\0`;
  let left = [];
  if (plan.ending === 'restart') {
    const file = join(project, 'version.go');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"v.*"/, `"v${mark}"`));
    await event(({ type, run }) => type === 'process-started' && run === 2);
    left = bearers('/run-1\0').filter((pid) => bearers(entry).includes(pid));
    child.kill('SIGTERM');
  } else if (plan.ending === 'twice') {
    child.kill('SIGTERM');
    await Promise.race([exited, pause(550)]);
    child.kill('SIGTERM');
  } else child.kill(plan.ending);
  await exited;
  return [...left, ...(await survivors(entry, plan.ending === 'SIGKILL' ? guardianMs : 0))];
}

/** However they flee: stopped first. */
async function clear(mark) {
  const entry = `GORL_TORTURE=${mark}\0`;
  for (let round = 0; round < 2_000 && (await survivors(entry, 0)).length > 0; round += 1)
    for (const signal of ['SIGSTOP', 'SIGKILL'])
      for (const pid of bearers(entry)) {
        try {
          process.kill(pid, signal);
        } catch {
          // It ended meanwhile.
        }
      }
}

/**
 * Ends gorl again and again on an app whose processes flee (sessions of their own, chains of them, deaf to signals), on a
 * busy machine, and looks for survivors. Every round follows from its seed and number.
 *
 * @returns what went wrong, one line each
 */
export async function fleeingEnds({ rounds, seed, from, load, log }) {
  const project = mkdtempSync(join(tmpdir(), 'gorl-torture-'));
  cpSync(join(root, 'fixtures/process-shapes'), project, { recursive: true });
  // Compiled once: a round is to be about the end, not about a build under load.
  execFileSync('go', ['build', '-buildvcs=false', '-o', 'app', '.'], { cwd: project });
  writeFileSync(
    join(project, '.air.toml'),
    `[build]\ncmd = "cp app tmp/main"\nfull_bin = 'eval "$TORTURE_APP"'\nkill_delay = "300ms"\n`,
  );
  const burners = busyLoops(load);
  // Ctrl-C ends the rounds, not this: what was started is cleared away below.
  let interrupted = false;
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => (interrupted = true));
  const wrong = [];
  try {
    for (let round = from; round < from + rounds && !interrupted; round += 1) {
      const plan = planRound(seed, round);
      const mark = `${seed}-${round}-${process.pid}`;
      const startedAt = performance.now();
      const left = await play(project, mark, plan);
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      const what = `round ${round}: ${plan.shape} ${plan.link} µs, ${plan.ending}, ${seconds} s`;
      log(left.length === 0 ? `ok   ${what}` : `LEFT ${what}: pid ${left.join(' ')}`);
      if (left.length === 0) continue;
      wrong.push(`ends, seed ${seed}, ${what}: left pid ${left.join(' ')}`);
      await clear(mark);
    }
  } finally {
    burners.end();
    rmSync(project, { recursive: true, force: true });
  }
  return wrong;
}
