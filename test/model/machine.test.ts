import { expect, test } from 'vitest';
import { initialState } from '../../src/engine/service/state.ts';
import { step } from '../../src/engine/service/step.ts';
import { walkService } from './service/walk.ts';
import { walksFromEnvironment } from './walk.ts';

const { walks, seed } = walksFromEnvironment(25_000);

test(`${walks} random walks hold what we promise (GORL_SEED=${seed})`, () => {
  const result = walkService({ step, initialState }, { walks, seed });
  expect(result.failure).toBeUndefined();
  expect(result.runs).toBe(walks);
  console.info(`${result.runs} walks, ${result.events} moves, seed ${result.seed}`);
});
