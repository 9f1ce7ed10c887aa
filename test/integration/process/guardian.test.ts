import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGuardian } from '../../../src/process/guardian.ts';
import { waitFor } from '../../support/wait-for.ts';
import { alive, buildShapes, environment, freePort, isFree, textOf } from './rig.ts';

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
    await waitFor(() =>
      textOf(port).then(
        () => true,
        () => false,
      ),
    );
    return child;
  };

  test.each([
    // Those that obey the stop signal need no grace; the others get 500 ms. The rest is for a busy machine.
    ['plain', 450],
    ['grandchildren', 450],
    ['daemon', 450],
    ['ignores', 2000],
    ['child-holds-port', 2000],
  ])('ends a %s tree when gorl is killed', async (shape, withinMs) => {
    const port = await freePort();
    const session = `g-${process.pid}-${shape}`;
    const child = await startHost(shape, port, session);
    expect(guardians(session)).toHaveLength(1);
    const killedAt = performance.now();
    child.kill('SIGKILL');
    await waitFor(() => alive(built.binary).length === 0);
    const took = performance.now() - killedAt;
    expect(took).toBeLessThan(withinMs);
    // An ending process loses its name first and its sockets last.
    await waitFor(() => isFree(port));
    await waitFor(() => guardians(session).length === 0);
  });

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
    await waitFor(() => guardians(session).length === 0);
    await waitFor(() => {
      guardian.add(4_194_306);
      guardian.remove(4_194_306);
      return guardians(session).length === 1;
    });
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
