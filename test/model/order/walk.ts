import fc from 'fast-check';
import type { Dependencies } from '../../../src/engine/order/state.ts';
import { walkWorld, type Walks, type WalkResult } from '../walk.ts';
import { OrderWorld, type OrderMachine } from './world.ts';

const names = ['db', 'cache', 'queue', 'auth', 'api', 'worker', 'web', 'admin'];

/** Each depends on some of those before it, so that no way leads back. */
const dependencies: fc.Arbitrary<Dependencies> = fc
  .tuple(
    ...names.map((_, at) =>
      fc.record({
        dependsOn: fc.subarray(names.slice(0, at), { maxLength: Math.min(3, at) }),
        restartWith: fc.boolean(),
      }),
    ),
  )
  .map((services) => new Map(services.map((service, at) => [names[at] ?? '', service])));

export function walkOrder(machine: OrderMachine, walks: Walks): WalkResult {
  return walkWorld({
    options: dependencies,
    world: (chosen) => new OrderWorld(machine, chosen),
    maxMoves: 80,
    ...walks,
  });
}
