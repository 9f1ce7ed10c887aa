import type { Diagnostic } from '../../protocol/diagnostic.ts';
import { isCleanEnd, type ProcessEnd } from '../../protocol/process-end.ts';
import type { Report, ReportOf } from '../../protocol/report.ts';

/** Where it listens. */
interface Places {
  readonly ports: readonly number[];
  /** See `process-ready`. */
  readonly addresses?: readonly string[];
}

/** What runs, as the last reports have it. */
export type AppPhase =
  | { readonly type: 'none' }
  /** Nothing has been reported yet. */
  | { readonly type: 'unknown' }
  | { readonly type: 'starting'; readonly pid: number; readonly sinceMs: number }
  | { readonly type: 'running'; readonly pid: number; readonly at: Places; readonly sinceSaveMs?: number }
  | { readonly type: 'stopping'; readonly pid: number; readonly sinceMs: number; readonly graceMs: number }
  | { readonly type: 'ended'; readonly end: ProcessEnd; readonly next?: ReportOf<'process-exited'>['next'] }
  | { readonly type: 'stuck'; readonly why: string };

/** All that the line at the bottom of the screen can say. */
export interface ShownState {
  readonly phase: AppPhase;
  /** Unix ms. */
  readonly buildingSinceMs: number | undefined;
  /** Of the newest sources: why they do not run. */
  readonly failure:
    | { readonly diagnostics: readonly Diagnostic[]; readonly serving: boolean; readonly servingSinceMs?: number }
    | undefined;
  /** The app's crash. */
  readonly crash: Diagnostic | undefined;
  /** Where pages are, with the proxy on. */
  readonly proxyUrl: string | undefined;
  readonly paused: boolean;
  /** Files that wait for the end of a pause. */
  readonly held: readonly string[];
  /** gorl is about to end, since then (Unix ms). */
  readonly endingSinceMs: number | undefined;
}

const mostGenerations = 16;

interface Run {
  phase: AppPhase;
}

/** Follows the reports of one service. */
export class AppState {
  /** By run, those that have not gone, in the order of their start. */
  readonly #runs = new Map<number, Run>();
  #last: AppPhase = { type: 'unknown' };
  #crash: Diagnostic | undefined;
  /** Generation → when it was first ready, Unix ms. Of the newest few. */
  readonly #readySince = new Map<number, number>();
  #buildingSinceMs: number | undefined;
  #failure: ShownState['failure'];
  #proxyUrl: string | undefined;
  #paused = false;
  #held = new Set<string>();
  #endingSinceMs: number | undefined;

  state(): ShownState {
    return {
      phase: [...this.#runs.values()].at(-1)?.phase ?? this.#last,
      buildingSinceMs: this.#buildingSinceMs,
      failure: this.#failure,
      crash: this.#crash,
      proxyUrl: this.#proxyUrl,
      paused: this.#paused,
      held: [...this.#held],
      endingSinceMs: this.#endingSinceMs,
    };
  }

  /** A figure of the line changes by itself. */
  isMoving(): boolean {
    const { phase } = this.state();
    return this.#buildingSinceMs !== undefined || phase.type === 'starting' || phase.type === 'stopping';
  }

  note(report: Report, nowMs: number): void {
    switch (report.type) {
      case 'build-started':
        if (this.#last.type === 'unknown') this.#last = { type: 'none' };
        this.#buildingSinceMs = nowMs;
        break;
      case 'build-cancelled':
        this.#buildingSinceMs = undefined;
        break;
      case 'build-succeeded':
        this.#buildingSinceMs = undefined;
        this.#failure = undefined;
        break;
      case 'build-failed':
        this.#buildingSinceMs = undefined;
        this.#failure = this.#failed(report);
        break;
      case 'proxy-listening':
        this.#proxyUrl = report.url;
        break;
      case 'proxy-closed':
        this.#proxyUrl = undefined;
        break;
      case 'paused':
        this.#paused = true;
        break;
      case 'resumed':
        this.#paused = false;
        this.#held.clear();
        break;
      case 'files-held':
        for (const { rel } of report.files) this.#held.add(rel);
        break;
      case 'session-stopping':
        this.#endingSinceMs ??= nowMs;
        break;
      default:
        this.#noteProcess(report, nowMs);
    }
  }

  #failed({ diagnostics, stillServing }: ReportOf<'build-failed'>): ShownState['failure'] {
    const servingSinceMs = this.#readySince.get(stillServing ?? 0);
    return {
      diagnostics,
      serving: stillServing !== undefined,
      ...(servingSinceMs === undefined ? {} : { servingSinceMs }),
    };
  }

  #noteProcess(report: Report, nowMs: number): void {
    switch (report.type) {
      case 'process-started':
        this.#crash = undefined;
        this.#runs.set(report.run, { phase: { type: 'starting', pid: report.pid, sinceMs: nowMs } });
        break;
      case 'process-running':
        this.#set(report.run, { type: 'running', pid: report.pid, at: { ports: [] } });
        break;
      case 'process-ready': {
        this.#noteReady(report.generation, nowMs);
        const { pid, sinceSaveMs } = report;
        const at = placesOf(report);
        this.#set(report.run, { type: 'running', pid, at, ...(sinceSaveMs === undefined ? {} : { sinceSaveMs }) });
        break;
      }
      case 'process-listening':
        this.#change(report.run, (phase) => (phase.type === 'running' ? { ...phase, at: placesOf(report) } : phase));
        break;
      case 'process-handed-over':
        this.#change(report.run, (phase) => (phase.type === 'running' ? { ...phase, pid: report.pid } : phase));
        break;
      case 'process-not-ready':
        this.#change(report.run, () => ({ type: 'stuck', why: 'not ready' }));
        break;
      case 'process-unhealthy':
        this.#change(report.run, () => ({ type: 'stuck', why: 'it does not answer any more' }));
        break;
      case 'process-stopping': {
        const { graceMs } = report;
        this.#change(report.run, (phase) => {
          const pid = 'pid' in phase ? phase.pid : 0;
          return { type: 'stopping', pid, sinceMs: nowMs, graceMs };
        });
        break;
      }
      case 'process-exited':
        this.#runs.delete(report.run);
        if (report.expected) this.#last = { type: 'none' };
        else {
          const { end, next, diagnostic } = report;
          this.#last = { type: 'ended', end, ...(next === undefined ? {} : { next }) };
          this.#crash = isCleanEnd(report) ? undefined : diagnostic;
        }
        if (this.#failure !== undefined && this.#runs.size === 0) this.#failure = { ...this.#failure, serving: false };
        break;
      default:
    }
  }

  #noteReady(generation: number, nowMs: number): void {
    if (!this.#readySince.has(generation)) this.#readySince.set(generation, nowMs);
    for (const old of this.#readySince.keys()) {
      if (this.#readySince.size <= mostGenerations) break;
      this.#readySince.delete(old);
    }
  }

  #set(run: number, phase: AppPhase): void {
    this.#change(run, () => phase);
  }

  #change(run: number, change: (phase: AppPhase) => AppPhase): void {
    const known = this.#runs.get(run);
    if (known !== undefined) known.phase = change(known.phase);
  }
}

function placesOf({ ports, addresses }: ReportOf<'process-ready' | 'process-listening'>): Places {
  return { ports, ...(addresses === undefined ? {} : { addresses }) };
}
