import { readFileSync } from 'node:fs';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { freePort, isFree } from '../../support/free-port.ts';
import { waitFor } from '../../support/wait-for.ts';
import { alive, answers, buildShapes, createRig, environment, killAll, textOf } from './rig.ts';

/** Every shape of process tree that other runners are known to leave behind, ended as the machine does it. */
const shapes: readonly { readonly shape: string; readonly needsForce: boolean; readonly escapes?: true }[] = [
  { shape: 'plain', needsForce: false },
  { shape: 'shell', needsForce: false },
  { shape: 'ignores', needsForce: true },
  { shape: 'grandchildren', needsForce: false },
  { shape: 'orphan', needsForce: false },
  { shape: 'setsid', needsForce: false },
  { shape: 'setsid-clean-env', needsForce: false },
  { shape: 'daemon', needsForce: false },
  { shape: 'child-holds-port', needsForce: true },
  { shape: 'shell-child-ignores', needsForce: true },
  { shape: 'slow', needsForce: false },
  { shape: 'stopped', needsForce: false },
  { shape: 'forks', needsForce: true },
  // Nothing ties it to its run unless it was seen while its parents still lived: the known limit.
  { shape: 'daemon-clean-env', needsForce: false, escapes: true },
];

describe.runIf(process.platform === 'linux')('the kill matrix', () => {
  const built = buildShapes();
  afterAll(() => built[Symbol.dispose]());
  // So that what one shape leaves behind fails no other's test.
  afterEach(() => killAll(built.binary));

  test.each(shapes)('$shape', async ({ shape, needsForce, escapes }) => {
    const port = await freePort();
    const spec = { file: built.binary, args: [shape, String(port)], cwd: built.directory, env: environment() };
    const rig = createRig(spec);
    const run = rig.start();
    const { pid } = await rig.event(run, 'process-started');
    if (escapes) await answers(port);
    else expect(await rig.ports(run)).toEqual([port]);
    expect(await textOf(port)).toMatch(/^v1 /);
    if (shape === 'stopped') {
      await textOf(port, '/stop');
      await waitFor(() => rig.apps.groups().length === 1 && isStopped(pid));
    }

    rig.apps.terminate(run);
    let gone = await rig.event(run, 'process-gone', needsForce ? 300 : 30_000).catch(() => undefined);
    expect(gone === undefined).toBe(needsForce);
    if (gone === undefined) {
      rig.apps.kill(run);
      gone = await rig.event(run, 'process-gone');
    }

    expect(gone).toMatchObject({ leaked: [], forced: needsForce });
    expect(rig.events.map((event) => event.type).slice(-2)).toEqual(['process-exited', 'process-gone']);
    expect(rig.apps.groups()).toEqual([]);
    if (escapes) {
      expect(alive(built.binary).length).toBeLessThanOrEqual(1);
      killAll(built.binary);
    } else {
      expect(alive(built.binary)).toEqual([]);
      expect(await isFree(port)).toBe(true);
    }
    rig.quit();
  });

  test.each(shapes.filter(({ escapes }) => !escapes))('$shape, killed without a grace', async ({ shape }) => {
    const port = await freePort();
    const rig = createRig({
      file: built.binary,
      args: [shape, String(port)],
      cwd: built.directory,
      env: environment(),
    });
    const run = rig.start();
    await rig.ports(run);
    rig.apps.kill(run);
    expect(await rig.event(run, 'process-gone')).toMatchObject({ leaked: [], forced: true });
    expect(alive(built.binary)).toEqual([]);
    expect(await isFree(port)).toBe(true);
    rig.quit();
  });

  test.each(['grandchildren', 'daemon', 'child-holds-port'])('%s, killed without waiting', async (shape) => {
    const port = await freePort();
    const rig = createRig({
      file: built.binary,
      args: [shape, String(port)],
      cwd: built.directory,
      env: environment(),
    });
    const run = rig.start();
    await rig.ports(run);
    rig.apps.killAllNow();
    await waitFor(() => alive(built.binary).length === 0);
    expect(await rig.event(run, 'process-gone')).toMatchObject({ forced: true });
    rig.quit();
  });
});

function isStopped(pid: number): boolean {
  return /\) T /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
}
