import type { Options } from '../../../src/engine/service/options.ts';
import type { Move, World } from '../walk.ts';
import { confirmCancel, failBuild, succeed } from './builds.ts';
import { Facts, type BuildInWorld, type Machine, type RunInWorld } from './facts.ts';
import { send } from './oracle.ts';
import {
  drain,
  exit,
  finishHooks,
  fire,
  gone,
  handOver,
  missing,
  ready,
  remain,
  sicken,
  started,
  unready,
} from './processes.ts';
import { checkSettled } from './rest.ts';
import {
  changeDependencies,
  changeEnvironment,
  changeOptions,
  editEnvFile,
  editFile,
  editNoise,
  editPage,
  requestRebuild,
  requestRestart,
  shutdown,
  togglePause,
} from './user.ts';

/** A service's machine, with a user, a go command and processes around it. */
export function serviceWorld(machine: Machine, options: Options): World {
  const facts = new Facts(machine, options);
  facts.owedBuilds = 1;
  send(facts, { type: 'session-started' });
  return { moves: () => allMoves(facts), settle: () => settle(facts) };
}

function allMoves(w: Facts): Move[] {
  const moves: Move[] = [
    { name: 'edit', weight: 6, act: () => editFile(w, false, true) },
    { name: 'edit-same-binary', weight: 3, act: () => editFile(w, true, true) },
    { name: 'edit-page', weight: 2, act: () => editPage(w) },
    { name: 'edit-noise', weight: 3, act: () => editNoise(w) },
    { name: 'restart', weight: 1, act: () => requestRestart(w) },
    { name: 'rebuild', weight: 3, act: () => requestRebuild(w) },
    { name: 'env-file', weight: 0.5, act: () => editEnvFile(w) },
    { name: 'rerun', weight: 0.15, act: () => changeOptions(w, { rerun: !w.options.rerun }) },
    { name: 'grace', weight: 0.15, act: () => changeOptions(w, { graceMs: w.options.graceMs === 0 ? 500 : 0 }) },
    { name: 'env-change', weight: 0.5, act: () => changeEnvironment(w) },
    { name: 'dependency', weight: 0.7, act: () => changeDependencies(w, w.awaited.length > 0 ? [] : ['db']) },
    { name: 'pause', weight: 1, act: () => togglePause(w) },
    { name: 'shutdown', weight: w.shutdowns === 0 ? 0.3 : 1, act: () => shutdown(w) },
  ];
  if (w.builds.size > 0) moves.push({ name: 'edit-unnoticed', weight: 1, act: () => editFile(w, false, false) });
  for (const build of w.builds.values()) moves.push(...buildMoves(w, build));
  for (const run of w.runs.values()) moves.push(...runMoves(w, run));
  for (const timer of w.timers) moves.push({ name: `timer ${timer}`, weight: 2, act: () => fire(w, timer) });
  if (w.hooksRunning) moves.push({ name: 'hooks-finished', weight: 2, act: () => finishHooks(w) });
  return moves;
}

/** The user goes for a coffee: nothing new happens, everything under way comes to its good end. */
function settle(w: Facts): void {
  if (w.paused) togglePause(w);
  if (w.awaited.length > 0) changeDependencies(w, []);
  for (let turn = 0; turn < 500; turn++) {
    const move = benignMove(w);
    if (move === undefined) return checkSettled(w);
    move();
  }
  w.fail('does not come to rest');
}

function benignMove(w: Facts): (() => void) | undefined {
  for (const build of w.builds.values()) return () => (build.cancelled ? confirmCancel(w, build) : succeed(w, build));
  if (w.hooksRunning) return () => finishHooks(w);
  for (const run of w.runs.values()) {
    if (run.exited) return () => gone(w, run);
    if (run.asked || run.killed) return () => exit(w, run, 0);
    if (run.draining) return () => drain(w, run);
    if (run.phase === 'spawned') return () => started(w, run);
    if (run.phase === 'started') return () => ready(w, run);
  }
  for (const timer of w.timers) return () => fire(w, timer);
  return undefined;
}

function buildMoves(w: Facts, build: BuildInWorld): Move[] {
  if (build.cancelled) {
    return [
      { name: `cancelled ${build.generation}`, weight: 4, act: () => confirmCancel(w, build) },
      { name: `late-success ${build.generation}`, weight: 1, act: () => succeed(w, build) },
      { name: `late-failure ${build.generation}`, weight: 1, act: () => failBuild(w, build) },
    ];
  }
  return [
    { name: `built ${build.generation}`, weight: 5, act: () => succeed(w, build) },
    { name: `build-failed ${build.generation}`, weight: 2, act: () => failBuild(w, build) },
  ];
}

function runMoves(w: Facts, run: RunInWorld): Move[] {
  const moves: Move[] = [];
  const { phase, exited } = run;
  if (!exited) {
    if (phase === 'spawned') moves.push({ name: `started ${run.run}`, weight: 4, act: () => started(w, run) });
    if (phase === 'spawned' && !run.asked && !run.killed)
      moves.push({ name: `missing ${run.run}`, weight: 0.7, act: () => missing(w, run) });
    if (phase === 'started') moves.push({ name: `ready ${run.run}`, weight: 4, act: () => ready(w, run) });
    if (phase === 'started') moves.push({ name: `unready ${run.run}`, weight: 0.3, act: () => unready(w, run) });
    if (phase === 'ready') moves.push({ name: `hangs ${run.run}`, weight: 0.3, act: () => sicken(w, run) });
    if (run.draining && !run.drained) moves.push({ name: `drained ${run.run}`, weight: 4, act: () => drain(w, run) });
    if (phase !== 'spawned') moves.push({ name: `hand-over ${run.run}`, weight: 0.7, act: () => handOver(w, run) });
    moves.push({
      name: `exit ${run.run}`,
      weight: run.asked || run.killed ? 4 : 0.7,
      act: () => exit(w, run, run.run % 2),
    });
  } else moves.push({ name: `gone ${run.run}`, weight: 4, act: () => gone(w, run) });
  if (run.killed && !run.remained) moves.push({ name: `remains ${run.run}`, weight: 0.5, act: () => remain(w, run) });
  return moves;
}
