import type { Loop } from '../engine/loop.ts';
import type { Reporter } from '../engine/ports.ts';
import type { BuildEvent } from '../engine/service/event.ts';
import type { State } from '../engine/service/state.ts';
import type { AllErrors, AllErrorsRequest } from '../go/build/all-errors.ts';
import type { BuildPlan } from '../go/build/build-plan.ts';
import type { AllErrorsRun } from '../go/build/builder.ts';
import { isCutOff } from '../protocol/diagnostic.ts';
import type { Clock } from './adapters.ts';

export interface AllErrorsDeps {
  readonly loop: Pick<Loop, 'subscribe' | 'state'>;
  readonly reporter: Reporter;
  readonly clock: Pick<Clock, 'now'>;
  readonly plan: () => BuildPlan;
  readonly find: (request: AllErrorsRequest) => AllErrorsRun;
  /** The newest build, if it failed. */
  readonly failure: () => FailedBuildEvent | undefined;
}

export type FailedBuildEvent = Extract<BuildEvent, { type: 'build-failed' }>;

/** Where the compiler stopped counting errors, somebody may want to see all. The next build makes an end of it. */
export class AllErrorsWanted {
  readonly #deps: AllErrorsDeps;
  /** All errors of this one were told. */
  #told: FailedBuildEvent | undefined;
  #running: AllErrorsRun | undefined;

  constructor(deps: AllErrorsDeps) {
    this.#deps = deps;
    deps.loop.subscribe((_event, state) => {
      if (state.build.id !== 'idle' || state.lifecycle.id !== 'up') this.#stop();
    });
  }

  /** Shows them, or says why not. */
  ask(): void {
    if (this.#running !== undefined || this.#deps.loop.state().build.id !== 'idle') return;
    const failure = this.#deps.failure();
    const { build, ...plan } = this.#deps.plan();
    if (failure === undefined) return this.#say('there are no errors to show');
    if (failure === this.#told || !isCutOff(failure.diagnostics))
      return this.#say('there are no more errors than these');
    if (build.type !== 'owned' || failure.generator !== undefined)
      return this.#say('gorl cannot ask a command of yours for all errors', 'add -gcflags=-e to its go build');
    const sinceMs = this.#deps.clock.now();
    const { generation, diagnostics } = failure;
    const run = this.#deps.find({ generation, plan: { ...plan, build }, diagnostics });
    this.#running = run;
    void run.ended.then((found) => this.#running === run && this.#tell(failure, found, sinceMs));
  }

  #tell(failure: FailedBuildEvent, found: AllErrors, sinceMs: number): void {
    this.#running = undefined;
    if (found.type === 'cancelled') return;
    if (found.type === 'succeeded') return this.#say('go build finds no errors any more', 'press b to build again');
    const { loop, reporter, clock } = this.#deps;
    const { diagnostics, output, end } = found;
    const { generation } = failure;
    this.#told = failure;
    const stillServing = servingGeneration(loop.state());
    reporter.report({
      type: 'build-failed',
      generation,
      durationMs: clock.now() - sinceMs,
      end,
      diagnostics,
      output,
      ...(stillServing === undefined ? {} : { stillServing }),
    });
  }

  #stop(): void {
    this.#running?.cancel();
    this.#running = undefined;
  }

  #say(message: string, hint?: string): void {
    this.#deps.reporter.report({ type: 'notice', level: 'info', message, ...(hint === undefined ? {} : { hint }) });
  }
}

function servingGeneration({ current, candidate }: State): number | undefined {
  return [current, candidate].find((run) => run?.id === 'starting' || run?.id === 'ready')?.artifact.generation;
}
