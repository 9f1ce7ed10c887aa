import { test } from 'vitest';
import { EventTape } from '../../support/event-tape.ts';
import { GorlRig } from '../../support/gorl-rig.ts';
import { noRaceDetector, withRaceDetector } from '../../support/race-detector.ts';

test('a data race, and the end of an app that had one', async (context) => {
  const missing = noRaceDetector();
  if (missing !== undefined) context.skip(missing);
  await using rig = new GorlRig({ from: 'fixtures/data-races', files: withRaceDetector });
  const tape = new EventTape().of(rig);
  rig.start(['--', 'main', 'end']);
  tape.keep(await rig.waitForEvent('data-race'), await rig.waitForEvent('process-exited'));
  await tape.expectRecorded('races');
});
