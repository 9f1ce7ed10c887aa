import fc from 'fast-check';
import { walkWorld, type Walks, type WalkResult } from '../walk.ts';
import { BuildWorld, type BuildAuthorship } from './build-world.ts';
import { mostLagMs } from './disk.ts';
import { RuleWorld, type RunAuthorship } from './rule-world.ts';
import { StartWorld, type StartAuthorship } from './start-world.ts';

const lagMs = fc.constantFrom(0, 4, mostLagMs);

const ruleOptions = fc.record({ generates: fc.boolean(), restarts: fc.boolean(), late: fc.boolean(), lagMs });

export function walkRule(authorship: RunAuthorship, walks: Walks): WalkResult {
  return walkWorld({ options: ruleOptions, world: (chosen) => new RuleWorld(authorship, chosen), ...walks });
}

const buildOptions = fc.record({
  commands: fc.constantFrom(
    ['hook', 'go'] as const,
    ['hook', 'build'] as const,
    ['build'] as const,
    ['generator', 'go'] as const,
    ['hook', 'generator', 'go'] as const,
  ),
  writes: fc.record({
    hook: fc.constantFrom([], ['gen.go'], ['gen.go', 'page.templ']),
    generator: fc.constantFrom([], ['gen.go'], ['gen.go', 'page.templ'], ['page.html', 'gen.go']),
    build: fc.constantFrom([], ['gen.go'], ['stamp.go', 'page.templ']),
  }),
  marked: fc.boolean(),
  broken: fc.boolean(),
  late: fc.boolean(),
  lagMs,
});

export function walkBuild(authorship: BuildAuthorship, walks: Walks): WalkResult {
  const world = (chosen: ConstructorParameters<typeof BuildWorld>[1]) => new BuildWorld(authorship, chosen);
  return walkWorld({ options: buildOptions, world, maxMoves: 60, ...walks });
}

const startOptions = fc.record({
  writes: fc.constantFrom([], ['page.html'], ['page.html', 'index.html']),
  delaysMs: fc.constantFrom([40] as const, [40, 130, 60] as const, [40, 600, 30, 900] as const),
  habitMs: fc.constantFrom(40, 1200),
  lagMs,
});

export function walkStart(authorship: StartAuthorship, walks: Walks): WalkResult {
  const world = (chosen: ConstructorParameters<typeof StartWorld>[1]) => new StartWorld(authorship, chosen);
  return walkWorld({ options: startOptions, world, maxMoves: 60, ...walks });
}
