import type { Batch } from '../batch.ts';
import type { TimerId } from './event.ts';
import type { ServiceEndReason } from '../../protocol/shutdown-reason.ts';
import type { Artifact } from '../../protocol/artifact.ts';
import type { Report } from '../../protocol/report.ts';

/** Everything the machine can ask for, in the imperative. The interpreter turns each into port calls. */
export type Effect =
  /** `steady`: files that change without end do not cancel it; it had better read what cannot change. */
  | { readonly type: 'start-build'; readonly generation: number; readonly batch: Batch; readonly steady?: true }
  /** Leads to exactly one `build-cancelled`, `-succeeded` or `-failed` of that generation. */
  | { readonly type: 'cancel-build'; readonly generation: number }
  /** Leads to `process-started` … `process-exited`, `process-gone`. */
  | { readonly type: 'spawn'; readonly run: number; readonly artifact: Artifact }
  /** No new requests for that run. Leads to one `process-drained`, unless it is gone before. */
  | { readonly type: 'drain'; readonly run: number }
  /** Send that signal to the whole run. */
  | { readonly type: 'terminate'; readonly run: number; readonly signal: string }
  /** Force whatever is left of the run; `dump`: ask a Go program for its goroutines first. */
  | { readonly type: 'kill'; readonly run: number; readonly dump: boolean }
  | { readonly type: 'set-timer'; readonly timer: TimerId; readonly ms: number }
  | { readonly type: 'clear-timer'; readonly timer: TimerId }
  /** The user's `post_cmd` list. Leads to one `exit-hooks-finished`. */
  | { readonly type: 'run-exit-hooks' }
  | { readonly type: 'kill-exit-hooks' }
  | { readonly type: 'report'; readonly report: Report }
  /** The service begins to end; `forced`: nothing graceful any more. Leads to one `service-down`. */
  | { readonly type: 'service-stopping'; readonly reason: ServiceEndReason; readonly forced: boolean }
  /** Nothing of it is left. */
  | { readonly type: 'service-down'; readonly reason: ServiceEndReason; readonly forced: boolean };
