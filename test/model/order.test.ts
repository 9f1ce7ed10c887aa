import { expect, test } from 'vitest';
import { initialOrder } from '../../src/engine/order/state.ts';
import { orderStep } from '../../src/engine/order/step.ts';
import { walkOrder } from './order/walk.ts';
import { walksFromEnvironment } from './walk.ts';

const { walks, seed } = walksFromEnvironment(5000);

test(`${walks} random walks of eight services: none starts before those that it depends on, or ends after them (GORL_SEED=${seed})`, () => {
  const result = walkOrder({ initialOrder, orderStep }, { walks, seed });
  expect(result.failure).toBeUndefined();
  expect(result.runs).toBe(walks);
  console.info(`${result.runs} walks, ${result.events} moves, seed ${result.seed}`);
});
