import { expect, test } from 'vitest';
import type { Mutant } from './mutants.ts';
import { walkMutant } from './service/walk-mutant.ts';

const spawnAnyway = `
function spawnAnyway(state, wanted, artifact) {
  const run = state.nextRun;
  const instance = { id: 'starting', run, artifact, timing: wanted.timing };
  return { state: { ...state, wanted: undefined, nextRun: run + 1, current: instance }, effects: [{ type: 'spawn', run, artifact }] };
}
`;

const mutants: readonly Mutant[] = [
  {
    bug: 'a change during a build is dropped',
    file: 'service/take-on.ts',
    from: `return { state: owe({ ...state, interruptions }, weighed), effects: changeReport(state, weighed) };`,
    to: `return { state: { ...state, interruptions }, effects: changeReport(state, weighed) };`,
  },
  {
    bug: 'the late result of a cancelled build is used',
    file: 'service/record.ts',
    from: `const idle: State = { ...state, build: { id: 'idle' } };`,
    to: `const late = event.type === 'build-succeeded' ? { artifact: event.artifact, wanted: { timing: {} } } : {};
  const idle: State = { ...state, ...late, build: { id: 'idle' } };`,
  },
  {
    bug: 'the next process starts while the last one is still stopping',
    file: 'service/advance.ts',
    from: `if (isEnding(inTheWay)) return undefined;`,
    to: `if (isEnding(inTheWay)) return spawnAnyway(state, wanted, artifact);`,
    more: spawnAnyway,
  },
  {
    bug: 'what it depends on is not waited for',
    file: 'service/advance.ts',
    from: `if (state.awaited.length > 0) return tellAwaited(state);`,
    to: `if (state.awaited.length > 0 && !state.awaitTold) return tellAwaited(state);`,
  },
  {
    bug: 'a failed build stops the running process',
    file: 'service/record.ts',
    from: `const stopped = state.options.stopOnError ?`,
    to: `const stopped = !state.options.stopOnError ?`,
  },
  {
    bug: 'a build is started while the cancelled one is still alive',
    file: 'service/advance.ts',
    from: `    case 'cancelling':
      return undefined;
    case 'idle': {`,
    to: `    case 'cancelling':
    case 'idle': {`,
  },
  {
    bug: 'an identical binary restarts the process',
    file: 'service/record.ts',
    from: `const same = artifact.contentId !== undefined &&`,
    to: `const same = artifact.contentId === undefined &&`,
  },
  {
    bug: 'a restart owed by a cancelled build is forgotten',
    file: 'service/advance.ts',
    from: `const owed = batch.action === 'rebuild-and-restart' ?`,
    to: `const owed = batch.action === 'restart' ?`,
  },
  {
    bug: 'a restart owed by a failed build is forgotten',
    file: 'service/record.ts',
    from: `restartOwed: idle.restartOwed || `,
    to: `restartOwed: false && `,
  },
  {
    bug: 'a shutdown waits for the build to end',
    file: 'service/advance.ts',
    from: `if (build.id === 'building') {`,
    to: `if (build.id === 'building' && lifecycle.forced) {`,
  },
  {
    bug: 'the second request to stop is as patient as the first',
    file: 'service/advance.ts',
    from: `if (lifecycle.forced && (instance.id === 'stopping' || instance.id === 'draining')) {`,
    to: `if (lifecycle.forced && (instance.id === 'stopping' || instance.id === 'draining') && instance.why === 'replace') {`,
  },
  {
    bug: 'the session ends although a process still lives',
    file: 'service/advance.ts',
    from: `if (build.id !== 'idle' || state.current !== undefined || state.candidate`,
    to: `if (build.id !== 'idle' || state.candidate`,
  },
  {
    bug: 'the grace never ends',
    file: 'service/record.ts',
    from: `if (instance.id !== 'stopping' && instance.id !== 'draining') return only(state);`,
    to: `if (instance.id !== 'ready') return only(state);`,
  },
  {
    bug: 'the app is stopped before the exit hooks are done',
    file: 'service/advance.ts',
    from: `if (lifecycle.exitHooks === 'running' && !lifecycle.forced) return undefined;`,
    to: ``,
  },
  {
    bug: 'a crashed app is never run again under rerun',
    file: 'service/record.ts',
    from: `const due = state.lifecycle.id === 'up' && state.options.rerun &&`,
    to: `const due = state.lifecycle.id === 'up' && !state.options.rerun &&`,
  },
  {
    bug: 'stop_on_error forgets that a crashed app is about to be run again',
    file: 'service/record.ts',
    from: `effects: [{ type: 'clear-timer', timer: 'rerun' }, ...current.effects, ...candidate.effects],`,
    to: `effects: [...current.effects, ...candidate.effects],`,
  },
  {
    bug: 'stop_on_error forgets that what is left of a crashed app is about to be gone',
    file: 'service/record.ts',
    from: `if (instance?.exit?.rerunInMs === undefined) return instance;`,
    to: `return instance;`,
  },
  {
    bug: 'a restart asked for during a build undoes stop_on_error',
    file: 'service/record.ts',
    from: `state: { ...withoutRestart(state), wanted: undefined, current: current.instance`,
    to: `state: { ...state, wanted: undefined, current: current.instance`,
  },
  {
    bug: 'what is no input of a build cancels it',
    file: 'service/advance.ts',
    from: `if (dirty.mayWait === true) return undefined;`,
    to: ``,
  },
  {
    bug: 'a build that was let through waits for the next one',
    file: 'service/advance.ts',
    from: `if (build.id !== 'idle' && wanted.now !== true) return undefined;`,
    to: `if (build.id !== 'idle') return undefined;`,
  },
  {
    bug: 'a file that changes without end cancels every build',
    file: 'service/interruptions.ts',
    from: `if (nowMs - since[path] >= patienceMs) restless.add(path);`,
    to: ``,
  },
  {
    bug: 'what waited for the end of a build is forgotten',
    file: 'service/advance.ts',
    from: `dirty: state.dirty?.action === 'restart' ? undefined : withoutRestart(state.dirty),`,
    to: `dirty: undefined,`,
  },
  {
    bug: 'a restart asked for during the first build builds the same tree twice',
    file: 'service/record.ts',
    from: `state.artifact === undefined ? withoutRestart(ended) : ended`,
    to: `ended`,
  },
  {
    bug: 'a binary that somebody removed is not built again',
    file: 'service/instance.ts',
    from: `artifact.generation === state.ranGeneration &&`,
    to: `artifact.generation === 0 &&`,
  },
  {
    bug: 'a binary that never was where it is looked for is built again and again',
    file: 'service/instance.ts',
    from: `artifact.generation === state.ranGeneration &&`,
    to: ``,
  },
  {
    bug: 'a successor is taken for an end of the app',
    file: 'service/instance.ts',
    from: `state: { ...state, [slot]: { ...instance, pid } }`,
    to: `state: { ...state, [slot]: undefined }`,
  },
  {
    bug: 'a successor does not become the app',
    file: 'service/instance.ts',
    from: `state: { ...state, [slot]: { ...instance, pid } }`,
    to: `state`,
  },
  {
    bug: 'a successor of an app that is being stopped makes it live again',
    file: 'service/instance.ts',
    from: `if (isEnding(instance)) return { state, effects: [] };
  const report`,
    to: `if (isEnding(instance)) return { state: { ...state, [slot]: { ...instance, id: 'ready' } }, effects: [] };
  const report`,
  },
  {
    bug: 'the next one starts beside what could not be killed',
    file: 'service/instance.ts',
    from: `if (state.lifecycle.id !== 'up' || state.options.once) return giveUp(state, slot, left);`,
    to: `return giveUp(state, slot, left);`,
  },
  {
    bug: 'what cannot be killed keeps gorl from ending',
    file: 'service/advance.ts',
    from: `if (instance.id === 'killing' && instance.remained !== undefined) return giveUp(state, slot, instance);`,
    to: ``,
  },
  {
    bug: 'pausing does not hold anything back',
    file: 'service/record.ts',
    from: `if (state.paused) return hold(state, batch);`,
    to: ``,
  },
  {
    bug: 'stop_on_error says that nothing runs before the app is gone',
    file: 'service/record.ts',
    from: `return { state: { ...stopped.state, untold: report }, effects: [...stopped.effects, patience] };`,
    to: `return { state: stopped.state, effects: [{ type: 'report', report }, ...stopped.effects] };`,
  },
  {
    bug: 'the goroutines are asked for although nobody waited',
    file: 'service/stop.ts',
    from: `const dump = because === 'grace-over' && stopSignal !== 'SIGQUIT';`,
    to: `const dump = true;`,
  },
  {
    bug: 'changed options are not used',
    file: 'service/record.ts',
    from: `const changed = { ...state, options: event.options };`,
    to: `const changed = state;`,
  },
  {
    bug: 'a restart that was held back is forgotten',
    file: 'service/record.ts',
    from: `if (state.held === undefined) return { state: resumed, effects };`,
    to: `if (state.held === undefined || state.held.action === 'restart') return { state: resumed, effects };`,
  },
  {
    bug: 'the next build starts before the failure of the last is told',
    file: 'service/tell-failure.ts',
    from: `return isNews || !isAnythingLeft(state) ?`,
    to: `return !isAnythingLeft(state) ?`,
  },
];

test.each(mutants)('the walk notices: $bug', async (mutant) => {
  const result = await walkMutant(mutant);
  expect(result.failure).toBeDefined();
  console.info(`${mutant.bug} → ${result.failure?.split('\n')[0]} (walk ${result.runs})`);
});
