import fc from 'fast-check';
import type { Options } from '../../../src/engine/task/options.ts';
import { walkWorld, type Walks, type WalkResult } from '../walk.ts';
import type { Machine } from './facts.ts';
import { TaskWorld } from './world.ts';

const newerWork = fc.constantFrom('supersedes' as const, 'supersedes' as const, 'waits' as const);
const priority = fc.constantFrom('normal' as const, 'normal' as const, 'idle' as const);
const ownWork = fc.record({
  mostRuns: fc.constantFrom(1, 2, 3),
  withinMs: fc.constantFrom(1500, 60_000),
  mostSuperseded: fc.constantFrom(0, 1, 2),
});

const options: fc.Arbitrary<Options> = fc.oneof(
  fc.record({ newerWork, priority, ownWork }),
  fc.record({ newerWork, priority, ownWork }),
  fc.record({ newerWork, priority }),
);

export function walkTask(machine: Machine, walks: Walks): WalkResult {
  return walkWorld({ options, world: (chosen) => new TaskWorld(machine, chosen), ...walks });
}
