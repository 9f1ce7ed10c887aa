import { expect, test } from 'vitest';
import { loadMutant, type Mutant } from './mutants.ts';
import { walkOrder } from './order/walk.ts';
import type { OrderMachine } from './order/world.ts';

const file = 'order/step.ts';

const mutants: readonly Mutant[] = [
  {
    bug: 'one that was never ready holds nobody',
    file,
    from: `(!dependency.wasReady || dependency.standing === 'coming')`,
    to: `dependency.standing === 'coming'`,
  },
  {
    bug: 'one that is replaced holds nobody',
    file,
    from: `(!dependency.wasReady || dependency.standing === 'coming')`,
    to: `!dependency.wasReady`,
  },
  {
    bug: 'one that failed later holds all that depend on it',
    file,
    from: `(!dependency.wasReady || dependency.standing === 'coming')`,
    to: `dependency.standing !== 'ready'`,
  },
  {
    bug: 'all are stopped at once',
    file,
    from: `times: requests > 1 ? requests : isNeeded ? 0 : 1`,
    to: `times: requests`,
  },
  {
    bug: 'the second request waits, too',
    file,
    from: `times: requests > 1 ? requests : isNeeded ? 0 : 1`,
    to: `times: isNeeded ? 0 : 0`,
  },
  {
    bug: 'nothing restarts with what it depends on',
    file,
    from: `startedAt > 0 && startedAt < since`,
    to: `startedAt < 0`,
  },
  {
    bug: 'what was started after that restarts, too',
    file,
    from: `startedAt > 0 && startedAt < since`,
    to: `startedAt > 0`,
  },
  {
    bug: 'the end is never told',
    file,
    from: `const isOver = allDown(state) && !allDown(before);`,
    to: `const isOver = false && allDown(before);`,
  },
];

test.each(mutants)('$bug', async (mutant) => {
  const entry = `export { initialOrder } from './order/state.ts'; export { orderStep } from './order/step.ts';`;
  const machine = await loadMutant<OrderMachine>(mutant, entry);
  const { failure } = walkOrder(machine, { walks: 3000, seed: 1, shrink: false });
  expect(failure).toBeDefined();
});
