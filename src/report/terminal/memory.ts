import type { Diagnostic } from '../../protocol/diagnostic.ts';
import type { Report } from '../../protocol/report.ts';

/**
 * The little that a line needs to know of what came before: when the build that still runs was made,
 * whether this one repairs a broken one, how long the stop took. Read by the renderers, changed only
 * by `remember`, which is called after them.
 */
export interface Memory {
  target: string;
  /** Generation → when it was first ready (until then: built), Unix ms. The newest few. */
  readonly builds: Map<number, { readonly atMs: number; readonly wasReady: boolean }>;
  /** Runs that have started and not ended. */
  readonly alive: Map<number, { readonly generation: number; readonly pid: number }>;
  /** The generation that failed, if it was the last; the next success says so. */
  brokenBy: number | undefined;
  /** A build has succeeded, and what came of it was not told yet. */
  outcomeOwed: boolean;
  /** The newest that succeeded. */
  newestBuild: number | undefined;
  buildsStarted: number;
  /** When the build that runs was started, Unix ms. */
  buildingSinceMs: number | undefined;
  /** Run → signal it was asked to end with, and why. */
  readonly stopping: Map<number, { readonly signal: string; readonly reason: string }>;
  stoppingSinceMs: number | undefined;
  /** The app has ended, and that gorl ends with it was told with that. */
  endTold: boolean;
  /** Processes that could not be ended. */
  leaked: number;
  /** What key `e` goes through. */
  failure: { readonly diagnostics: readonly Diagnostic[]; shown: number } | undefined;
}

/** Diagnostics of one failure shown in full; the rest get a line each. */
export const fullDiagnostics = 5;

const rememberedBuilds = 16;

export function emptyMemory(): Memory {
  return {
    target: '',
    builds: new Map(),
    alive: new Map(),
    brokenBy: undefined,
    outcomeOwed: false,
    newestBuild: undefined,
    buildsStarted: 0,
    buildingSinceMs: undefined,
    stopping: new Map(),
    stoppingSinceMs: undefined,
    endTold: false,
    leaked: 0,
    failure: undefined,
  };
}

export function remember(memory: Memory, report: Report, nowMs: number): void {
  switch (report.type) {
    case 'session-started':
      memory.target = report.target;
      break;
    case 'config-reloaded':
      memory.target = report.target ?? memory.target;
      break;
    case 'build-started':
      memory.buildsStarted += 1;
      memory.buildingSinceMs = nowMs;
      memory.outcomeOwed = false;
      break;
    case 'build-cancelled':
    case 'session-ended':
      memory.buildingSinceMs = undefined;
      break;
    case 'build-succeeded':
      memory.buildingSinceMs = undefined;
      rememberBuild(memory, report.generation, nowMs, false);
      memory.newestBuild = report.generation;
      memory.outcomeOwed = true;
      break;
    case 'build-failed':
      memory.buildingSinceMs = undefined;
      memory.brokenBy = report.generation;
      rememberFailure(memory, report.diagnostics);
      break;
    case 'nothing-to-do':
      if (memory.outcomeOwed) sameBinary(memory);
      if (memory.outcomeOwed) repaired(memory);
      memory.outcomeOwed = false;
      break;
    case 'process-started':
      memory.outcomeOwed = false;
      memory.alive.set(report.run, { generation: report.generation, pid: report.pid });
      break;
    case 'process-handed-over':
      memory.alive.set(report.run, { generation: report.generation, pid: report.pid });
      break;
    case 'process-ready':
      rememberBuild(memory, report.generation, nowMs, true);
      if (repairs(memory, report.generation)) repaired(memory);
      break;
    case 'process-stopping':
      memory.stopping.set(report.run, { signal: report.signal, reason: report.reason });
      break;
    case 'process-exited':
      memory.alive.delete(report.run);
      memory.stopping.delete(report.run);
      memory.leaked += report.leaked.length;
      memory.endTold = report.next?.type === 'shutdown';
      if (report.diagnostic !== undefined) rememberFailure(memory, [report.diagnostic]);
      break;
    case 'config-rejected':
    case 'problems':
      rememberFailure(memory, report.diagnostics);
      break;
    case 'session-stopping':
      memory.stoppingSinceMs ??= nowMs;
      break;
    default:
  }
}

/** A restart of a build that is older than the failure repairs nothing. */
export function repairs({ brokenBy }: Memory, generation: number): boolean {
  return brokenBy === undefined || generation > brokenBy;
}

/** The newest build never ran: what runs is, under its number too, the one that people saw become ready. */
function sameBinary(memory: Memory): void {
  const [run, running] = [...memory.alive].at(-1) ?? [];
  const made = running === undefined ? undefined : memory.builds.get(running.generation);
  if (run === undefined || running === undefined || made === undefined || memory.newestBuild === undefined) return;
  memory.builds.set(memory.newestBuild, made);
  memory.alive.set(run, { ...running, generation: memory.newestBuild });
}

function repaired(memory: Memory): void {
  memory.brokenBy = undefined;
  memory.failure = undefined;
}

function rememberBuild(memory: Memory, generation: number, atMs: number, wasReady: boolean): void {
  // A restart of an old build does not make it newer.
  if (memory.builds.get(generation)?.wasReady === true) return;
  memory.builds.set(generation, { atMs, wasReady });
  for (const old of memory.builds.keys()) {
    if (memory.builds.size <= rememberedBuilds) break;
    memory.builds.delete(old);
  }
}

function rememberFailure(memory: Memory, diagnostics: readonly Diagnostic[]): void {
  memory.failure =
    diagnostics.length === 0 ? undefined : { diagnostics, shown: Math.min(fullDiagnostics, diagnostics.length) };
}
