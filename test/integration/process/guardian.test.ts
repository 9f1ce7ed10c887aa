import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGuardian } from '../../../src/process/guardian/guardian.ts';
import { freePort, isFree } from '../../support/free-port.ts';
import { waitFor } from '../../support/wait-for.ts';
import { alive, answers, buildShapes, environment } from './rig.ts';

describe.runIf(process.platform === 'linux')('the guardian', () => {
  const built = buildShapes();
  const host = join(built.directory, 'host.mjs');
  const hosts = new Set<ChildProcess>();
  afterAll(() => {
    for (const child of hosts) child.kill('SIGKILL');
    built[Symbol.dispose]();
  });
  beforeAll(async () => {
    await build({
      entryPoints: [join(import.meta.dirname, 'guardian-host.ts')],
      outfile: host,
      bundle: true,
      platform: 'node',
      format: 'esm',
      external: ['tree-kill'],
    });
  });

  const startHost = async (shape: string, port: number, session: string) => {
    const child = spawn(process.execPath, [host, built.binary, shape, String(port), session], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: environment(),
      detached: true,
    });
    hosts.add(child);
    await answers(port);
    return child;
  };

  /** How long the tree outlives gorl, in ms. */
  const outlives = async (shape: string, session: string): Promise<number> => {
    const port = await freePort();
    const child = await startHost(shape, port, session);
    expect(guardians(session)).toHaveLength(1);
    const killedAt = performance.now();
    child.kill('SIGKILL');
    await waitFor(() => alive(built.binary).length === 0);
    const took = performance.now() - killedAt;
    // An ending process loses its name first and its sockets last.
    await waitFor(() => isFree(port));
    await waitFor(() => guardians(session).length === 0);
    return took;
  };

  test.each(['ignores', 'child-holds-port'])('ends a %s tree when gorl is killed', async (shape) => {
    expect(await outlives(shape, `g-${process.pid}-${shape}`)).toBeGreaterThan(0);
  });

  test.each(['plain', 'grandchildren', 'daemon'])(
    'ends a %s tree when gorl is killed, without the 500 ms of those that do not obey',
    async (shape) => {
      // A busy machine makes it slow once or twice; waiting for the grace would make it slow each time.
      let fastest = Infinity;
      for (let round = 1; round <= 5 && fastest >= 450; round += 1) {
        fastest = Math.min(fastest, await outlives(shape, `g-${process.pid}-${shape}-${round}`));
      }
      expect(fastest).toBeLessThan(450);
    },
  );

  test.each(['SIGINT', 'SIGHUP', 'SIGTERM', 'SIGQUIT'] as const)('is not ended by %s', async (signal) => {
    const port = await freePort();
    const session = `g-${process.pid}-${signal}`;
    const child = await startHost('plain', port, session);
    const [guardian] = guardians(session) as [number];
    await waitFor(() => ignoresSignals(guardian));
    process.kill(guardian, signal);
    expect(guardians(session)).toEqual([guardian]);
    child.kill('SIGKILL');
    await waitFor(() => alive(built.binary).length === 0);
    await waitFor(() => guardians(session).length === 0);
  });

  test('leaves groups alone that were taken from its list, and everything after quit', async () => {
    const session = `g-${process.pid}-quit`;
    const guardian = createGuardian({ sessionId: session, notice: () => {} });
    const child = spawn(built.binary, ['silent', '0'], { detached: true, stdio: 'ignore', env: environment() });
    guardian.add(child.pid ?? 0);
    await waitFor(() => guardians(session).length === 1);
    guardian.quit();
    await waitFor(() => guardians(session).length === 0);
    expect(alive(built.binary)).toEqual([child.pid]);
    child.kill('SIGKILL');
    await once(child, 'exit');
  });

  test('without a shell there is a notice, once', async () => {
    const notices: string[] = [];
    const guardian = createGuardian({
      sessionId: 'none',
      shell: '/nowhere/sh',
      notice: (text) => void notices.push(text),
    });
    guardian.add(process.pid);
    await waitFor(() => notices.length > 0);
    guardian.add(process.pid + 1);
    guardian.remove(process.pid);
    guardian.quit();
    expect(notices).toEqual([expect.stringContaining('no /bin/sh')]);
  });

  test('starts anew when somebody killed it', async () => {
    const session = `g-${process.pid}-again`;
    const guardian = createGuardian({ sessionId: session, notice: () => {} });
    guardian.add(4_194_305);
    await waitFor(() => guardians(session).length === 1);
    const [first] = guardians(session);
    process.kill(first as number, 'SIGKILL');
    await waitFor(() => guardians(session).some((pid) => pid !== first));
    await waitFor(() => guardians(session).length === 1);
    expect(guardians(session)).not.toContain(first);
    guardian.remove(4_194_305);
    guardian.quit();
    await waitFor(() => guardians(session).length === 0);
  });
});

const realShell = realpathSync('/bin/sh');

/** Pids of the guardian shells of a session. */
function guardians(session: string): number[] {
  return alive(realShell).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').endsWith(`\0gorl-guardian\0${session}\0`);
    } catch {
      return false;
    }
  });
}

/** Its shell has read the first line of the script. */
function ignoresSignals(pid: number): boolean {
  const mask = /^SigIgn:\t([0-9a-f]+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
  return mask !== undefined && BigInt(`0x${mask}`) !== 0n;
}
