import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { freePort, isFree } from '../../support/free-port.ts';
import { waitFor } from '../../support/wait-for.ts';
import { alive, answers, buildShapes, createRig, environment, killAll, textOf } from './rig.ts';
import { shellCommand } from '../../../src/process/commands/shell-command.ts';

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
    const rig = createRig(built.shape(shape, port));
    const run = rig.start();
    const { pid } = await rig.event(run, 'process-started');
    if (escapes) await answers(port);
    else expect(await rig.ports(run)).toEqual([port]);
    expect(await textOf(port)).toMatch(/^v1 /);
    if (shape === 'stopped') {
      await textOf(port, '/stop');
      await waitFor(() => rig.apps.groups().length === 1 && isStopped(pid));
    }

    rig.apps.terminate(run, 'SIGTERM');
    let gone = await rig.event(run, 'process-gone', needsForce ? 300 : 30_000).catch(() => undefined);
    expect(gone === undefined).toBe(needsForce);
    if (gone === undefined) {
      rig.apps.kill(run, { dump: false });
      gone = await rig.event(run, 'process-gone');
    }

    expect(gone).toMatchObject({ forced: needsForce });
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
    rig.apps.kill(run, { dump: false });
    expect(await rig.event(run, 'process-gone')).toMatchObject({ forced: true });
    expect(alive(built.binary)).toEqual([]);
    expect(await isFree(port)).toBe(true);
    rig.quit();
  });

  // `npm run torture` does this for longer, on a busy machine, with gorl as a whole.
  test.for(Array.from({ length: Number(process.env['GORL_ENDS'] ?? 6) }, (_, at) => at))(
    'a chain of processes that flee leaves none behind (%i)',
    async (round, { skip }) => {
      if (!existsSync('/usr/bin/perl')) return skip('needs perl, the only common program that forks by itself');
      const chain = join(import.meta.dirname, '../../support/fleeing-chain.pl');
      const beat = join(built.directory, `beat-${round}`);
      const shell = `perl '${chain}' ${[0, 300, 3000][round % 3]} 60 '${beat}' & exit 0`;
      const rig = createRig({ ...shellCommand(shell), cwd: built.directory, env: environment() });
      const run = rig.start();
      await rig.event(run, 'process-exited');
      // Only then is it deaf to the stop signal.
      await waitFor(() => existsSync(beat));
      // Nobody but the chain is left by now, and it must not be taken for gone meanwhile.
      rig.apps.terminate(run, 'SIGTERM');
      const links = new Set<string>();
      await waitFor(() => links.add(readFileSync(beat, 'utf8')).size > 30);
      expect(rig.events.map(({ type }) => type)).not.toContain('process-gone');
      rig.apps.kill(run, { dump: false });
      expect(await rig.event(run, 'process-gone')).toMatchObject({ forced: true });
      const last = readFileSync(beat, 'utf8');
      for (let look = 0; look < 30; look++) {
        expect(alive(built.binary)).toEqual([]);
        expect(readFileSync(beat, 'utf8')).toBe(last);
      }
      rig.quit();
    },
  );

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
