import type { BuildEvent } from '../../src/engine/service/event.ts';
import type { Builder, Ports, Processes, Timers } from '../../src/engine/ports.ts';
import type { ProcessEnd } from '../../src/protocol/process-end.ts';
import type { Report } from '../../src/protocol/report.ts';

export type ProcessBehavior = 'obeys' | 'ignores' | 'fails' | 'leaves-child' | 'missing';

/** Processes without processes: what a run does is decided by its behavior, in microtasks instead of time. */
export function createFakeProcesses(
  behaviorOf: (run: number) => ProcessBehavior,
): Processes & { readonly live: Set<number> } {
  const endings = new Map<number, (forced: boolean) => void>();
  const live = new Set<number>();

  return {
    live,
    start({ run }, emit) {
      const behavior = behaviorOf(run);
      const exited = (end: ProcessEnd): void => emit({ type: 'process-exited', run, end, livedMs: 5 });
      const gone = (stopMs: number, forced: boolean): void => {
        endings.delete(run);
        live.delete(run);
        emit({ type: 'process-gone', run, stopMs, forced });
      };
      live.add(run);
      queueMicrotask(() => {
        if (behavior === 'missing') {
          exited({ type: 'spawn-failed', message: 'no such file' });
          return gone(0, false);
        }
        emit({ type: 'process-started', run, pid: 1000 + run });
        let asked = false;
        endings.set(run, (forced) => {
          const first = !asked;
          asked = true;
          if (behavior === 'ignores' && !forced) return;
          if (behavior === 'leaves-child') return queueMicrotask(() => live.has(run) && gone(1, forced));
          if (!first && !forced) return;
          queueMicrotask(() => {
            if (!live.has(run) || !endings.has(run)) return;
            exited(forced ? { type: 'signal', signal: 'SIGKILL' } : { type: 'code', code: 0 });
            gone(1, forced);
          });
        });
        if (behavior === 'fails') {
          exited({ type: 'code', code: 3 });
          return gone(0, false);
        }
        if (behavior === 'leaves-child') return exited({ type: 'code', code: 0 });
        queueMicrotask(() => live.has(run) && emit({ type: 'process-ready', run, ports: [8080], startMs: 3 }));
      });
    },
    terminate: (run) => endings.get(run)?.(false),
    kill: (run) => endings.get(run)?.(true),
  };
}

export type BuildBehavior = 'succeeds' | 'fails' | 'hangs';

/** A builder without a compiler; a build that hangs ends only when it is cancelled. */
export function createFakeBuilder(
  behaviorOf: (generation: number) => BuildBehavior,
): Builder & { readonly most: () => number; readonly allErrors: () => never } {
  const running = new Map<number, () => void>();
  let most = 0;
  return {
    most: () => most,
    allErrors() {
      throw new Error('nobody here asks for all errors');
    },
    start({ generation }, emit) {
      const answer = (event: BuildEvent): void => {
        if (running.delete(generation)) emit(event);
      };
      running.set(generation, () => queueMicrotask(() => answer({ type: 'build-cancelled', generation })));
      most = Math.max(most, running.size);
      const behavior = behaviorOf(generation);
      if (behavior === 'hangs') return;
      queueMicrotask(() =>
        answer(
          behavior === 'succeeds'
            ? { type: 'build-succeeded', generation, artifact: { generation }, durationMs: 4 }
            : {
                type: 'build-failed',
                generation,
                diagnostics: [],
                output: 'broken',
                end: { type: 'code', code: 1 },
                durationMs: 4,
              },
        ),
      );
    },
    cancel: (generation) => running.get(generation)?.(),
  };
}

/** Time that only the test moves. */
export function createFakeTimers(): Timers & {
  readonly pending: () => ReadonlyMap<string, number>;
  elapse(id: string): void;
} {
  const timers = new Map<string, { readonly ms: number; readonly fire: () => void }>();
  return {
    pending: () => new Map([...timers].map(([id, { ms }]) => [id, ms])),
    set: (id, ms, fire) => void timers.set(id, { ms, fire }),
    clear: (id) => void timers.delete(id),
    elapse(id) {
      const timer = timers.get(id);
      timers.delete(id);
      timer?.fire();
    },
  };
}

export type FakePorts = Ports & {
  readonly reports: Report[];
  readonly timers: ReturnType<typeof createFakeTimers>;
  readonly processes: ReturnType<typeof createFakeProcesses>;
  readonly builder: ReturnType<typeof createFakeBuilder>;
};

export function createFakePorts(
  builds: (generation: number) => BuildBehavior = () => 'succeeds',
  runs: (run: number) => ProcessBehavior = () => 'obeys',
): FakePorts {
  const reports: Report[] = [];
  return {
    reports,
    builder: createFakeBuilder(builds),
    processes: createFakeProcesses(runs),
    timers: createFakeTimers(),
    traffic: { drain: (_run, done) => queueMicrotask(done) },
    exitHooks: { run: (done) => queueMicrotask(done), kill: () => undefined },
    reporter: { report: (report) => void reports.push(report) },
  };
}
