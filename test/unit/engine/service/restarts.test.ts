import { describe, expect, test } from 'vitest';
import type { Event } from '../../../../src/engine/service/event.ts';
import {
  built,
  changed,
  exited,
  failed,
  gone,
  grace,
  handedOver,
  missing,
  ready,
  remained,
  restart,
  shutdown,
  start,
  started,
  walk,
} from './walk.ts';

const rerunDue: Event = { type: 'timer-fired', timer: 'rerun' };
const running = [start, built(1), started(1), ready];
const breaking = [changed, failed(2)];

/** What was begun: `build 2`, `run 1`. */
function begun(events: readonly Event[], options: Parameters<typeof walk>[1] = {}): string[] {
  return walk(events, options).effects.flatMap((effect) =>
    effect.type === 'start-build'
      ? [`build ${effect.generation}`]
      : effect.type === 'spawn'
        ? [`run ${effect.run} of ${effect.artifact.generation}`]
        : [],
  );
}

describe('after a failed build under stop_on_error nothing runs', () => {
  const stopOnError = { stopOnError: true };
  const soFar = ['build 1', 'run 1 of 1', 'build 2'];

  test('when the pause before a rerun is over', () => {
    const events = [...running, exited(1), gone(1), ...breaking];
    const { effects, state } = walk(events, { ...stopOnError, rerun: true });
    expect(effects.findLast(({ type }) => type === 'set-timer' || type === 'clear-timer')).toEqual({
      type: 'clear-timer',
      timer: 'rerun',
    });
    expect(state.current).toBeUndefined();
  });

  test('when what is left of an app that ended before is gone', () => {
    const events = [...running, exited(1), ...breaking, gone(1)];
    const { effects } = walk(events, { ...stopOnError, rerun: true });
    expect(effects).not.toContainEqual(expect.objectContaining({ type: 'set-timer', timer: 'rerun' }));
  });

  test('when a restart was asked for during that build', () => {
    const during = [...running, changed, restart, failed(2), exited(1), gone(1)];
    expect(begun(during, stopOnError)).toEqual(soFar);
  });

  const told = (events: readonly Event[]): unknown[] =>
    walk(events, stopOnError)
      .reports.filter(({ type }) => /^(?:process-exited|build-failed|build-started|session-stopping)$/.test(type))
      .map((report) => (report.type === 'build-failed' ? [report.type, report.stillServing] : report.type))
      .slice(2);
  const stopped = [...running, ...breaking, exited(1)];

  test('and that is told when it is true: first the stop, then the failure', () => {
    expect(told(stopped)).toEqual([]);
    expect(told([...stopped, gone(1)])).toEqual(['process-exited', ['build-failed', undefined]]);
  });

  test('but an app that takes its time keeps no failure back', () => {
    const late = [...stopped, { type: 'timer-fired', timer: 'failure' } as const];
    expect(told(late)).toEqual([['build-failed', 1]]);
    expect(told([...late, gone(1)])).toEqual([['build-failed', 1], 'process-exited']);
  });

  test('nor is it told after what comes next', () => {
    expect(told([...stopped, changed])).toEqual([['build-failed', 1], 'build-started']);
    expect(told([...stopped, shutdown, gone(1)])).toEqual([['build-failed', 1], 'process-exited']);
  });

  test('until a restart is asked for, or a build succeeds', () => {
    const broken = [...running, ...breaking, exited(1), gone(1)];
    expect(begun([...broken, restart], stopOnError)).toEqual([...soFar, 'run 2 of 1']);
    expect(begun([...broken, changed, built(3)], stopOnError)).toEqual([...soFar, 'build 3', 'run 2 of 3']);
  });

  test('without it the restart follows, of the build that there is', () => {
    expect(begun([...running, changed, restart, failed(2), exited(1), gone(1)])).toEqual([...soFar, 'run 2 of 1']);
    expect(begun([...running, exited(1), gone(1), ...breaking, rerunDue], { rerun: true })).toEqual([
      ...soFar,
      'run 2 of 1',
    ]);
  });
});

