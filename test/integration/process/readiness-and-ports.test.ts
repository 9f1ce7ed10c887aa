import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { shellCommand } from '../../../src/process/commands/shell-command.ts';
import { freePort } from '../../support/free-port.ts';
import { waitFor } from '../../support/wait-for.ts';
import { buildShapes, createRig, type Rig } from './rig.ts';

describe.runIf(process.platform === 'linux')('app processes', () => {
  const built = buildShapes();
  afterAll(() => built[Symbol.dispose]());
  const { base, shape } = built;

  test('a program that is slow to listen was called ready before, and its port is told later', async () => {
    const port = await freePort();
    const go = join(built.directory, 'go');
    const shell = `while [ ! -e '${go}' ]; do sleep 0.01; done; exec '${built.binary}' plain ${port}`;
    const rig = createRig({ ...shellCommand(shell), ...base });
    const run = rig.start();
    const ready = await rig.event(run, 'process-ready');
    expect(ready.ports).toEqual([]);
    expect(ready.startMs).toBeGreaterThan(990);
    writeFileSync(go, '');
    expect(await rig.report('process-listening')).toEqual({
      type: 'process-listening',
      run,
      ports: [port],
      added: [port],
      addresses: [`http://localhost:${port}`],
    });
    rmSync(go);
    // Now that it is known to listen, nothing but its port makes it ready.
    await rig.end(run);
    const next = rig.start();
    await pass(1100);
    expect(rig.events.filter((event) => event.run === next).map(({ type }) => type)).toEqual(['process-started']);
    writeFileSync(go, '');
    expect(await rig.event(next, 'process-ready')).toMatchObject({ ports: [port] });
    expect(rig.reports.filter((report) => report.type === 'process-listening')).toHaveLength(1);
    await rig.end(next);
  });

  test('a server that is slow to listen runs, and is ready when it does', async () => {
    const port = await freePort();
    const rig = createRig(shape('late', port));
    const run = rig.start();
    const ready = await rig.event(run, 'process-ready');
    expect(ready.ports).toEqual([port]);
    expect(ready.startMs).toBeGreaterThan(1490);
    expect(rig.reports.map(({ type }) => type)).toEqual(['process-running']);
    await rig.end(run);
  });

  test('a foreign socket that appears meanwhile makes nobody ready', async () => {
    const rig = createRig(shape('silent', 0));
    const run = rig.start();
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    expect(await rig.event(run, 'process-ready')).toMatchObject({ ports: [] });
    server.close();
    await rig.end(run);
  });

  test('an app that is asked to end is not called ready any more', async () => {
    const begin = async (): Promise<Rig> => {
      const rig = createRig({ ...shellCommand('trap "" TERM; echo up >&2; while :; do sleep 0.01; done'), ...base });
      rig.start();
      await waitFor(() => rig.stderr() === 'up\n');
      return rig;
    };
    let rig = await begin();
    // A machine that stands still for a second here makes it rightly ready before it is asked.
    for (let round = 2; round <= 5 && rig.types().includes('process-ready'); round += 1) {
      await rig.end(1);
      rig = await begin();
    }
    rig.apps.terminate(1, 'SIGTERM');
    await pass(1100);
    await rig.end(1);
    expect(rig.types()).toEqual(['process-started', 'process-exited', 'process-gone']);
  });

  test('a port in use is told with its holder', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const rig = createRig(shape('plain', port));
    const run = rig.start();
    expect(await rig.event(run, 'process-exited')).toMatchObject({ end: { type: 'code', code: 1 } });
    const command = expect.stringMatching(/node|vitest/) as string;
    expect(await rig.report('port-in-use')).toMatchObject({ run, port, holder: { pid: process.pid, command } });
    server.close();
    rig.quit();
  });

  test("the holder of a port is known as ours or as another gorl's", async () => {
    const port = await freePort();
    const rig = createRig(shape('plain', port));
    const first = rig.start();
    await rig.ports(first);
    const second = rig.start();
    await rig.event(second, 'process-gone');
    expect(await rig.report('port-in-use')).toMatchObject({ run: second, port, holder: { gorl: 'this' } });
    const other = createRig(shape('plain', port));
    await other.event(other.start(), 'process-gone');
    expect(await other.report('port-in-use')).toMatchObject({ holder: { gorl: 'other' } });
    other.quit();
    await rig.end(first);
  });
});

/** Lets time pass, for what must not happen in it, or only after it. */
function pass(ms: number): Promise<void> {
  const startedAt = performance.now();
  return waitFor(() => performance.now() - startedAt > ms);
}
