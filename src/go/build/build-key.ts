import type { BuildPlan, OwnedPlan } from './build-plan.ts';

/** The same text for builds that give the same binary, as long as the sources are the same. */
export function buildKey({ build, cwd, env }: Pick<BuildPlan, 'cwd' | 'env'> & { readonly build: OwnedPlan }): string {
  return JSON.stringify([build.goFile, build.flags, build.packages, cwd, env]);
}
