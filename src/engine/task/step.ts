import { mergeFiles, type FileChange } from '../../protocol/change.ts';
import type { Effect } from './effect.ts';
import type { Event, OwnWrite, RunEvent, WorkRequested } from './event.ts';
import type { OwnWorkLimits } from './options.ts';
import { noOwnWork, type Loop, type State } from './state.ts';
import { UnexpectedEvent } from './unexpected-event.ts';

export interface Transition {
  readonly state: State;
  /** To be carried out in this order. */
  readonly effects: readonly Effect[];
}

/**
 * A task: work that is done again whenever it is asked for, one run at a time, and the newest request wins.
 *
 * ```
 *   ┌────────── run-ended, and nothing is owed ────────────┐
 *   ▼                                                      │
 * idle ──work-requested, or resumed with work owed──► running ◄─┐ run-ended, and work is owed
 *   ▲  │                                               │ │  ▲ └──┘
 *   │  │               work-requested that supersedes, │ │  │
 *   │  │                    or preempted when it idles ▼ │  │ run-cancelled
 *   │  │                                       superseding ─┘ (a late run-ended counts as run-cancelled)
 *   └──┼──────── run-cancelled, while preempted ──────┘ │ │
 *      │                                               │ │ stop-requested
 *      │ stop-requested                                ▼ ▼
 *      └────────► stopped ◄──run-cancelled──────────── stopping
 * ```
 *
 * As in the service's machine, `step` first records what the event says, then advances. The rules:
 *
 * - What somebody asks for is run for, by a run that begins after the request. Work of a cancelled run is owed again.
 * - The result of a run that was cancelled is never accepted, even if it had come to its end.
 * - A run's own writes do not cancel it before it has written the rest; it runs once more. Where somebody may have
 *   written them instead, it is cancelled a few times, then not.
 * - A task that keeps asking for itself is a loop, and stops until somebody else asks. It says so when the last run
 *   has ended.
 * - A run that never began, or one that says it was cancelled when nobody asked, is an `UnexpectedEvent`; an older
 *   run's event is stale and ignored, and so is everything after `stopped`.
 */
export function step(state: State, event: Event): Transition {
  if (state.phase.id === 'stopped') return only(state);
  const recorded = record(state, event);
  const advanced = advance(recorded.state);
  return { state: advanced.state, effects: [...recorded.effects, ...advanced.effects] };
}

function only(state: State): Transition {
  return { state, effects: [] };
}

function record(state: State, event: Event): Transition {
  switch (event.type) {
    case 'work-requested':
      return workRequested(state, event);
    case 'run-ended':
    case 'run-cancelled':
      return runOver(state, event);
    case 'preempted': {
      const preempted: State = { ...state, preempted: true };
      return state.options.priority === 'idle' ? supersede(preempted, 'preempted') : only(preempted);
    }
    case 'resumed':
      return only({ ...state, preempted: false });
    case 'stop-requested':
      return stopRequested(state);
  }
}

/** What the state asks for, once nothing runs. */
function advance(state: State): Transition {
  const { phase, owed, preempted, options, nextRun: run } = state;
  if (phase.id !== 'idle') return only(state);
  if (owed === undefined) return reportLoop(state);
  if (preempted && options.priority === 'idle') return only(state);
  return {
    state: { ...state, phase: { id: 'running', run, files: owed }, owed: undefined, nextRun: run + 1 },
    effects: [{ type: 'start', run, files: owed }],
  };
}

function reportLoop(state: State): Transition {
  const { ownWork, options } = state;
  if (ownWork.loop?.reported !== false || options.ownWork === undefined) return only(state);
  const { files } = ownWork.loop;
  return {
    state: { ...state, ownWork: { ...ownWork, loop: { files, reported: true } } },
    effects: [{ type: 'report', fact: { type: 'loop-stopped', files, runs: options.ownWork.mostRuns } }],
  };
}

function workRequested(state: State, event: WorkRequested): Transition {
  if (state.phase.id === 'stopping') return only(state);
  const { files, own } = event;
  if (own === undefined) {
    const asked: State = { ...state, owed: mergeFiles(alsoInNextRun(state), files), ownWork: noOwnWork };
    return state.options.newerWork === 'supersedes' ? supersede(asked, 'newer-work') : only(asked);
  }
  const limits = state.options.ownWork;
  if (limits === undefined) throw new UnexpectedEvent(state, event);
  return ownWorkRequested(state, files, own, limits);
}

