import type { Location } from './diagnostic.ts';
import type { Shapes } from './report/shapes.ts';

/** Who asks gorl for something. */
export type By = Shapes['by'];

/** What can be asked of a session, in the same words whoever asks. */
export type Request =
  /** Of every service, or of the one that is named. */
  | { readonly type: 'restart' | 'rebuild'; readonly by: By; readonly service?: string }
  /** Of the failed build every error, also where the compiler stopped counting. */
  | { readonly type: 'all-errors'; readonly by: By }
  | { readonly type: 'run-tests'; readonly by: By; readonly tests: TestsAsked }
  /** Holds changes back, or takes them up again. */
  | { readonly type: 'toggle-pause'; readonly by: By }
  /** Shows a place in the code to whoever asks. */
  | { readonly type: 'open'; readonly by: By; readonly place: Location }
  /** The second one cuts the graceful stop short. */
  | { readonly type: 'quit'; readonly by: By };

/** Which tests somebody wants to be run. */
export type TestsAsked =
  /**
   * All; the packages that failed; the same to write their golden files anew; or again: what failed, and what changes
   * since the last run affect.
   */
  | { readonly which: 'all' | 'failed' | 'golden' | 'again' }
  /** Those whose name matches, as with `-run`. */
  | { readonly which: 'named'; readonly name: string };
