import type { Artifact } from '../../../src/protocol/artifact.ts';
import { contentAt, type BuildInWorld, type Facts } from './facts.ts';
import { send } from './oracle.ts';

// How a build ends.

export function succeed(w: Facts, build: BuildInWorld): void {
  if (lookCancels(w, build)) return confirmCancel(w, build);
  w.builds.delete(build.generation);
  const { generation } = build;
  // go reads the tree at some time between start and end; what counts is the tree at the start.
  const content = contentAt(w, build.edit);
  w.artifacts.set(generation, { edit: build.edit, content });
  if (!build.cancelled) {
    w.failedLast = false;
    w.newestBuilt = generation;
    w.stoppedByFailure = false;
    w.mayStop.add('built');
    w.identicalSince =
      w.runs.size === 1 &&
      [...w.runs.values()].some((run) => !run.exited && !run.asked && !run.killed && run.content === content);
  }
  letThrough(w, build);
  const artifact: Artifact = { generation, path: `/tmp/${generation}`, contentId: content };
  send(w, {
    type: 'build-succeeded',
    generation,
    artifact,
    durationMs: 5,
  });
  if (!build.cancelled) checkGoesLive(w, build, content);
}

export function failBuild(w: Facts, build: BuildInWorld): void {
  if (lookCancels(w, build)) return confirmCancel(w, build);
  w.builds.delete(build.generation);
  if (!build.cancelled) {
    w.failedLast = true;
    if (w.options.stopOnError) w.mayStop.add('failed');
  }
  letThrough(w, build);
  if (!build.cancelled) w.untold = build.generation;
  if (!build.cancelled) w.stoppedByFailure = w.options.stopOnError;
  send(w, {
    type: 'build-failed',
    generation: build.generation,
    diagnostics: [],
    output: '',
    end: { type: 'code', code: 1 },
    durationMs: 5,
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
  if (!onlyPatient || cancelled || w.shutdowns > 0 || w.ended > 0 || w.awaited.length > 0) return;
  const runs = [...w.runs.values()];
  const inTheWay = runs.some((run) => run.draining || run.asked || run.killed || run.exited);
  if (!inTheWay && !runs.some((run) => run.generation === generation || run.content === content))
    w.fail('a build that was let through does not go live');
}

/** The builder looks at the sources before it gives its result: what is found there may be why nobody wants that. */
function lookCancels(w: Facts, build: BuildInWorld): boolean {
  const found = w.unreported;
  w.unreported = undefined;
  if (found === undefined || build.cancelled) return false;
  if (w.shutdowns === 0) {
    w.owedBuilds++;
    if (w.paused && found.cause.type === 'files') for (const { path } of found.cause.files) w.heldBack.add(path);
  }
  send(w, { type: 'files-changed', batch: found });
  return build.cancelled;
}
