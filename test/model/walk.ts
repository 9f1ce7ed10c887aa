import fc from 'fast-check';
import type { Options } from '../../src/engine/service/options.ts';
import { World, type Machine } from './world.ts';

const options: fc.Arbitrary<Options> = fc.record({
  order: fc.constantFrom('stop-first' as const, 'stop-first' as const, 'start-first' as const),
  stopOnError: fc.boolean(),
  graceMs: fc.constantFrom(0, 500, 500),
  rerun: fc.boolean(),
  rerunDelayMs: fc.constantFrom(0, 500),
  once: fc.constantFrom(false, false, false, false, true),
  patienceMs: fc.constantFrom(20, 1000),
  stopSignal: fc.constant('SIGINT'),
  exitHooks: fc.boolean(),
});

const choices = fc.array(fc.nat({ max: 9_999 }), { minLength: 0, maxLength: 40, size: 'max' });

export interface WalkResult {
  readonly failure: string | undefined;
  readonly runs: number;
  readonly events: number;
  readonly seed: number;
}

/** Walks the machine at random: each number picks one of the things the world can do at that point, by weight. */
export function walkMachine(machine: Machine, numRuns: number, seed: number): WalkResult {
  let events = 0;
  const property = fc.property(options, choices, (chosen, numbers) => {
    const world = new World(machine, chosen);
    for (const number of numbers) {
      const moves = world.moves();
      const total = moves.reduce((sum, move) => sum + move.weight, 0);
      let at = (number / 10_000) * total;
      const move = moves.find(({ weight }) => (at -= weight) < 0);
      move?.act();
      events++;
    }
    world.settle();
  });
  const result = fc.check(property, { numRuns, seed });
  const failure = result.failed
    ? String(result.errorInstance instanceof Error ? result.errorInstance.message : result.errorInstance)
    : undefined;
  return { failure, runs: result.numRuns, events, seed };
}
