import type { Options } from '../../../src/engine/service/options.ts';
import type { Batch } from '../../../src/engine/batch.ts';
import { leaveWhatRemained, oweRestart, stepMs, takeHeldRestart, type Facts } from './facts.ts';
import { send } from './oracle.ts';

// What the user does, and what is to follow at once.

export function editFile(w: Facts, sameBinary: boolean, noticed: boolean): void {
  w.edit++;
  for (const build of w.builds.values()) build.onlyPatient = false;
  if (!sameBinary) w.content = `c${w.edit}`;
  const batch = fileBatch(w);
  if (!noticed) {
    w.unreported = batch;
    return;
  }
  if (w.shutdowns === 0) w.owedBuilds++;
  if (w.paused && w.shutdowns === 0) w.heldBack.add(`/m/${w.edit}.go`);
  send(w, { type: 'files-changed', batch });
}

/** A file that the app reads, and the binary may hold: it waits for the build that runs. */
export function editPage(w: Facts): void {
  w.edit++;
  if (w.edit % 2 === 0) w.content = `c${w.edit}`;
  if (w.shutdowns === 0) {
    w.owedBuilds++;
    w.mayStop.add('page');
    if (!w.paused) w.restartOwedSince = w.newestRun;
  }
  const path = `/m/${w.edit}.html`;
  if (w.paused && w.shutdowns === 0) w.heldBack.add(path);
  const before = cancelledBuilds(w);
  send(w, {
    type: 'files-changed',
    batch: { ...fileBatch(w, path), action: 'rebuild-and-restart', mayWait: true },
  });
  if (cancelledBuilds(w) > before && w.shutdowns === 0) w.fail('a build is cancelled for what is no input of it');
}

/** One Go file that a program writes again and again. */
export function editNoise(w: Facts): void {
  w.edit++;
  w.content = `c${w.edit}`;
  if (w.shutdowns === 0) w.owedBuilds++;
  const running = [...w.builds.values()].find((build) => !build.cancelled);
  const mustWait =
    running !== undefined && w.shutdowns === 0 && !w.paused && running.noisyForMs >= w.options.patienceMs;
  if (running !== undefined && !mustWait) running.onlyPatient = false;
  if (w.builds.size > 0 && !w.paused && w.shutdowns === 0) w.noiseSinceMs ??= w.now + stepMs;
  const before = cancelledBuilds(w);
  send(w, { type: 'files-changed', batch: fileBatch(w, '/m/noise.go') });
  if (!w.paused && w.shutdowns === 0 && w.builds.size > 0) w.lastNoiseMs = w.now;
  if (mustWait && cancelledBuilds(w) > before) w.fail('a file that changes without end cancels every build');
}

function fileBatch(w: Facts, path = `/m/${w.edit}.go`): Batch {
  return {
    action: 'rebuild',
    cause: { type: 'files', files: [{ path, rel: path, kind: 'modified' }] },
    savedAtMs: w.now,
  };
}

function cancelledBuilds(w: Facts): number {
  return [...w.builds.values()].filter((build) => build.cancelled).length;
}

export function changeEnvironment(w: Facts): void {
  oweRestart(w);
  send(w, {
    type: 'config-changed',
    options: w.options,
    batch: { action: 'restart', cause: { type: 'config' } },
  });
}

/** An env file is saved: nothing to build. */
export function editEnvFile(w: Facts): void {
  if (w.paused && w.shutdowns === 0) w.restartHeld = w.newestRun;
  else oweRestart(w);
  send(w, { type: 'files-changed', batch: { ...fileBatch(w, '/m/.env'), action: 'restart' } });
}

/** Other settings take effect while something is under way. */
export function changeOptions(w: Facts, changed: Partial<Options>): void {
  const newest = w.runs.get(w.newestRun);
  if ('rerun' in changed && (newest === undefined || newest.exited)) w.rerunSwitchedAfter = w.newestRun;
  w.options = { ...w.options, ...changed };
  send(w, { type: 'config-changed', options: w.options });
}

export function requestRestart(w: Facts): void {
  oweRestart(w);
  send(w, { type: 'restart-requested', by: { type: 'key', key: 'r' } });
}

export function requestRebuild(w: Facts): void {
  oweRestart(w);
  w.owedBuilds++;
  w.rebuildAsked = true;
  w.heldBack.clear();
  send(w, { type: 'rebuild-requested', by: { type: 'key', key: 'b' } });
}

export function togglePause(w: Facts): void {
  if (w.shutdowns === 0) w.paused = !w.paused;
  w.heldBack.clear();
  if (!w.paused) takeHeldRestart(w);
  send(w, { type: 'pause-toggled' });
}

/** A service that it depends on goes on its way, or is ready again. */
export function changeDependencies(w: Facts, on: readonly string[]): void {
  w.awaited = on;
  const before = w.runs.size;
  send(w, { type: 'dependencies-changed', on });
  if (on.length > 0 && w.runs.size > before) w.fail('the wait for another service starts something');
}

export function shutdown(w: Facts): void {
  w.shutdowns++;
  w.mayStop.add('shutdown');
  leaveWhatRemained(w);
  send(w, { type: 'shutdown-requested', reason: { type: 'request', by: { type: 'signal', signal: 'SIGINT' } } });
  if ([...w.builds.values()].some((build) => !build.cancelled))
    w.fail('a build goes on after the shutdown was asked for');
  if (w.shutdowns > 1 && [...w.runs.values()].some((run) => !run.killed && !run.exited))
    w.fail('the second request does not kill');
}
