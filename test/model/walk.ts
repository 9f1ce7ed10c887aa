import fc from 'fast-check';

/** Something the world can do next, and how it does it. */
export interface Move {
  readonly name: string;
  readonly weight: number;
  readonly act: () => void;
}

/** What surrounds a machine, and the oracle; each of these throws a `Broken` where a promise is broken. */
export interface World {
  moves(): readonly Move[];
  /** Everything under way comes to its good end, and what was promised for then is looked at. */
  settle(): void;
}

/** A promise is broken. */
class Broken extends Error {}

/** @param trace what happened, oldest first */
export function fail(message: string, trace: readonly string[]): never {
  throw new Broken(`${message}\n${trace.slice(-60).join('\n')}`);
}

export interface WalkResult {
  readonly failure: string | undefined;
  readonly runs: number;
  readonly events: number;
  readonly seed: number;
}

export interface Walks {
  readonly walks: number;
  readonly seed: number;
  /** Looks for the shortest walk that fails, which takes a while. Default true. */
  readonly shrink?: boolean;
}

export interface WalkOptions<Chosen> extends Walks {
  readonly options: fc.Arbitrary<Chosen>;
  readonly world: (options: Chosen) => World;
  /** Default 40. */
  readonly maxMoves?: number;
}

/** Walks a world at random: each number picks one of the things that it can do at that point, by weight. */
export function walkWorld<Chosen>({
  options,
  world,
  maxMoves = 40,
  walks,
  seed,
  shrink = true,
}: WalkOptions<Chosen>): WalkResult {
  let events = 0;
  const choices = fc.array(fc.nat({ max: 9_999 }), { minLength: 0, maxLength: maxMoves, size: 'max' });
  const property = fc.property(options, choices, (chosen, numbers) => {
    const walked = world(chosen);
    for (const number of numbers) {
      const moves = walked.moves();
      const total = moves.reduce((sum, move) => sum + move.weight, 0);
      let at = (number / 10_000) * total;
      const move = moves.find(({ weight }) => (at -= weight) < 0);
      move?.act();
      events++;
    }
    walked.settle();
  });
  const result = fc.check(property, { numRuns: walks, seed, endOnFailure: !shrink });
  return { failure: failureOf(result), runs: result.numRuns, events, seed };
}

function failureOf({ failed, errorInstance }: { failed: boolean; errorInstance: unknown }): string | undefined {
  if (!failed) return undefined;
  // A world or a mutant that is no program finds nothing out.
  if (errorInstance instanceof TypeError || errorInstance instanceof ReferenceError) throw errorInstance;
  return errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
}

/** How many walks, and where they begin: `GORL_MODEL_WALKS` and `GORL_SEED`. */
export function walksFromEnvironment(walks: number): Walks {
  return {
    walks: Number(process.env['GORL_MODEL_WALKS'] ?? walks),
    seed: Number(process.env['GORL_SEED'] ?? Date.now() % 2 ** 31),
  };
}
