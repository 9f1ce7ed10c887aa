// The columns of the bench: who looks after a copy of the module, and how it is told to.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HandBuilds } from './hand-builds.mjs';
import { WatchingTool } from './watching-tool.mjs';

/** What gorl adds to a build that it is free to tune. */
export const tunedFlags = ['-buildvcs=false', '-ldflags=-s -w'];

/** The two columns of gorl differ in this key only. */
const gorlConfig = (lines) => `[build]\n${lines.join('\n')}\n`;

/**
 * `isPeer`: another tool, which must be there. `factor` and `extraMs`: what a save is expected to take, from what it
 * takes by hand, for the estimate of how long a run will be. `restMs`: how long after a save it may begin with work of its
 * own, which would disturb the next.
 */
export const columns = {
  floor: { title: 'go build by hand', factor: 1, make: byHand([]) },
  hand: { title: 'tuned flags by hand', factor: 0.7, make: byHand(tunedFlags) },
  plain: { title: 'gorl, nothing tuned', factor: 1.05, make: gorl(['tuned = false', 'fast_lane = false']) },
  tuned: { title: 'gorl tuned', factor: 0.75, make: gorl(['fast_lane = false']) },
  lane: { title: 'gorl lane', factor: 0.6, hotFactor: 0.15, restMs: 2000, make: gorl(['fast_lane = true']) },
  air: { title: 'air as installed', factor: 1, extraMs: 1000, isPeer: true, program: 'air', make: air([]) },
  // 0 in its file counts as not set. It has no other wait: it kills at once, and does not poll.
  'air-0': { title: 'air, delay 0', factor: 1, isPeer: true, program: 'air', make: air(['--build.delay', '0']) },
  wgo: { title: 'wgo as installed', factor: 1, extraMs: 300, isPeer: true, program: 'wgo', make: wgo },
};

function byHand(flags) {
  return ({ dir, env }) => new HandBuilds({ cwd: dir, env, flags });
}

function gorl(lines) {
  return ({ dir, env, root }) => {
    writeFileSync(join(dir, '.air.toml'), gorlConfig(lines));
    const argv = [process.execPath, join(root, 'bin', 'gorl.js'), '--no-keys', '--events', 'fd:3'];
    return new WatchingTool({ argv, cwd: dir, env, hasEvents: true });
  };
}

function air(flags) {
  return ({ dir, env, programs }) => new WatchingTool({ argv: [programs.air, ...flags], cwd: dir, env });
}

function wgo({ dir, env, programs }) {
  mkdirSync(join(dir, 'tmp'), { recursive: true });
  return new WatchingTool({ argv: [programs.wgo, 'run', '.'], cwd: dir, env });
}

/** How many builds of this copy the fast lane has made so far, and how many it has left to `go build`, by reason. */
export function laneScore(dir) {
  try {
    const { built, left, proved, wrong } = JSON.parse(readFileSync(join(dir, 'tmp', 'gorl-lane.json'), 'utf8'));
    return { built, left, proved, wrong };
  } catch {
    return { built: 0, left: {}, proved: 0, wrong: 0 };
  }
}

/** The other tools that are there: `GORL_AIR` and `GORL_WGO`, or by name on PATH. */
export function findPrograms(env = process.env) {
  const asked = { air: env.GORL_AIR || 'air', wgo: env.GORL_WGO || 'wgo' };
  const found = Object.entries(asked).map(([name, program]) => [
    name,
    spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program], { env, encoding: 'utf8' }).stdout.trim() || undefined,
  ]);
  return Object.fromEntries(found);
}

/** What a Go program says of the version of its module. */
export function versionOf(program, env = process.env) {
  const { stdout } = spawnSync('go', ['version', '-m', program], { env, encoding: 'utf8' });
  return /^\tmod\t\S+\t(\S+)/m.exec(stdout)?.[1] ?? 'unknown version';
}
