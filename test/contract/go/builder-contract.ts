import { expect, test } from 'vitest';
import type { BuildEvent } from '../../../src/engine/service/event.ts';
import type { Builder } from '../../../src/engine/ports.ts';
import type { BuildBehavior } from '../../support/fake-ports.ts';
import { waitFor } from '../../support/wait-for.ts';

export interface BuilderSubject extends AsyncDisposable {
  readonly builder: Builder;
}

/** What every implementation of the `Builder` port keeps to. */
export function builderContract(create: (behavior: BuildBehavior) => Promise<BuilderSubject>): void {
  const batch = { action: 'rebuild', cause: { type: 'start' } } as const;

  async function begin(behavior: BuildBehavior) {
    const subject = await create(behavior);
    const events: BuildEvent[] = [];
    subject.builder.start({ generation: 3, batch }, (event) => void events.push(event));
    expect(events, 'nothing is emitted from within start').toEqual([]);
    return { subject, events, builder: subject.builder };
  }

  test('succeeds: one build-succeeded with its artifact', async () => {
    const { subject, events } = await begin('succeeds');
    await using _ = subject;
    await waitFor(() => events.length > 0);
    expect(events).toMatchObject([{ type: 'build-succeeded', generation: 3, artifact: { generation: 3 } }]);
  });

  test('fails: one build-failed with how it ended', async () => {
    const { subject, events } = await begin('fails');
    await using _ = subject;
    await waitFor(() => events.length > 0);
    expect(events).toMatchObject([{ type: 'build-failed', generation: 3, end: { type: 'code', code: 1 } }]);
  });

  test('hangs: says nothing until it is cancelled, then exactly one build-cancelled', async () => {
    const { subject, events, builder } = await begin('hangs');
    await using _ = subject;
    builder.cancel(3);
    builder.cancel(3);
    await waitFor(() => events.length > 0);
    expect(events).toEqual([{ type: 'build-cancelled', generation: 3 }]);
  });

  test('cancelling a build that has ended, or never was, does nothing', async () => {
    const { subject, events, builder } = await begin('succeeds');
    await using _ = subject;
    await waitFor(() => events.length > 0);
    builder.cancel(3);
    builder.cancel(99);
    expect(events).toHaveLength(1);
  });
}
