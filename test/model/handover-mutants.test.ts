import { expect, test } from 'vitest';
import type { Mutant } from './mutants.ts';
import { walkMutant } from './service/walk-mutant.ts';

/** How one app follows another: drain, readiness, start-first, liveness. */
const mutants: readonly Mutant[] = [
  {
    bug: 'requests that are under way are cut off',
    file: 'service/stop.ts',
    from: `if (drainMs === 0 || instance.id === 'starting' || isForced)`,
    to: `if (drainMs >= 0)`,
  },
  {
    bug: 'the second request to stop waits for requests that are under way',
    file: 'service/advance.ts',
    from: `(instance.id === 'stopping' || instance.id === 'draining')`,
    to: `instance.id === 'stopping'`,
  },
  {
    bug: 'an app that ends while its last requests are answered is taken for one that never ends',
    file: 'service/instance.ts',
    from: `if (instance.id === 'draining') {`,
    to: `if (instance.run < 0) {`,
  },
  {
    bug: 'requests may take as long as they like',
    file: 'service/record.ts',
    from: `case 'drain': {
      if (instance.id !== 'draining') return only(state);`,
    to: `case 'drain': {
      if (instance.id === 'draining') return only(state);`,
  },
  {
    bug: 'the grace begins to run twice',
    file: 'service/stop.ts',
    from: `if (hasGrace) {`,
    to: `if (!hasGrace) {`,
  },
  {
    bug: 'a candidate that never becomes ready stays for good',
    file: 'service/record.ts',
    from: `const stop = beginStop(state, instance, 'not-ready');`,
    to: `const stop = { instance, effects: [] };`,
  },
  {
    bug: 'an app that takes long to become ready is stopped although nothing else serves',
    file: 'service/record.ts',
    from: `if (stays === undefined) return { state, effects: [report] };`,
    to: ``,
  },
  {
    bug: 'a second one is started beside an app that listens on a port of its own choice',
    file: 'service/advance.ts',
    from: `options.order === 'start-first' && current?.isSwitchable === true`,
    to: `options.order === 'start-first'`,
  },
  {
    bug: 'the one that serves is stopped while the one before it still goes',
    file: 'service/advance.ts',
    from: `if (inTheWay === candidate && candidate.id === 'ready') return undefined;`,
    to: ``,
  },
  {
    bug: 'requests go on to the old one when the new one is ready',
    file: 'service/advance.ts',
    from: `const stop = beginStop(state, current, 'replace');
  return`,
    to: `const stop = { instance: current, effects: [] };
  if (state.wanted === undefined) return undefined;
  return`,
  },
  {
    bug: 'an app that hangs is left alone',
    file: 'service/instance.ts',
    from: `if (!restarts || isReplaced) return { state, effects };`,
    to: `if (restarts || isReplaced) return { state, effects };`,
  },
  {
    bug: 'an app that hangs once its next one is on its way is started a third time',
    file: 'service/instance.ts',
    from: `if (!restarts || isReplaced) return { state, effects };`,
    to: `if (!restarts) return { state, effects };`,
  },
];

test.each(mutants)('the walk notices: $bug', async (mutant) => {
  const result = await walkMutant(mutant);
  expect(result.failure).toBeDefined();
  console.info(`${mutant.bug} → ${result.failure?.split('\n')[0]} (walk ${result.runs})`);
});