test('what cannot be started is not tried again under rerun: a change is waited for', () => {
  const notThere: Event = {
    type: 'process-exited',
    run: 1,
    end: { type: 'spawn-failed', message: '/p/tmp/main: no such file', missing: true },
    livedMs: 0,
  };
  const { effects } = walk([start, built(1), notThere, gone(1)], { rerun: true });
  expect(effects).not.toContainEqual(expect.objectContaining({ type: 'set-timer', timer: 'rerun' }));
  expect(effects).toContainEqual({
    type: 'report',
    report: expect.objectContaining({ type: 'process-exited', next: { type: 'wait-for-change' } }),
  });
});

describe('a restart that is asked for during the first build', () => {
  test('does not repeat it when it fails', () => {
    expect(begun([start, restart, failed(1)])).toEqual(['build 1']);
  });
  test('is done by the start of the next one', () => {
    const { state, effects } = walk([start, restart, failed(1), changed, built(2), started(1)]);
    expect(effects.filter(({ type }) => type === 'spawn')).toHaveLength(1);
    expect(state).toMatchObject({
      current: { id: 'starting' },
      dirty: undefined,
      wanted: undefined,
      restartOwed: false,
    });
  });
});

describe('a binary that is gone', () => {
  const restarted = [...running, restart, exited(1), gone(1)];

  test('is built again, and run', () => {
    const { reports, effects } = walk([...restarted, missing(2), gone(2)]);
    expect(reports.findLast(({ type }) => type === 'process-exited')).toMatchObject({ next: { type: 'rebuild' } });
    expect(effects.at(-2)).not.toMatchObject({ type: 'set-timer', timer: 'rerun' });
    expect(reports).toContainEqual({ type: 'build-started', generation: 2, cause: { type: 'missing' } });
    expect(begun([...restarted, missing(2), gone(2), built(2)]).at(-1)).toBe('run 3 of 2');
  });

  test('under rerun too, and instead of the pause', () => {
    const events = [...running, exited(1), gone(1), rerunDue, missing(2), gone(2)];
    const { effects, state } = walk(events, { rerun: true });
    expect(state.build).toMatchObject({ id: 'building', generation: 2 });
    expect(effects.filter(({ type }) => type === 'set-timer').at(-1)).toMatchObject({ timer: 'grace:2' });
  });

  test('is not built a second time in a row: one that never ran was not there at all', () => {
    const { reports, state } = walk([...restarted, missing(2), gone(2), built(2), missing(3), gone(3)]);
    expect(state.build.id).toBe('idle');
    expect(reports.at(-1)).toMatchObject({ next: { type: 'wait-for-change' } });
    expect(begun([start, built(1), missing(1), gone(1)])).toEqual(['build 1', 'run 1 of 1']);
  });

  test('counts as having run when an identical one did', () => {
    const same: Event = {
      type: 'build-succeeded',
      generation: 2,
      artifact: { generation: 2, contentId: 'c1' },
      durationMs: 1,
    };
    const events = [...running, changed, same, restart, exited(1), gone(1), missing(2), gone(2)];
    expect(begun(events).at(-1)).toBe('build 3');
  });

  test('is left to the build that runs already, and to the end', () => {
    expect(begun([...restarted, changed, missing(2), gone(2)]).at(-1)).toBe('build 2');
    expect(begun([...restarted, shutdown, missing(2), gone(2)]).at(-1)).toBe('run 2 of 1');
    expect(begun([...restarted, missing(2), gone(2)], { once: true })).not.toContain('build 2');
  });

  test('is nothing that a missing directory or another failure to start is', () => {
    const refused: Event = {
      type: 'process-exited',
      run: 2,
      end: { type: 'spawn-failed', message: 'tmp/main: not executable' },
      livedMs: 0,
    };
    expect(begun([...restarted, refused, gone(2)]).at(-1)).toBe('run 2 of 1');
  });
});

