import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, describe, expect, test } from 'vitest';
import { createTreeSweep } from '../../../src/process/tree/tree-sweep.ts';
import { waitFor } from '../../support/wait-for.ts';
import { alive, buildShapes, environment } from './rig.ts';

describe.runIf(process.platform === 'linux')('the sweep by parent links', () => {
  const built = buildShapes();
  afterAll(() => built[Symbol.dispose]());

  test('ends a setsid child, which the group does not reach', async () => {
    const notices: string[] = [];
    const child = spawn(built.binary, ['setsid', '0'], { detached: true, stdio: 'ignore', env: environment() });
    await waitFor(() => alive(built.binary).length === 2);
    await createTreeSweep((message) => void notices.push(message)).sweep(child.pid ?? 0, 'SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    await waitFor(() => alive(built.binary).length === 0);
    expect(notices).toEqual([]);
  });
});
