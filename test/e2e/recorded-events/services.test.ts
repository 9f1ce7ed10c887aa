import { test } from 'vitest';
import { EventTape } from '../../support/event-tape.ts';
import { freePort, GorlRig } from '../../support/gorl-rig.ts';

const stays = "trap 'exit 0' INT TERM; echo up; while :; do sleep 0.05; done";

const port = await freePort();

const servers = ['web', 'api', 'admin'].map(
  (name) => `[services.${name}]
run = ${JSON.stringify(`exec ${process.execPath} -e 'require("net").createServer().listen(process.env.PORT, "127.0.0.1")'`)}
`,
);

const config = `[services.db]
run = ${JSON.stringify(stays)}
env_files = ["db.env"]
ready.log = "up"

[services.api]
run = ${JSON.stringify(stays)}
depends_on = ["db"]
restart_with = true

[services.web]
run = ${JSON.stringify(`exec ${process.execPath} -e 'require("net").createServer().listen(process.env.PORT, "127.0.0.1")'`)}
env = { PORT = "${port}" }

[services.admin]
run = "echo \\"listen tcp 127.0.0.1:$PORT: bind: address already in use\\" >&2; exit 1"
env = { PORT = "${port}" }
depends_on = ["web"]
`;

test('several services: what is run, one that waits for another, and starts anew with it, one whose port another has', async () => {
  await using rig = new GorlRig({ files: { 'db.env': 'A=1\n', '.air.toml': config } });
  const tape = new EventTape().of(rig);
  rig.start();
  tape.keep(await rig.waitForEvent('session-started'));
  tape.keep(await rig.waitForEvent('service-waiting', ({ service }) => service === 'api'));
  const ready = (): number => rig.events.filter(({ type }) => type === 'process-ready').length;
  await rig.until('both', 60_000, () => ready() === 3);
  tape.keep(await rig.waitForEvent('port-in-use'));
  await rig.until('the watch', 60_000, () => rig.events.some(({ type }) => type === 'watch-started'));
  rig.write('db.env', 'A=2\n');
  tape.keep(await rig.waitForEvent('process-stopping', ({ service }) => service === 'api'));
  await rig.until('both again', 60_000, () => ready() === 5);
  await tape.expectRecorded('services');
});

test('a proxy with routes', async () => {
  const routes = `[proxy]
enabled = true
service = "web"

[[proxy.routes]]
service = "api"
path = "/api"

[[proxy.routes]]
service = "admin"
host = "admin.localhost"
path = "/"
`;
  await using rig = new GorlRig({ files: { '.air.toml': servers.join('') + routes } });
  const tape = new EventTape().of(rig);
  rig.start();
  tape.keep(await rig.waitForEvent('proxy-listening'));
  await tape.expectRecorded('routes');
});
