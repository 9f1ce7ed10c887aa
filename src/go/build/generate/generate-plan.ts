import type { InputGlobs, InputPlace } from './input-files.ts';

/** A command that runs before the build when what it reads differs from what it was when it last succeeded. */
export interface GeneratorPlan extends InputGlobs {
  /** No two have the same. */
  readonly name: string;
  /** Shell text. */
  readonly cmd: string;
}

export interface GeneratePlan extends InputPlace {
  /** In the order in which they run. */
  readonly generators: readonly GeneratorPlan[];
}
