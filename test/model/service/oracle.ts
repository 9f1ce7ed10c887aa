import type { ServiceEndReason } from '../../../src/protocol/shutdown-reason.ts';
import type { Effect } from '../../../src/engine/service/effect.ts';
import type { Event } from '../../../src/engine/service/event.ts';
import { serving } from '../../../src/engine/service/serving.ts';
import { leaveWhatRemained, takeHeldRestart, stepMs, type Facts, type RunInWorld } from './facts.ts';

// What the machine asks for, and whether it may.

export function send(w: Facts, event: Event): void {
  w.contents.set(w.edit, w.content);
  w.now += stepMs;
  w.trace.push(event.type + ('generation' in event ? ` g${event.generation}` : 'run' in event ? ` r${event.run}` : ''));
  if (w.ended > 0) {
    const after = w.machine.step(w.state, event, w.now);
    if (after.effects.length > 0) w.fail('effects after the end of the session');
    return;
  }
  const { state, effects } = w.machine.step(w.state, event, w.now);
  w.state = state;
  for (const effect of effects) carryOut(w, effect);
  checkTraffic(w);
}

function carryOut(w: Facts, effect: Effect): void {
  if (effect.type !== 'report')
    w.trace.push(
      `  → ${effect.type}${'generation' in effect ? ` g${effect.generation}` : 'run' in effect ? ` r${effect.run}` : ''}`,
    );
  switch (effect.type) {
    case 'start-build':
      return checkBuildStart(w, effect);
    case 'cancel-build': {
      const build = w.builds.get(effect.generation);
      if (build?.cancelled) w.fail('cancels a build twice');
      if (build !== undefined) build.cancelled = true;
      return;
    }
    case 'spawn':
      return checkSpawn(w, effect);
    case 'kill':
      if (effect.dump !== (w.firing === `grace:${effect.run}`))
        w.fail('the goroutines are asked for, or not, other than at the end of a grace');
      return checkStop(w, effect.type, effect.run);
    case 'terminate':
      return checkStop(w, effect.type, effect.run);
    case 'drain':
      return checkDrain(w, effect.run);
    case 'set-timer':
      if (effect.ms < 0 || !Number.isFinite(effect.ms)) w.fail('a timer without a time');
      if (effect.timer.startsWith('grace:') && w.timers.has(effect.timer)) w.fail('the grace begins anew');
      w.timers.add(effect.timer);
      return;
    case 'clear-timer':
      w.timers.delete(effect.timer);
      return;
    case 'run-exit-hooks':
      if (w.shutdowns === 0) w.fail('exit hooks without a shutdown');
      if ([...w.runs.values()].some((run) => run.asked && !run.exited && w.newlyAsked.has(run.run)))
        w.fail('the app was stopped before the exit hooks ran');
      w.hooksRunning = true;
      return;
    case 'kill-exit-hooks':
      if (w.shutdowns < 2) w.fail('exit hooks are killed at the first request');
      return;
    case 'service-stopping':
      return checkStopping(w, effect.reason);
    case 'service-down':
      return checkEnd(w);
    case 'report':
      return checkReport(w, effect.report);
  }
}

function checkStopping(w: Facts, reason: ServiceEndReason): void {
  if (reason.type !== 'once') return;
  if (!w.options.once) w.fail('ends by itself without --once');
  w.shutdowns = Math.max(w.shutdowns, 1);
  w.mayStop.add('shutdown');
  leaveWhatRemained(w);
}

function checkBuildStart(w: Facts, effect: Effect & { type: 'start-build' }): void {
  if (w.builds.size > 0) w.fail('two builds at a time');
  if (w.shutdowns > 0) w.fail('a build starts after the shutdown was asked for');
  if (w.owedBuilds === 0) w.fail('a build for nothing');
  if (w.untold !== undefined) w.fail('a build starts before the failure of the last is told');
  const { cause } = effect.batch;
  if (
    cause.type === 'files' &&
    w.restartOwedSince === undefined &&
    !w.rebuildAsked &&
    cause.files.every(({ path }) => w.heldBack.has(path))
  )
    w.fail('builds a change that was made while paused');
  w.owedBuilds = 0;
  w.rebuildAsked = false;
  w.heldBack.clear();
  w.builds.set(effect.generation, {
    generation: effect.generation,
    edit: w.edit,
    startedAtMs: w.now,
    noisyForMs: w.noiseSinceMs === undefined ? 0 : w.lastNoiseMs - w.noiseSinceMs,
    onlyPatient: true,
    cancelled: false,
  });
  // A build takes all that was held back.
  takeHeldRestart(w);
}

