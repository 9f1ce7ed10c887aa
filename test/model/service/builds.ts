import type { Batch } from '../../../src/engine/batch.ts';
import type { Artifact } from '../../../src/protocol/artifact.ts';
import { contentAt, type BuildInWorld, type Facts } from './facts.ts';
import { send } from './oracle.ts';

// How a build ends.

export function succeed(w: Facts, build: BuildInWorld): void {
  w.builds.delete(build.generation);
  const { generation } = build;
  // go reads the tree at some time between start and end; what counts is the tree at the start.
  const content = contentAt(w, build.edit);
  // What changed unnoticed meanwhile makes it a program of no tree that ever was: it is never to run.
  const superseded = w.unreported !== undefined && !w.paused;
  if (!superseded) w.artifacts.set(generation, { edit: build.edit, content });
  if (!build.cancelled && superseded) w.failedLast = false;
  if (!build.cancelled && !superseded) {
    w.failedLast = false;
    w.newestBuilt = generation;
    w.stoppedByFailure = false;
    w.mayStop.add('built');
    w.identicalSince =
      w.runs.size === 1 &&
      [...w.runs.values()].some((run) => !run.exited && !run.asked && !run.killed && run.content === content);
  }
  letThrough(w, build);
  const missed = takeUnreported(w);
  const artifact: Artifact = { generation, path: `/tmp/${generation}`, contentId: content };
  send(w, {
    type: 'build-succeeded',
    generation,
    artifact,
    durationMs: 5,
    ...(missed === undefined ? {} : { missed }),
  });
  if (!build.cancelled && missed === undefined) checkGoesLive(w, build, content);
}

export function failBuild(w: Facts, build: BuildInWorld): void {
  w.builds.delete(build.generation);
  if (!build.cancelled) {
    w.failedLast = true;
    if (w.options.stopOnError) w.mayStop.add('failed');
  }
  letThrough(w, build);
  const missed = takeUnreported(w);
  if (!build.cancelled) w.untold = build.generation;
  // With a change that nobody told in time, it is as if it had been cancelled.
  if (!build.cancelled && (missed === undefined || w.paused)) w.stoppedByFailure = w.options.stopOnError;
  send(w, {
    type: 'build-failed',
    generation: build.generation,
    diagnostics: [],
    output: '',
    end: { type: 'code', code: 1 },
    durationMs: 5,
    ...(missed === undefined ? {} : { missed }),
  });
}

export function confirmCancel(w: Facts, build: BuildInWorld): void {
  w.builds.delete(build.generation);
  send(w, { type: 'build-cancelled', generation: build.generation });
}

function letThrough(w: Facts, { cancelled, startedAtMs }: BuildInWorld): void {
  if (!cancelled && w.lastNoiseMs <= startedAtMs) w.noiseSinceMs = undefined;
}

/** Nothing that changed since asks for anything else first. */
function checkGoesLive(w: Facts, { generation, onlyPatient, cancelled }: BuildInWorld, content: string): void {
  if (!onlyPatient || cancelled || w.shutdowns > 0 || w.ended > 0) return;
  const runs = [...w.runs.values()];
  const inTheWay = runs.some((run) => run.asked || run.killed || run.exited);
  if (!inTheWay && !runs.some((run) => run.generation === generation || run.content === content))
    w.fail('a build that was let through does not go live');
}

function takeUnreported(w: Facts): Batch | undefined {
  const missed = w.unreported;
  w.unreported = undefined;
  if (missed !== undefined) w.owedBuilds++;
  return missed;
}
