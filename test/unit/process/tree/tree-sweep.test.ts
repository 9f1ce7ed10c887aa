import { expect, test } from 'vitest';
import { createTreeSweep } from '../../../../src/process/tree/tree-sweep.ts';

test('without the tool it needs it says so once and does nothing', async () => {
  const notices: string[] = [];
  const sweep = createTreeSweep((message) => void notices.push(message), { PATH: '/nowhere' }, 'darwin');
  await sweep.sweep(4_194_305, 'SIGKILL');
  await sweep.sweep(4_194_305, 'SIGKILL');
  expect(notices).toEqual([expect.stringContaining('pgrep is not on the PATH')]);
});

test('never sweeps pid 1 or gorl itself', async () => {
  const notices: string[] = [];
  const sweep = createTreeSweep((message) => void notices.push(message), { PATH: '/nowhere' }, 'linux');
  await sweep.sweep(1, 'SIGKILL');
  await sweep.sweep(process.pid, 'SIGKILL');
  expect(notices).toEqual([]);
});
