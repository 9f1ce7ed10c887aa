import { describe, expect, test } from 'vitest';
import type { Event } from '../../../src/engine/service/event.ts';
import type { ServiceEndReason } from '../../../src/protocol/shutdown-reason.ts';
import { createLoop, type Loop, type StampedEvent } from '../../../src/engine/loop.ts';
import type { Options } from '../../../src/engine/service/options.ts';
import { createFakePorts, type FakePorts } from '../../support/fake-ports.ts';
import { waitFor } from '../../support/wait-for.ts';

const options: Options = {
  order: 'stop-first',
  drainMs: 0,
  readyMs: 0,
  stopOnError: false,
  graceMs: 500,
  rerun: false,
  rerunDelayMs: 100,
  once: false,
  patienceMs: 1000,
  stopSignal: 'SIGINT',
  exitHooks: false,
};

interface Session {
  readonly loop: Loop;
  readonly ports: FakePorts;
  readonly ended: { reason: ServiceEndReason; forced: boolean }[];
  readonly errors: { error: unknown; history: readonly StampedEvent[] }[];
  readonly said: () => string[];
}

function begin(ports: FakePorts, changed: Partial<Options> = {}): Session {
  const ended: Session['ended'] = [];
  const errors: Session['errors'] = [];
  let now = 1_000;
  const loop = createLoop({
    service: 'app',
    options: { ...options, ...changed },
    ports,
    now: () => (now += 10),
    ends: {
      stopping(reason, forced) {
        if (reason.type !== 'removed') ports.reporter.report({ type: 'session-stopping', reason, forced });
      },
      down: (reason, forced) => void ended.push({ reason, forced }),
    },
    onInternalError: (error, history) => void errors.push({ error, history }),
  });
  loop.dispatch({ type: 'session-started' });
  return { loop, ports, ended, errors, said: () => ports.reports.map(({ type }) => type) };
}

const change: Event = {
  type: 'files-changed',
  batch: { action: 'rebuild', cause: { type: 'files', files: [] }, savedAtMs: 1_000 },
};
const quit: Event = { type: 'shutdown-requested', reason: { type: 'request', by: { type: 'key', key: 'q' } } };

describe('a session on fakes', () => {
  test('build, run, change, restart, quit', async () => {
    const session = begin(createFakePorts());
    const { loop, ports, said, ended } = session;
    await waitFor(() => loop.state().current?.id === 'ready');
    loop.dispatch(change);
    await waitFor(() => loop.state().current?.run === 2 && loop.state().current?.id === 'ready');
    loop.dispatch(quit);
    await waitFor(() => ended.length === 1);
    expect(said().filter((type) => type !== 'build-succeeded' && type !== 'files-changed')).toEqual([
      'build-started',
      'process-started',
      'process-ready',
      'build-started',
      'process-stopping',
      'process-exited',
      'process-started',
      'process-ready',
      'session-stopping',
      'process-stopping',
      'process-exited',
    ]);
    expect(ports.processes.live.size).toBe(0);
    expect(ports.timers.pending().size).toBe(0);
    expect(ports.reports.findLast(({ type }) => type === 'process-ready')).toMatchObject({ buildMs: 4, stopMs: 1 });
  });

  test('changes during a build that hangs: one build at a time, the last one counts', async () => {
    const { loop, ports } = begin(createFakePorts((generation) => (generation < 4 ? 'hangs' : 'succeeds')));
    for (let at = 0; at < 3; at++) {
      loop.dispatch(change);
      await waitFor(() => loop.state().build.id !== 'cancelling');
    }
    await waitFor(() => loop.state().current?.id === 'ready');
    expect(ports.builder.most()).toBe(1);
    expect(loop.state().current?.artifact.generation).toBe(4);
  });

  test('an app that ignores the signal is killed when its grace is over', async () => {
    const { loop, ports, ended, said } = begin(createFakePorts(undefined, () => 'ignores'));
    await waitFor(() => loop.state().current?.id === 'ready');
    loop.dispatch(quit);
    expect(ports.timers.pending()).toEqual(new Map([['app/grace:1', 500]]));
    expect(ended).toEqual([]);
    ports.timers.elapse('app/grace:1');
    await waitFor(() => ended.length === 1);
    expect(said()).toContain('process-stuck');
  });

  test('a crash loop under rerun backs off to eight seconds; a change makes it eager again', async () => {
    const { loop, ports } = begin(
      createFakePorts(undefined, () => 'fails'),
      { rerun: true },
    );
    const pauses: (number | undefined)[] = [];
    for (let at = 0; at < 9; at++) {
      await waitFor(() => ports.timers.pending().has('app/rerun'));
      pauses.push(ports.timers.pending().get('app/rerun'));
      ports.timers.elapse('app/rerun');
    }
    expect(pauses).toEqual([100, 200, 400, 800, 1_600, 3_200, 6_400, 8_000, 8_000]);
    await waitFor(() => ports.timers.pending().has('app/rerun'));
    loop.dispatch(change);
    await waitFor(() => ports.timers.pending().get('app/rerun') === 100);
  });

  test('what cannot be started is told, and the next change tries again', async () => {
    const { loop, ports } = begin(createFakePorts(undefined, (run) => (run === 1 ? 'missing' : 'obeys')));
    await waitFor(() => ports.reports.some(({ type }) => type === 'process-exited'));
    loop.dispatch(change);
    await waitFor(() => loop.state().current?.id === 'ready');
    expect(loop.state().current?.run).toBe(2);
  });
});

describe('the loop', () => {
  test('never re-enters: what a port emits at once waits for its turn', () => {
    const order: string[] = [];
    const ports = createFakePorts();
    let loop: Loop | undefined;
    const nosy: FakePorts = {
      ...ports,
      reporter: {
        report({ type }) {
          order.push(type);
          if (type === 'paused') {
            loop?.dispatch({ type: 'pause-toggled' });
            order.push('after dispatch');
          }
        },
      },
    };
    const session = begin(nosy);
    loop = session.loop;
    loop.dispatch({ type: 'pause-toggled' });
    expect(order.slice(-3)).toEqual(['paused', 'after dispatch', 'resumed']);
  });

  test('an impossible event ends it, with the last fifty events', () => {
    const { loop, errors } = begin(createFakePorts(() => 'hangs'));
    for (let at = 0; at < 80; at++) loop.dispatch({ type: 'pause-toggled' });
    loop.dispatch({ type: 'build-cancelled', generation: 9 });
    expect(errors).toHaveLength(1);
    expect(errors[0]?.history).toHaveLength(50);
    expect(errors[0]?.history.at(-1)?.event).toEqual({ type: 'build-cancelled', generation: 9 });
    loop.dispatch(quit);
    expect(loop.state().lifecycle.id).toBe('up');
  });

  test('starts nothing once it is halted', async () => {
    const { loop, ports, errors } = begin(createFakePorts());
    await waitFor(() => loop.state().current?.id === 'ready');
    loop.dispatch(change);
    loop.halt();
    const { length } = ports.reports;
    await new Promise((resolve) => void setImmediate(resolve));
    loop.dispatch(change);
    expect(ports.reports).toHaveLength(length);
    expect(loop.state().current?.run).toBe(1);
    expect(errors).toEqual([]);
  });
});
