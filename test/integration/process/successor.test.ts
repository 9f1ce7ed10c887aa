import { afterAll, describe, expect, test } from 'vitest';
import { freePort, isFree } from '../../support/free-port.ts';
import { waitFor } from '../../support/wait-for.ts';
import { alive, answers, buildShapes, createRig, textOf } from './rig.ts';

describe.runIf(process.platform === 'linux')('a server that upgrades itself', () => {
  const built = buildShapes();
  afterAll(() => built[Symbol.dispose]());

  async function upgraded(times = 1) {
    const port = await freePort();
    const rig = createRig(built.shape('upgrades', port));
    const run = rig.start();
    await rig.ports(run);
    const pids: number[] = [];
    const handedOver = () => rig.events.filter(({ type }) => type === 'process-handed-over');
    for (let time = 1; time <= times; time++) {
      pids.push(Number(await textOf(port, '/upgrade')));
      await waitFor(() => handedOver().length === time);
    }
    return { rig, run, port, pids, handedOver, types: rig.types };
  }

  test('goes on as its successor, and as the successor of that one', async () => {
    const { rig, run, port, pids, handedOver, types } = await upgraded(2);
    expect(handedOver()).toEqual(pids.map((pid) => ({ type: 'process-handed-over', run, pid, ports: [port] })));
    await answers(port);
    expect(alive(built.binary)).toEqual([pids[1]]);
    expect(types()).not.toContain('process-exited');
    rig.apps.terminate(run, 'SIGTERM');
    expect(await rig.event(run, 'process-gone')).toMatchObject({ forced: false });
    expect(await rig.event(run, 'process-exited')).toMatchObject({ end: { type: 'unseen' } });
    expect(await isFree(port)).toBe(true);
    rig.quit();
  });

  test('has ended when its successor ends', async () => {
    const { rig, run, port, types } = await upgraded();
    await textOf(port, '/end').catch(() => undefined);
    expect(await rig.event(run, 'process-exited')).toMatchObject({ end: { type: 'unseen' } });
    await rig.event(run, 'process-gone');
    expect(types().slice(-3)).toEqual(['process-handed-over', 'process-exited', 'process-gone']);
    rig.quit();
  });

  test('is killed by its successor when that must be', async () => {
    const { rig, run, port } = await upgraded();
    rig.apps.kill(run, { dump: false });
    expect(await rig.event(run, 'process-gone')).toMatchObject({ forced: true });
    expect(await isFree(port)).toBe(true);
    rig.quit();
  });
});
