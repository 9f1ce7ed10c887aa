import type { By } from './request.ts';

/** Why gorl ends. */
export type ShutdownReason =
  | { readonly type: 'request'; readonly by: By }
  /** `--once`: the build failed, or the app ended. */
  | { readonly type: 'once'; readonly ok: boolean };
