import { expect, test } from 'vitest';
import { mountOf, readMountInfo } from '../../../src/base/mounts.ts';

const text = [
  '21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw',
  '30 21 0:26 / /srv rw,nosuid - tmpfs tmpfs rw',
  '31 21 0:27 / /srv/a\\040b rw,noexec,relatime shared:1 master:2 - 9p host rw',
  '32 21 0:28 / /srv rw,nodev - nfs4 host:/x rw',
  '',
].join('\n');

test('the innermost mount decides, and of two at one place the later', () => {
  expect(mountOf('/home/x', text)).toEqual({ path: '/', type: 'ext4', options: ['rw', 'relatime'] });
  expect(mountOf('/srv/a b/tmp/main', text)).toMatchObject({ type: '9p', options: ['rw', 'noexec', 'relatime'] });
  expect(mountOf('/srv/a bc', text)?.path).toBe('/srv');
  expect(mountOf('/srvx', text)?.path).toBe('/');
  expect(mountOf('/srv', text)).toMatchObject({ type: 'nfs4', options: ['rw', 'nodev'] });
  expect(mountOf('/x', '')).toBeUndefined();
});

test("this machine's", () => {
  expect(mountOf('/', readMountInfo())?.path).toBe(process.platform === 'linux' ? '/' : undefined);
});
