import { expect, test } from 'vitest';
import { initialState } from '../../src/engine/task/state.ts';
import { step } from '../../src/engine/task/step.ts';
import { walkTask } from './task/walk.ts';
import { walksFromEnvironment } from './walk.ts';

const { walks, seed } = walksFromEnvironment(10_000);

test(`${walks} random walks of a task: the newest request is done, one run at a time (GORL_SEED=${seed})`, () => {
  const result = walkTask({ step, initialState }, { walks, seed });
  expect(result.failure).toBeUndefined();
  expect(result.runs).toBe(walks);
  console.info(`${result.runs} walks, ${result.events} moves, seed ${result.seed}`);
});
