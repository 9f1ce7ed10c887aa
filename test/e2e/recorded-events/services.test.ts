import { test } from 'vitest';
import { EventTape } from '../../support/event-tape.ts';
import { GorlRig } from '../../support/gorl-rig.ts';

const stays = "trap 'exit 0' INT TERM; echo up; while :; do sleep 0.05; done";

const config = `[services.db]
run = ${JSON.stringify(stays)}
env_files = ["db.env"]
ready.log = "up"

[services.api]
run = ${JSON.stringify(stays)}
depends_on = ["db"]
restart_with = true
`;

test('several services: what is run, one that waits for another, and starts anew with it', async () => {
  await using rig = new GorlRig({ files: { 'db.env': 'A=1\n', '.air.toml': config } });
  const tape = new EventTape().of(rig);
  rig.start();
  tape.keep(await rig.waitForEvent('session-started'));
  tape.keep(await rig.waitForEvent('service-waiting'));
  const ready = (): number => rig.events.filter(({ type }) => type === 'process-ready').length;
  await rig.until('both', 60_000, () => ready() === 2);
  await rig.until('the watch', 60_000, () => rig.events.some(({ type }) => type === 'watch-started'));
  rig.write('db.env', 'A=2\n');
  tape.keep(await rig.waitForEvent('process-stopping', ({ service }) => service === 'api'));
  await rig.until('both again', 60_000, () => ready() === 4);
  await tape.expectRecorded('services');
});
