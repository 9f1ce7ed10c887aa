import fc from 'fast-check';
import type { Options } from '../../../src/engine/service/options.ts';
import { walkWorld, type Walks, type WalkResult } from '../walk.ts';
import type { Machine } from './facts.ts';
import { serviceWorld } from './world.ts';

const options: fc.Arbitrary<Options> = fc.record({
  order: fc.constantFrom('stop-first' as const, 'start-first' as const),
  drainMs: fc.constantFrom(0, 100, 100),
  readyMs: fc.constantFrom(0, 5000),
  stopOnError: fc.boolean(),
  graceMs: fc.constantFrom(0, 500, 500),
  rerun: fc.boolean(),
  rerunDelayMs: fc.constantFrom(0, 500),
  once: fc.constantFrom(false, false, false, false, true),
  patienceMs: fc.constantFrom(20, 1000),
  stopSignal: fc.constant('SIGINT'),
  exitHooks: fc.boolean(),
});

export function walkService(machine: Machine, walks: Walks): WalkResult {
  return walkWorld({ options, world: (chosen) => serviceWorld(machine, chosen), ...walks });
}
