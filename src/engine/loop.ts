import type { Effect } from './service/effect.ts';
import type { Event } from './service/event.ts';
import { createInterpreter, type ServiceEnds } from './interpreter.ts';
import type { Ports } from './ports.ts';
import type { Options } from './service/options.ts';
import { initialState, type State } from './service/state.ts';
import { step } from './service/step.ts';

const remembered = 50;

export interface StampedEvent {
  /** Whose machine took it. */
  readonly service: string;
  /** Unix time in ms at which the event was taken from the queue. */
  readonly atMs: number;
  readonly event: Event;
}

export interface Loop {
  /** Queues the event; returns after it and all it led to directly has been worked off, or, from within a step, at once. */
  dispatch(event: Event): void;
  /**
   * Calls `listener` after each event, when its effects have been carried out; with the state that it led to. For
   * those inside gorl who act on what happens: reports are words, and nobody acts on them.
   */
  subscribe(listener: (event: Event, state: State) => void): void;
  /** gorl is broken: nothing is processed, and so nothing started, after this. */
  halt(): void;
  state(): State;
  /** The last fifty events, oldest first: a bug report, and what led to an event that somebody acts on. */
  history(): readonly StampedEvent[];
}

export interface LoopOptions {
  /** The service's name: it is in every id that leaves the machine. */
  readonly service: string;
  readonly options: Options;
  /** Services that it depends on and that are not ready yet. Default: none. */
  readonly awaited?: readonly string[];
  readonly ports: Ports;
  readonly now: () => number;
  readonly ends: ServiceEnds;
  /** A rule was broken: gorl has a bug. Nothing is processed after it. */
  readonly onInternalError: (error: unknown, history: readonly StampedEvent[]) => void;
}

/** One FIFO queue, never re-entrant: events in, effects out, in order. */
export function createLoop({ service, options, awaited, ports, now, ends, onInternalError }: LoopOptions): Loop {
  let state = initialState(options, awaited);
  let draining = false;
  let broken = false;
  const queue: Event[] = [];
  const history: StampedEvent[] = [];
  const listeners: ((event: Event, state: State) => void)[] = [];
  const interpret = createInterpreter(service, ports, dispatch, ends);

  function dispatch(event: Event): void {
    queue.push(event);
    if (!draining) drain();
  }

  function drain(): void {
    draining = true;
    try {
      for (let event = queue.shift(); event !== undefined && !broken; event = queue.shift()) {
        take(event).forEach(interpret);
        for (const listener of listeners) listener(event, state);
      }
    } catch (error) {
      broken = true;
      onInternalError(error, history);
    } finally {
      draining = false;
    }
  }

  function take(event: Event): readonly Effect[] {
    const atMs = now();
    history.push({ service, atMs, event });
    if (history.length > remembered) history.shift();
    const transition = step(state, event, atMs);
    state = transition.state;
    return transition.effects;
  }

  return {
    dispatch,
    subscribe: (listener) => void listeners.push(listener),
    halt: () => void (broken = true),
    state: () => state,
    history: () => history,
  };
}
