import { expect, test } from 'vitest';
import { initialState } from '../../src/engine/service/state.ts';
import { step } from '../../src/engine/service/step.ts';
import { walkMachine } from './walk.ts';

const walks = Number(process.env['GORL_MODEL_WALKS'] ?? 100_000);
const seed = Number(process.env['GORL_SEED'] ?? Date.now() % 2 ** 31);

test(`${walks} random walks hold what we promise (GORL_SEED=${seed})`, () => {
  const result = walkMachine({ step, initialState }, walks, seed);
  expect(result.failure).toBeUndefined();
  expect(result.runs).toBe(walks);
  console.info(`${result.runs} walks, ${result.events} moves, seed ${result.seed}`);
});
