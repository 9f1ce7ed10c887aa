import type { FileChange } from '../../protocol/change.ts';
import type { Effect, Fact } from './effect.ts';
import type { Event, RunEvent } from './event.ts';
import type { Options } from './options.ts';
import { initialState } from './state.ts';
import { step } from './step.ts';

/** What a task is made of. None of these may throw. */
export interface TaskPorts {
  /** Begins a run; `emit` is called exactly once, later, never from within this call. */
  start(run: number, files: readonly FileChange[], emit: (event: RunEvent) => void): void;
  /** Ends that run with all its processes. It may have come to its end already, and say so instead. */
  cancel(run: number): void;
  /** The run has ended, and its result counts. */
  accept(run: number): void;
  report(fact: Fact): void;
  /** Nothing of the task is left; with what it was asked for and has not done. */
  end(unfinished: readonly FileChange[]): void;
}

export interface Task {
  /** Queues the event; returns after all it led to, or, from within a port, at once. */
  dispatch(event: Event): void;
}

/** The task's machine on its ports: one FIFO queue, never re-entrant. */
export function createTask(options: Options, ports: TaskPorts): Task {
  let state = initialState(options);
  let draining = false;
  const queue: Event[] = [];

  function dispatch(event: Event): void {
    queue.push(event);
    if (draining) return;
    draining = true;
    try {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const { state: after, effects } = step(state, next);
        state = after;
        effects.forEach(carryOut);
      }
    } finally {
      draining = false;
    }
  }

  function carryOut(effect: Effect): void {
    switch (effect.type) {
      case 'start':
        return ports.start(effect.run, effect.files, dispatch);
      case 'cancel':
        return ports.cancel(effect.run);
      case 'accept':
        return ports.accept(effect.run);
      case 'report':
        return ports.report(effect.fact);
      case 'end':
        return ports.end(effect.unfinished);
    }
  }

  return { dispatch };
}

export interface StoppableTask extends Task {
  /** Nothing is to run any more; resolves with what was asked for and has not been done, when nothing is left. */
  stop(): Promise<readonly FileChange[]>;
}

/** The same for whoever waits for its end. */
export function createStoppableTask(options: Options, ports: Omit<TaskPorts, 'end'>): StoppableTask {
  let end: TaskPorts['end'] = () => undefined;
  const stopped = new Promise<readonly FileChange[]>((resolve) => (end = resolve));
  const task = createTask(options, { ...ports, end });
  return {
    ...task,
    stop() {
      task.dispatch({ type: 'stop-requested' });
      return stopped;
    },
  };
}