function checkSpawn(w: Facts, effect: Effect & { type: 'spawn' }): void {
  if (w.shutdowns > 0) w.fail('a process starts after the shutdown was asked for');
  if (w.awaited.length > 0) w.fail('a process starts before what it depends on is ready');
  if (w.stoppedByFailure) w.fail('something is started although the build failed and stop_on_error is set');
  const oldest = [...w.runs.values()][0];
  const limit = w.options.order === 'start-first' && oldest?.obedient === true ? 2 : 1;
  if (w.runs.size >= limit) w.fail(`${w.runs.size + 1} processes at a time`);
  const made = w.artifacts.get(effect.artifact.generation);
  if (made === undefined) return w.fail('runs what was never built');
  if (made.edit < w.newestSpawned) w.fail('an older result replaces a newer one');
  w.newestSpawned = made.edit;
  w.newestRun = effect.run;
  // A page that was edited before w process began may have been taken together with what was edited after.
  const pageOwed = w.owedBuilds > 0 || w.builds.size > 0;
  w.mayStop = new Set([...w.mayStop].filter((reason) => reason === 'shutdown' || (reason === 'page' && pageOwed)));
  if (w.restartOwedSince !== undefined && effect.run > w.restartOwedSince) w.restartOwedSince = undefined;
  w.runs.set(effect.run, {
    run: effect.run,
    generation: effect.artifact.generation,
    ...made,
    phase: 'spawned',
    pid: 1000 + effect.run,
    obedient: false,
    draining: false,
    drained: false,
    asked: false,
    killed: false,
    remained: false,
    exited: false,
  });
}

function checkStop(w: Facts, how: 'terminate' | 'kill', number: number): void {
  const run = w.runs.get(number);
  if (run === undefined) return w.fail(`${how} of a run that is gone`);
  if (how === 'kill') {
    const due = w.options.graceMs === 0 || w.shutdowns > 1 || w.mayStop.has(`grace grace:${number}`);
    if (!due) w.fail('killed before its grace was over');
  }
  if (run.asked && how === 'terminate') w.fail('asked to stop twice');
  const mustDrain = w.options.drainMs > 0 && run.phase === 'ready' && !run.exited && w.shutdowns < 2;
  const isDue = w.firing === `grace:${number}`;
  if (!run.asked && !run.killed && mustDrain && !run.drained && !isDue)
    w.fail('asked to stop while requests are under way');
  checkReason(w, run);
  if (w.shutdowns === 0 && w.hooksRunning) w.fail('exit hooks run while up');
  if (w.shutdowns === 1 && w.options.exitHooks && w.hooksRunning && !run.exited && !run.asked && !run.draining)
    w.fail('the app is stopped while the exit hooks run');
  if (w.shutdowns > 0) w.newlyAsked.add(number);
  if (how === 'kill') run.killed = true;
  run.asked = true;
}

function checkDrain(w: Facts, number: number): void {
  const run = w.runs.get(number);
  if (run === undefined || run.asked || run.killed || run.exited) return w.fail('drains what ends already');
  if (run.draining) w.fail('drains twice');
  if (w.options.drainMs === 0) w.fail('drains although nobody sends requests');
  checkReason(w, run);
  if (w.hooksRunning) w.fail('the app is stopped while the exit hooks run');
  run.draining = true;
}

/** That it may be stopped, or begin to be. */
function checkReason(w: Facts, run: RunInWorld): void {
  if (run.exited || run.asked || run.draining) return;
  const reasons = [...w.mayStop].filter(
    (reason) =>
      !reason.startsWith('grace ') && !(/^(?:exited|unhealthy|late) /.test(reason) && !reason.endsWith(` ${run.run}`)),
  );
  if (reasons.length === 0) w.fail('a live process is stopped without a reason');
  const isSuccessor = run.phase === 'ready' && [...w.runs.keys()].some((other) => other < run.run);
  if (isSuccessor && w.shutdowns === 0 && !reasons.includes('failed'))
    w.fail('the one that serves is stopped while the one before it still goes');
  if (w.identicalSince && reasons.every((reason) => reason === 'built')) w.fail('restarted for an identical binary');
}

/** What is true after every step. */
function checkTraffic(w: Facts): void {
  const answering = [...w.runs.values()].filter(
    (run) => run.phase === 'ready' && !run.draining && !run.asked && !run.killed && !run.exited,
  );
  const chosen = serving(w.state)?.run;
  // While gorl ends, a new one may become ready beside the old one, which serves the exit hooks on.
  if (answering.length > 1 && w.shutdowns === 0) w.fail('two apps could be asked, and neither is on its way out');
  if (chosen !== answering.at(-1)?.run) w.fail('requests go to the wrong app, or to none');
}

function checkReport(
  w: Facts,
  report: Effect extends infer E ? (E extends { type: 'report'; report: infer R } ? R : never) : never,
): void {
  if ('generation' in report && report.generation === w.untold && report.type.startsWith('build-'))
    w.untold = undefined;
  if (report.type === 'process-ready' && report.pid !== w.runs.get(report.run)?.pid)
    w.fail('says the wrong process is ready');
  if (report.type !== 'build-failed') return;
  if (report.stillServing === undefined && w.options.stopOnError && !w.options.once && w.runs.size > 0)
    w.fail('says that nothing runs before it is gone');
  const running = [...w.runs.values()].find((run) => !run.draining && !run.exited && !run.asked && !run.killed);
  if (!w.options.stopOnError && (report.stillServing !== undefined) !== (running !== undefined))
    w.fail('says the wrong thing about what still runs');
}

function checkEnd(w: Facts): void {
  w.ended++;
  if (w.ended > 1) w.fail('the session ends twice');
  if (w.shutdowns === 0 && !w.options.once) w.fail('the session ends although nobody asked');
  if (w.builds.size > 0 || w.runs.size > 0) w.fail('something outlives the session');
  if (w.options.exitHooks && w.hooksRunning && w.shutdowns < 2) w.fail('the session ends while exit hooks run');
}
