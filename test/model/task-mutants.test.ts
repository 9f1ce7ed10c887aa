import { expect, test } from 'vitest';
import { loadMutant, type Mutant } from './mutants.ts';
import type { Machine } from './task/facts.ts';
import { walkTask } from './task/walk.ts';

const file = 'task/step.ts';

const mutants: readonly Mutant[] = [
  {
    bug: 'work that is asked for during a run is forgotten',
    file,
    from: `owed: mergeFiles(alsoInNextRun(state), files), ownWork: noOwnWork`,
    to: `owed: state.phase.id === 'idle' ? files : state.owed, ownWork: noOwnWork`,
  },
  {
    bug: 'the next run is for the newest files alone',
    file,
    from: `owed: mergeFiles(alsoInNextRun(state), files), ownWork: noOwnWork`,
    to: `owed: files, ownWork: noOwnWork`,
  },
  {
    bug: 'what a run was cancelled in the middle of is forgotten',
    file,
    from: `owed: mergeFiles(files, alsoInNextRun(state)) },`,
    to: `owed: state.owed },`,
  },
  {
    bug: 'the late result of a cancelled run is used',
    file,
    from: `case 'superseding': return only({ ...state, phase: { id: 'idle' } });`,
    to: `case 'superseding':
      return { state: { ...state, phase: { id: 'idle' } }, effects: event.type === 'run-ended' ? [{ type: 'accept', run: event.run }] : [] };`,
  },
  {
    bug: 'the result of a good run is not used',
    file,
    from: `effects: [{ type: 'accept', run: event.run }]`,
    to: `effects: state.owed === undefined ? [{ type: 'accept', run: event.run }] : []`,
  },
  {
    bug: 'the next run begins while the cancelled one is still alive',
    file,
    from: `if (phase.id !== 'idle') return only(state);`,
    to: `if (phase.id !== 'idle' && phase.id !== 'superseding') return only(state);`,
  },
  {
    bug: 'newer work waits where it is to supersede',
    file,
    from: `return state.options.newerWork === 'supersedes' ? supersede(asked, 'newer-work') : only(asked);`,
    to: `return only(asked);`,
  },
  {
    bug: 'newer work supersedes where it is to wait',
    file,
    from: `return state.options.newerWork === 'supersedes' ? supersede(asked, 'newer-work') : only(asked);`,
    to: `return supersede(asked, 'newer-work');`,
  },
  {
    bug: 'own work supersedes where newer work is to wait',
    file,
    from: `options.newerWork === 'supersedes' && ownWork`,
    to: `ownWork`,
  },
  {
    bug: 'a run is cancelled by what it writes itself',
    file,
    from: `edited && phase.id === 'running'`,
    to: `phase.id === 'running'`,
  },
  {
    bug: 'what may be somebody’s waits for the run, if anything else does',
    file,
    from: `if (state.owed !== undefined) return ownWorkOwed(state, files, own, limits);`,
    to: `if (state.owed !== undefined) return only({ ...state, owed: mergeFiles(state.owed, files) });`,
  },
  {
    bug: 'a run is cancelled for what may be its own without end',
    file,
    from: `ownWork: { ...ownWork, superseded: ownWork.superseded + 1 }`,
    to: `ownWork`,
  },
  {
    bug: 'a run is cancelled twice',
    file,
    from: `if (phase.id !== 'running') return only(state);
  const { run, files } = phase;`,
    to: `if (phase.id !== 'running' && phase.id !== 'superseding') return only(state);
  const { run, files = [] } = phase;`,
  },
  {
    bug: 'a task that writes its own files is never called a loop',
    file,
    from: `if (askedAtMs.length > limits.mostRuns)`,
    to: `if (askedAtMs.length > limits.mostRuns + 9)`,
  },
  {
    bug: 'a loop is called one a run too early',
    file,
    from: `if (askedAtMs.length > limits.mostRuns)`,
    to: `if (askedAtMs.length >= limits.mostRuns)`,
  },
  {
    bug: 'own work of long ago makes a loop',
    file,
    from: `ownWork.askedAtMs.filter((at) => own.atMs - at < limits.withinMs)`,
    to: `ownWork.askedAtMs`,
  },
  {
    bug: 'own work is counted within a shorter time than it is to be',
    file,
    from: `own.atMs - at < limits.withinMs`,
    to: `own.atMs - at < 3`,
  },
  {
    bug: 'a loop that was stopped goes on after a while',
    file,
    from: `if (ownWork.loop !== undefined) {`,
    to: `if (ownWork.loop !== undefined && ownWork.askedAtMs.every((at) => own.atMs - at < limits.withinMs)) {`,
  },
  {
    bug: 'after a loop nobody is heard anymore',
    file,
    from: `files), ownWork: noOwnWork };`,
    to: `files) };`,
  },
  {
    bug: 'a loop is reported while its last run is still going',
    file,
    from: `return only({ ...state, ownWork: { ...ownWork, askedAtMs, loop: { files, reported: false } } });`,
    to: `return {
      state: { ...state, ownWork: { ...ownWork, askedAtMs, loop: { files, reported: true } } },
      effects: [{ type: 'report', fact: { type: 'loop-stopped', files, runs: limits.mostRuns } }],
    };`,
  },
  {
    bug: 'a loop is reported again and again',
    file,
    from: `loop: { files, reported: true }`,
    to: `loop: { files, reported: false }`,
  },
  {
    bug: 'what a loop was stopped for is in no later run',
    file,
    from: `return owed ?? ownWork.loop?.files ?? [];`,
    to: `return owed ?? [];`,
  },
  {
    bug: 'a run begins while something more urgent runs',
    file,
    from: `if (preempted && options.priority === 'idle') return only(state);`,
    to: ``,
  },
  {
    bug: 'a run goes on while something more urgent runs',
    file,
    from: `return state.options.priority === 'idle' ? supersede(preempted, 'preempted') : only(preempted);`,
    to: `return only(preempted);`,
  },
  {
    bug: 'a task of normal priority gives way',
    file,
    from: `return state.options.priority === 'idle' ? supersede(preempted, 'preempted') : only(preempted);`,
    to: `return supersede(preempted, 'preempted');`,
  },
  {
    bug: 'a task that gave way never goes on',
    file,
    from: `return only({ ...state, preempted: false });`,
    to: `return only(state);`,
  },
  {
    bug: 'the stop waits for the end of the run',
    file,
    from: `effects: [{ type: 'cancel', run: phase.run }],`,
    to: `effects: [],`,
  },
  {
    bug: 'a run follows the stop',
    file,
    from: `return only({ ...state, phase: { id: 'stopping', run: phase.run, unfinished: owed ?? [] }, owed: undefined });`,
    to: `return only(state);`,
  },
  {
    bug: 'the end does not wait for the cancelled run',
    file,
    from: `case 'superseding':
      return only({ ...state, phase: { id: 'stopping', run: phase.run, unfinished: owed ?? [] }, owed: undefined });`,
    to: `case 'superseding': return stopped(state, owed ?? []);`,
  },
  {
    bug: 'the end forgets what the run was for',
    file,
    from: `const unfinished = mergeFiles(phase.files, owed ?? []);`,
    to: `const unfinished = owed ?? [];`,
  },
  {
    bug: 'the end forgets what was to be run next',
    file,
    from: `const unfinished = mergeFiles(phase.files, owed ?? []);`,
    to: `const unfinished = phase.files;`,
  },
  {
    bug: 'the end forgets what waited for something more urgent',
    file,
    from: `case 'idle': return stopped(state, owed ?? []);`,
    to: `case 'idle': return stopped(state, []);`,
  },
  {
    bug: 'a stopped task lives on',
    file,
    from: `if (state.phase.id === 'stopped') return only(state);`,
    to: `if (state.phase.id === 'stopped') return step({ ...state, phase: { id: 'idle' } }, event);`,
  },
  {
    bug: 'an event of an earlier run ends the run of now',
    file,
    from: `if (phase.id === 'idle' || phase.id === 'stopped' || phase.run !== event.run) return only(state);`,
    to: `if (phase.id === 'idle' || phase.id === 'stopped') return only(state);`,
  },
];

const entry = `export { step } from './task/step.ts'; export { initialState } from './task/state.ts';`;

test.each(mutants)('the walk notices: $bug', async (mutant) => {
  const result = walkTask(await loadMutant<Machine>(mutant, entry), { walks: 20_000, seed: 1, shrink: false });
  expect(result.failure).toBeDefined();
  console.info(`${mutant.bug} → ${result.failure?.split('\n')[0]} (walk ${result.runs})`);
});
