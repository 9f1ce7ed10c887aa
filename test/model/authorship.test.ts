import { expect, test } from 'vitest';
import * as buildWrites from '../../src/engine/authorship/build-writes.ts';
import * as runWrites from '../../src/engine/authorship/run-writes.ts';
import * as startWrites from '../../src/engine/authorship/start-writes.ts';
import { walkBuild, walkRule, walkStart } from './authorship/walk.ts';
import { walksFromEnvironment } from './walk.ts';

const { walks, seed } = walksFromEnvironment(2_000);

test.each([
  ['what a rule’s command writes', () => walkRule(runWrites, { walks, seed })],
  ['what the commands of a build write', () => walkBuild(buildWrites, { walks, seed })],
  ['what the app writes as it starts', () => walkStart(startWrites, { walks, seed })],
])(`${walks} random walks lose no save, and come to rest: %s (GORL_SEED=${seed})`, (_what, walk) => {
  const result = walk();
  expect(result.failure).toBeUndefined();
  expect(result.runs).toBe(walks);
  console.info(`${result.runs} walks, ${result.events} moves, seed ${result.seed}`);
});
