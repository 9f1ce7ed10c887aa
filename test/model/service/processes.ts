import { oweRestart, type Facts, type RunInWorld } from './facts.ts';
import { send } from './oracle.ts';

// What processes, timers and exit hooks do.

export function started(w: Facts, run: RunInWorld): void {
  run.phase = 'started';
  w.ranGenerations.add(run.generation);
  w.ranContents.add(run.content);
  send(w, { type: 'process-started', run: run.run, pid: 1000 + run.run });
}

export function ready(w: Facts, run: RunInWorld): void {
  run.phase = 'ready';
  if (run.run === w.newestRun && w.runs.size > 1) w.mayStop.add('a newer one is ready');
  run.obedient = run.run % 4 !== 0;
  send(w, { type: 'process-ready', run: run.run, ports: [8080], startMs: 3, isSwitchable: run.obedient });
}

export function unready(w: Facts, run: RunInWorld): void {
  send(w, { type: 'process-unready', run: run.run, reason: 'GET /: 503' });
}

/** It hangs. */
export function sicken(w: Facts, run: RunInWorld): void {
  const isAsked = run.draining || run.asked || run.killed;
  if (!isAsked && w.shutdowns === 0 && !w.options.once) {
    w.mayStop.add(`unhealthy ${run.run}`);
    if (w.runs.size === 1) w.unhealthy.set(run.run, w.newestRun);
  }
  send(w, { type: 'process-unhealthy', run: run.run, reason: 'GET /: no answer' });
}

/** Its last request is answered. */
export function drain(w: Facts, run: RunInWorld): void {
  run.drained = true;
  send(w, { type: 'process-drained', run: run.run });
  if (!run.asked && !run.killed) w.fail('it is drained and not asked to stop');
}

/** Its leader ends with 0, and another of its processes carries on: nothing has ended for the user. */
export function handOver(w: Facts, run: RunInWorld): void {
  run.pid += 1000;
  const { asked, killed } = run;
  send(w, { type: 'process-handed-over', run: run.run, pid: run.pid, ports: [8080] });
  if (run.asked !== asked || run.killed !== killed) w.fail('a successor is stopped');
}

export function exit(w: Facts, run: RunInWorld, code: number): void {
  run.exited = true;
  if (!run.asked) w.diedByItself.add(run.content);
  w.mayStop.add(`exited ${run.run}`);
  send(w, { type: 'process-exited', run: run.run, end: { type: 'code', code }, livedMs: 100 });
}

/** Somebody removed the binary before it was started. */
export function missing(w: Facts, run: RunInWorld): void {
  run.exited = true;
  w.notStarted = Math.max(w.notStarted, run.run);
  w.diedByItself.add(run.content);
  w.mayStop.add(`exited ${run.run}`);
  const newest = run.generation === w.newestBuilt && [...w.runs.keys()].every((other) => other <= run.run);
  const waits = newest && w.shutdowns === 0 && !w.options.once && w.builds.size === 0;
  if (waits && w.ranContents.has(run.content)) {
    w.owedBuilds++;
    // Nothing but a build of the whole tree, held back or not, can help.
    w.heldBack.clear();
  }
  send(w, {
    type: 'process-exited',
    run: run.run,
    end: { type: 'spawn-failed', message: 'no such file', missing: true },
    livedMs: 0,
  });
  if (waits && w.ranGenerations.has(run.generation)) {
    if (w.builds.size === 0) w.fail('a binary that was there and is gone is not built again');
    oweRestart(w);
  }
}

/** Not even SIGKILL ends it: it counts as running until it is gone, unless gorl leaves. */
export function remain(w: Facts, run: RunInWorld): void {
  run.remained = true;
  if (w.shutdowns > 0 || w.options.once) w.runs.delete(run.run);
  send(w, { type: 'process-remained', run: run.run, processes: [{ pid: run.pid, command: 'x' }] });
}

export function gone(w: Facts, run: RunInWorld): void {
  w.runs.delete(run.run);
  send(w, { type: 'process-gone', run: run.run, stopMs: 1, forced: run.killed });
  if (w.timers.has(`grace:${run.run}`)) w.fail(`the grace timer of run ${run.run} outlives it`);
}

export function fire(w: Facts, timer: string): void {
  w.timers.delete(timer);
  const [kind, number] = timer.split(':');
  const run = w.runs.get(Number(number));
  if (kind === 'grace') w.mayStop.add(`grace ${timer}`);
  if (kind === 'drain' && run !== undefined) run.drained = true;
  const mustGo = kind === 'ready' && run !== undefined && becomeLate(w, run);
  w.firing = timer;
  send(w, { type: 'timer-fired', timer: timer as 'rerun' });
  w.firing = undefined;
  if (kind === 'grace' && run !== undefined && !run.killed) w.fail('the grace is over and nothing is killed');
  if (mustGo && !run.asked && !run.killed) w.fail('one that does not become ready stays beside the other');
  if (kind === 'drain' && run !== undefined && !run.asked && !run.killed) w.fail('drains longer than it may');
}

/** Beside one that answers it has to go, and that one stays. */
function becomeLate(w: Facts, run: RunInWorld): boolean {
  const other = [...w.runs.values()].find((each) => each !== run);
  const isOver = run.phase === 'ready' || run.asked || run.exited || w.shutdowns > 0;
  if (isOver || other?.phase !== 'ready' || other.draining || other.asked || other.exited) return false;
  w.mayStop.add(`late ${run.run}`);
  w.diedByItself.add(run.content);
  return true;
}

export function finishHooks(w: Facts): void {
  w.hooksRunning = false;
  send(w, { type: 'exit-hooks-finished' });
}
