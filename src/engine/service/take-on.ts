import { mergeBatches, supersedes, type Batch } from '../batch.ts';
import type { Effect } from './effect.ts';
import { isRestless, noteInterruption } from './interruptions.ts';
import type { Build, State } from './state.ts';
import type { Transition } from './transition.ts';

/** Work is taken on only while gorl is up; a change also ends the patience with a crashing app. */
export function owe(state: State, batch: Batch): State {
  if (state.lifecycle.id !== 'up') return state;
  return { ...state, dirty: mergeBatches(state.dirty, batch), shortLives: 0 };
}

/** @param build the one that the changes meet */
export function takeOn(state: State, batch: Batch, build: Build, nowMs: number): Transition {
  if (build.id === 'idle') return { state: owe(state, batch), effects: changeReport(state, batch) };
  const interruptions = noteInterruption(state.interruptions, batch, nowMs, state.options.patienceMs);
  const weighed: Batch =
    build.id === 'building' && build.steady && isRestless(interruptions, batch) ? { ...batch, mayWait: true } : batch;
  return { state: owe({ ...state, interruptions }, weighed), effects: changeReport(state, weighed) };
}

/** What is done of it after the pause says nothing of how fast gorl is: the time of the save is forgotten. */
export function hold(state: State, { action, cause, mayWait }: Batch): Transition {
  const batch: Batch = { action, cause, ...(mayWait === undefined ? {} : { mayWait }) };
  const report: Effect[] =
    cause.type === 'files' ? [{ type: 'report', report: { type: 'files-held', files: cause.files } }] : [];
  return { state: { ...state, held: mergeBatches(state.held, batch) }, effects: report };
}

function changeReport(state: State, batch: Batch): Effect[] {
  if (batch.cause.type !== 'files') return [];
  const cancels = state.build.id === 'building' && supersedes(batch) ? { cancels: state.build.generation } : {};
  return [{ type: 'report', report: { type: 'files-changed', files: batch.cause.files, ...cancels } }];
}
