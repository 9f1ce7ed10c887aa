import { expect, test, vi } from 'vitest';
import { chooseMode } from '../../../../src/watch/source/file-system.ts';

let type = 0;
vi.mock('node:fs', async (importOriginal) => ({
  ...(await importOriginal<object>()),
  statfsSync: () => ({ type }),
}));

test.runIf(process.platform === 'linux').each<[name: string, magic: number]>([
  ['NFS', 0x6969],
  ['vmhgfs', 0xbacbacbc],
  ['prl_fs', 0x7c7c6673],
  ['ceph', 0x00c36400],
])('%s is polled', (name, magic) => {
  type = magic;
  expect(chooseMode('auto', ['/shared'], {})).toEqual({ mode: 'polling', reason: `${name} sends no events` });
});