/** If there is a next run. What a loop was stopped for asks for none, but is in it, whoever wrote it. */
function alsoInNextRun({ owed, ownWork }: State): readonly FileChange[] {
  return owed ?? ownWork.loop?.files ?? [];
}

function ownWorkRequested(
  state: State,
  files: readonly FileChange[],
  own: OwnWrite,
  limits: OwnWorkLimits,
): Transition {
  // What is owed anyway is run for once.
  if (state.owed !== undefined) return ownWorkOwed(state, files, own, limits);
  const { ownWork } = state;
  if (ownWork.loop !== undefined) {
    const loop: Loop = { ...ownWork.loop, files: mergeFiles(ownWork.loop.files, files) };
    return only({ ...state, ownWork: { ...ownWork, loop } });
  }
  const askedAtMs = [...ownWork.askedAtMs.filter((at) => own.atMs - at < limits.withinMs), own.atMs];
  if (askedAtMs.length > limits.mostRuns)
    return only({ ...state, ownWork: { ...ownWork, askedAtMs, loop: { files, reported: false } } });
  return ownWorkOwed({ ...state, ownWork: { ...ownWork, askedAtMs } }, files, own, limits);
}

function ownWorkOwed(
  state: State,
  files: readonly FileChange[],
  { edited }: OwnWrite,
  limits: OwnWorkLimits,
): Transition {
  const { ownWork, phase, options } = state;
  const asked: State = { ...state, owed: mergeFiles(state.owed ?? [], files) };
  const supersedes =
    edited &&
    phase.id === 'running' &&
    options.newerWork === 'supersedes' &&
    ownWork.superseded < limits.mostSuperseded;
  if (!supersedes) return only(asked);
  return supersede({ ...asked, ownWork: { ...ownWork, superseded: ownWork.superseded + 1 } }, 'newer-work');
}

/** Cancels the run under way, if there is one; its work is owed again. */
function supersede(state: State, why: 'newer-work' | 'preempted'): Transition {
  const { phase } = state;
  if (phase.id !== 'running') return only(state);
  const { run, files } = phase;
  return {
    state: { ...state, phase: { id: 'superseding', run }, owed: mergeFiles(files, alsoInNextRun(state)) },
    effects: [
      { type: 'report', fact: { type: 'superseded', run, why } },
      { type: 'cancel', run },
    ],
  };
}

function runOver(state: State, event: RunEvent): Transition {
  if (event.run >= state.nextRun) throw new UnexpectedEvent(state, event);
  const { phase } = state;
  if (phase.id === 'idle' || phase.id === 'stopped' || phase.run !== event.run) return only(state);
  switch (phase.id) {
    case 'running':
      if (event.type === 'run-cancelled') throw new UnexpectedEvent(state, event);
      return { state: { ...state, phase: { id: 'idle' } }, effects: [{ type: 'accept', run: event.run }] };
    case 'superseding':
      return only({ ...state, phase: { id: 'idle' } });
    case 'stopping':
      return stopped(state, phase.unfinished);
  }
}

function stopRequested(state: State): Transition {
  const { phase, owed } = state;
  switch (phase.id) {
    case 'idle':
      return stopped(state, owed ?? []);
    case 'running': {
      const unfinished = mergeFiles(phase.files, owed ?? []);
      return {
        state: { ...state, phase: { id: 'stopping', run: phase.run, unfinished }, owed: undefined },
        effects: [{ type: 'cancel', run: phase.run }],
      };
    }
    case 'superseding':
      return only({ ...state, phase: { id: 'stopping', run: phase.run, unfinished: owed ?? [] }, owed: undefined });
    case 'stopping':
    case 'stopped':
      return only(state);
  }
}

function stopped(state: State, unfinished: readonly FileChange[]): Transition {
  return {
    state: { ...state, phase: { id: 'stopped' }, owed: undefined },
    effects: [{ type: 'end', unfinished }],
  };
}
