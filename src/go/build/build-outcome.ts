import type { Artifact } from '../../protocol/artifact.ts';
import type { FailedBuild } from './build-failure.ts';

/** What comes of one build. */
export type BuildOutcome =
  | { readonly type: 'succeeded'; readonly artifact: Artifact }
  | FailedBuild
  | { readonly type: 'cancelled' };
