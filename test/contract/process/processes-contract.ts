import { expect, test } from 'vitest';
import type { ProcessEvent } from '../../../src/engine/service/event.ts';
import type { Processes } from '../../../src/engine/ports.ts';
import { waitFor } from '../../support/wait-for.ts';

/** What the app of a run does, as far as the machine can tell. */
export type Behavior =
  /** Becomes ready; ends at the stop signal. */
  | 'obeys'
  /** Becomes ready; outlives the stop signal. */
  | 'ignores'
  /** Ends by itself with code 3 before it is ready. */
  | 'fails'
  /** Ends by itself; a child of it lives on. */
  | 'leaves-child'
  /** Cannot be started. */
  | 'missing';

export interface Subject extends AsyncDisposable {
  readonly processes: Processes;
}

/** What every implementation of the `Processes` port keeps to. */
export function processesContract(create: (behavior: Behavior) => Promise<Subject>): void {
  const run = 7;
  const artifact = { generation: 1 };

  async function begin(behavior: Behavior) {
    const subject = await create(behavior);
    const events: ProcessEvent[] = [];
    subject.processes.start({ run, artifact }, (event) => void events.push(event));
    expect(events, 'nothing is emitted from within start').toEqual([]);
    const types = () => events.map((event) => event.type);
    /** Of a program that ends at once: where its end was seen late, it rightly counted as ready before. */
    const endingAtOnce = () => events.filter((event) => event.type !== 'process-ready' || !sawEndLate(events));
    const seen = (type: ProcessEvent['type']) => waitFor(() => types().includes(type));
    return { ...subject, subject, events, types, endingAtOnce, seen };
  }

  test('obeys: started, ready, exited, gone', async () => {
    const { subject, processes, types, seen, events } = await begin('obeys');
    await using _ = subject;
    await seen('process-ready');
    processes.terminate(run, 'SIGTERM');
    await seen('process-gone');
    expect(types()).toEqual(['process-started', 'process-ready', 'process-exited', 'process-gone']);
    expect(events.at(-1)).toMatchObject({ run, forced: false });
    expect((events.at(-1) as { stopMs: number }).stopMs).toBeGreaterThanOrEqual(0);
  });

  test('ignores: nothing ends before the kill, and the kill ends it', async () => {
    const { subject, processes, types, seen, events } = await begin('ignores');
    await using _ = subject;
    await seen('process-ready');
    processes.terminate(run, 'SIGTERM');
    processes.terminate(run, 'SIGTERM');
    expect(types()).toEqual(['process-started', 'process-ready']);
    processes.kill(run, { dump: false });
    processes.kill(run, { dump: false });
    await seen('process-gone');
    expect(types()).toEqual(['process-started', 'process-ready', 'process-exited', 'process-gone']);
    expect(events.at(-1)).toMatchObject({ run, forced: true });
  });

  test('fails: exited with its code, then gone, never ready', async () => {
    const { subject, endingAtOnce, seen } = await begin('fails');
    await using _ = subject;
    await seen('process-gone');
    expect(endingAtOnce()).toMatchObject([
      { type: 'process-started' },
      { type: 'process-exited', run, end: { type: 'code', code: 3 } },
      { type: 'process-gone', run, stopMs: 0, forced: false },
    ]);
  });

  test('leaves-child: gone only after terminate', async () => {
    const { subject, processes, endingAtOnce, seen } = await begin('leaves-child');
    await using _ = subject;
    await seen('process-exited');
    expect(endingAtOnce().map(({ type }) => type)).toEqual(['process-started', 'process-exited']);
    processes.terminate(run, 'SIGTERM');
    await seen('process-gone');
    expect(endingAtOnce().map(({ type }) => type)).toEqual(['process-started', 'process-exited', 'process-gone']);
  });

  test('missing: exited with the reason, then gone, never started', async () => {
    const { subject, types, seen, events } = await begin('missing');
    await using _ = subject;
    await seen('process-gone');
    expect(types()).toEqual(['process-exited', 'process-gone']);
    expect(events[0]).toMatchObject({ run, end: { type: 'spawn-failed' } });
  });

  test('terminate and kill of a run that is gone, or never was, do nothing', async () => {
    const { subject, processes, types, seen } = await begin('fails');
    await using _ = subject;
    await seen('process-gone');
    const before = types();
    for (const any of [run, 4711]) {
      processes.terminate(any, 'SIGTERM');
      processes.kill(any, { dump: false });
    }
    expect(types()).toEqual(before);
  });

  test('two runs at a time do not touch each other', async () => {
    const { subject, processes, types, seen } = await begin('obeys');
    await using _ = subject;
    const others: ProcessEvent[] = [];
    processes.start({ run: 8, artifact }, (event) => void others.push(event));
    await seen('process-ready');
    await waitFor(() => others.some((event) => event.type === 'process-ready'));
    processes.kill(8, { dump: false });
    await waitFor(() => others.at(-1)?.type === 'process-gone');
    expect(types()).toEqual(['process-started', 'process-ready']);
    processes.terminate(run, 'SIGTERM');
    await seen('process-gone');
  });
}

/** More than the second after which a program that does not listen counts as ready. */
function sawEndLate(events: readonly ProcessEvent[]): boolean {
  return events.some((event) => event.type === 'process-exited' && event.livedMs > 1000);
}
