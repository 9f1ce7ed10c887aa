import type { Shapes } from './report/shapes.ts';

/** Why gorl ends. `once`: it was started with `--once`, and the build failed, or the app ended. */
export type ShutdownReason = Shapes['shutdownReason'];

/** Why one service ends: the session does, or the config does not name it any more. */
export type ServiceEndReason = ShutdownReason | { readonly type: 'removed' };
