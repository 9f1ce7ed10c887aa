import { isCleanEnd, type ProcessEnd } from '../../protocol/process-end.ts';
import type { Event } from '../service/event.ts';
import { serving } from '../service/serving.ts';
import type { Instance, State } from '../service/state.ts';
import type { Standing } from './state.ts';
import type { OrderEvent } from './step.ts';

export type OnItsWay = 'builds' | 'starts';

/** Follows one service's machine, and says what that means for those that depend on the service. */
export class StandingWatch {
  readonly #service: string;
  /** Of the newest run that ended by itself. */
  #lastEnd: ProcessEnd | undefined;
  /** The newest run that lives and listens nowhere: for one without a port that is all there is to wait for. */
  #running: number | undefined;
  #startedRun: number | undefined;
  #told: Standing = 'coming';

  constructor(service: string) {
    this.#service = service;
  }

  /** See `process-running`. */
  running(run: number, state: State): readonly OrderEvent[] {
    this.#running = run;
    return this.#changed(state);
  }

  /** @param state the one that the event led to */
  observe(event: Event, state: State): readonly OrderEvent[] {
    if (event.type === 'process-exited') this.#lastEnd = event.end;
    // Beside one that serves it is a new start only when it takes over.
    const isStart = event.type === 'process-started' && serving(state) === undefined;
    const takesOver = event.type === 'process-ready' && event.run !== this.#startedRun;
    if (!isStart && !takesOver) return this.#changed(state);
    this.#lastEnd = undefined;
    this.#startedRun = event.run;
    this.#told = 'coming';
    return [{ type: 'service-started', service: this.#service }, ...this.#changed(state)];
  }

  /** What it is at, if somebody waits for that. */
  onItsWay({ build, dirty, wanted, awaited, current, candidate }: State): OnItsWay | undefined {
    if (build.id !== 'idle' || dirty !== undefined) return 'builds';
    if (wanted !== undefined) return awaited.length === 0 ? 'starts' : undefined;
    const isAwaited = (instance: Instance): boolean =>
      instance.id !== 'ready' && !this.#counts(instance) && isComing(instance);
    return [candidate, current].some((each) => each !== undefined && isAwaited(each)) ? 'starts' : undefined;
  }

  #changed(state: State): readonly OrderEvent[] {
    const standing = this.#standing(state);
    if (standing === this.#told || standing === 'down') return [];
    this.#told = standing;
    return [{ type: `service-${standing}`, service: this.#service }];
  }

  #standing(state: State): Standing {
    const { build, dirty, wanted, current, candidate, lifecycle } = state;
    if (lifecycle.id === 'down') return 'down';
    const instances = [candidate, current].filter((instance) => instance !== undefined);
    if (serving(state) !== undefined || instances.some((each) => this.#counts(each))) return 'ready';
    if (build.id !== 'idle' || dirty !== undefined || wanted !== undefined) return 'coming';
    if (instances.some(isComing)) return 'coming';
    return this.#lastEnd !== undefined && isCleanEnd({ end: this.#lastEnd }) ? 'ready' : 'failed';
  }

  #counts({ id, run }: Instance): boolean {
    return id === 'starting' && run === this.#running;
  }
}

/** Nothing follows one that ended by itself, or is stopped since its build failed. */
function isComing(instance: Instance): boolean {
  return !('why' in instance) || (instance.why !== 'exited' && instance.why !== 'build-failed');
}