describe('a server that hands over to its successor', () => {
  const upgraded = [...running, handedOver];

  test('goes on as that one, and nothing is started or stopped', () => {
    const { state, effects } = walk(upgraded, { rerun: true });
    expect(state.current).toMatchObject({ id: 'ready', run: 1, pid: 2001 });
    expect(effects.slice(walk(running).effects.length)).toEqual([
      {
        type: 'report',
        report: { type: 'process-handed-over', run: 1, generation: 1, from: 1001, pid: 2001, ports: [8080] },
      },
    ]);
  });

  test('is stopped and started as any other', () => {
    expect(begun([...upgraded, changed, built(2), exited(1), gone(1)])).toEqual([
      'build 1',
      'run 1 of 1',
      'build 2',
      'run 2 of 2',
    ]);
    expect(walk([...upgraded, shutdown]).effects).toContainEqual({ type: 'terminate', run: 1, signal: 'SIGINT' });
  });

  test('under --once it has not ended', () => {
    expect(walk(upgraded, { once: true }).state.lifecycle.id).toBe('up');
  });
});

describe('a successor ends, and nobody sees how', () => {
  const unseen = (report = false): Event => ({
    type: 'process-exited',
    run: 1,
    end: { type: 'unseen' },
    livedMs: 5,
    ...(report ? { diagnostic: { severity: 'error', message: 'panic', notes: [], source: 'panic' } } : {}),
  });
  const ended = (how: Event) => [...running, handedOver, how, gone(1)];

  test.each([
    ['no word of a failure', false, true],
    ['a panic in its output', true, false],
  ])('--once, %s', (_, report, ok) => {
    const { effects } = walk(ended(unseen(report)), { once: true });
    expect(effects.at(-1)).toEqual({ type: 'service-down', reason: { type: 'once', ok }, forced: false });
  });

  test('it is no crash either that makes the next rerun wait longer', () => {
    const again = (run: number, how: Event): Event[] => [rerunDue, started(run), { ...how, run } as Event, gone(run)];
    const pauses = (how: Event): unknown[] =>
      walk([...ended(how), ...again(2, how), ...again(3, how)], { rerun: true }).effects.flatMap((effect) =>
        effect.type === 'set-timer' && effect.timer === 'rerun' ? [effect.ms] : [],
      );
    expect(pauses(unseen())).toEqual([500, 500, 500]);
    expect(pauses(unseen(true))).toEqual([500, 1000, 2000]);
  });
});

describe('what not even SIGKILL ends', () => {
  const stuck = [...running, changed, built(2), grace, remained];

  test('is told, and nothing starts beside it until it is gone', () => {
    const { reports, state } = walk([...stuck, restart]);
    expect(reports.at(-1)).toEqual({
      type: 'process-waiting',
      run: 1,
      processes: [{ pid: 1001, command: 'sudo ./main', foreign: true }],
      unkillable: true,
    });
    expect(state.current).toMatchObject({ id: 'killing', remained: [1001] });
    expect(begun([...stuck, restart])).toEqual(['build 1', 'run 1 of 1', 'build 2']);
    expect(begun([...stuck, exited(1), gone(1)]).at(-1)).toBe('run 2 of 2');
  });

  test('does not keep gorl from ending, before or after it is known', () => {
    for (const events of [
      [...stuck, shutdown],
      [...running, changed, built(2), grace, shutdown, remained],
    ]) {
      const { state, reports } = walk(events);
      expect(state.lifecycle.id).toBe('down');
      expect(reports.at(-1)).toMatchObject({ type: 'process-exited', run: 1, leaked: [1001] });
    }
  });

  test('nor --once', () => {
    const { state } = walk([...running, exited(1), grace, remained], { once: true });
    expect(state.lifecycle.id).toBe('down');
  });
});
