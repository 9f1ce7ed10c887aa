import type { Effect } from './service/effect.ts';
import type { Event } from './service/event.ts';
import type { ServiceEndReason } from '../protocol/shutdown-reason.ts';
import type { Ports } from './ports.ts';

/** Whoever runs the service hears of its end. */
export interface ServiceEnds {
  stopping(reason: ServiceEndReason, forced: boolean): void;
  down(reason: ServiceEndReason, forced: boolean): void;
}

/** Turns effects into port calls, and what the ports report back into events for the queue. */
export function createInterpreter(
  service: string,
  ports: Ports,
  dispatch: (event: Event) => void,
  ends: ServiceEnds,
): (effect: Effect) => void {
  return (effect) => {
    switch (effect.type) {
      case 'start-build': {
        const { type: _, ...request } = effect;
        return ports.builder.start(request, dispatch);
      }
      case 'cancel-build':
        return ports.builder.cancel(effect.generation);
      case 'spawn':
        return ports.processes.start({ run: effect.run, artifact: effect.artifact }, dispatch);
      case 'drain': {
        const { run } = effect;
        return ports.traffic.drain(run, () => dispatch({ type: 'process-drained', run }));
      }
      case 'terminate':
        return ports.processes.terminate(effect.run, effect.signal);
      case 'kill':
        return ports.processes.kill(effect.run, { dump: effect.dump });
      case 'set-timer': {
        const { timer } = effect;
        return ports.timers.set(`${service}/${timer}`, effect.ms, () => dispatch({ type: 'timer-fired', timer }));
      }
      case 'clear-timer':
        return ports.timers.clear(`${service}/${effect.timer}`);
      case 'run-exit-hooks':
        return ports.exitHooks.run(() => dispatch({ type: 'exit-hooks-finished' }));
      case 'kill-exit-hooks':
        return ports.exitHooks.kill();
      case 'report':
        return ports.reporter.report(effect.report);
      case 'service-stopping':
        return ends.stopping(effect.reason, effect.forced);
      case 'service-down':
        return ends.down(effect.reason, effect.forced);
    }
  };
}
