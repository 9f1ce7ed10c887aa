import { expect, test } from 'vitest';
import { EventTape } from '../../support/event-tape.ts';
import {
  built,
  changed,
  exited,
  grace,
  ready,
  remained,
  shutdown,
  start,
  started,
  walk,
} from '../engine/service/walk.ts';

test('what not even SIGKILL ends, of which a test must not have any: as the machine reports it', async () => {
  const { reports } = walk([
    ...[start, built(1), started(1), ready],
    ...[changed, built(2), grace, exited(1), remained],
    ...[shutdown, shutdown],
  ]);
  const tape = new EventTape();
  tape.keep(...reports.filter(({ type }) => type === 'process-waiting' || type === 'process-exited'));
  await tape.expectRecorded('unkillable');
  expect(reports.at(-1)).toMatchObject({ leaked: [1001] });
});
