import { advance } from './advance.ts';
import type { Event } from './event.ts';
import { record } from './record.ts';
import type { State } from './state.ts';
import type { Transition } from './transition.ts';

/**
 * The machine: one service's life as a pure function. No clock, no process, no file: time comes in
 * as `nowMs` (Unix ms, stamped by the loop when the event is taken from the queue).
 *
 * Three small regions instead of one big product:
 *
 * ```
 * build       idle ──start-build──► building ──build-succeeded──► idle, artifact, wanted
 *               ▲                    │    └───build-failed──────► idle
 *               │                    │ files-changed, rebuild-requested, shutdown-requested
 *               │                    ▼
 *               └──build-cancelled── cancelling          (a late result counts as cancelled)
 *
 *                               ┌──┐ process-handed-over ┌──┐  (another process is the app from here on)
 *                               │  ▼                     │  ▼
 * instance    (none) ──spawn──► starting ──process-ready──► ready ──► draining  (while the gateway sends requests)
 *                ▲              │  ▲                     │                 │
 *                │              └──┘ process-unready     │                 │ process-drained, process-exited,
 *                │                                       │                 │ timer-fired drain:N
 *                │    replace, process-unhealthy, build-failed with        │
 *                │    stopOnError, shutdown, or process-exited by itself   │
 *                │                             │                           │
 *                │                             ▼                           │
 *                ├──process-gone─────────── stopping ◄─────────────────────┘
 *                │                             │ timer-fired grace:N, second shutdown-requested
 *                │                             ▼            (a grace of 0 goes here at once)
 *                └──process-gone─────────── killing ──process-remained──► killing, waited for
 *                                                        (given up at once when gorl ends, or under --once)
 *
 * lifecycle   up ──shutdown-requested──► stopping ──no build, no instance, exit hooks done──► down
 * ```
 *
 * `step` first **records** the fact (what the event itself says), then **advances** (what the joint
 * state now asks for). Every event in every state is handled, ignored by a stated rule, or an
 * `UnexpectedEvent`:
 *
 * - stale: a build or process event of a number that is no longer of interest is ignored;
 * - after `down` everything is ignored;
 * - what is no known input of the build never cancels one, nor does a file that has been cancelling builds for
 *   longer than `patienceMs`: the build goes live, and the next one follows;
 * - `order = stop-first` allows one instance; `start-first` a candidate beside the current one, if that listens where
 *   it was told to;
 * - a candidate that is not ready in `readyMs` is stopped; one that nothing else serves for may still come round;
 * - a candidate that serves is never stopped before the one that it replaces is gone.
 */
export function step(state: State, event: Event, nowMs: number): Transition {
  if (state.lifecycle.id === 'down') return { state, effects: [] };
  const recorded = record(state, event, nowMs);
  const advanced = advance(recorded.state);
  return { state: advanced.state, effects: [...recorded.effects, ...advanced.effects] };
}
