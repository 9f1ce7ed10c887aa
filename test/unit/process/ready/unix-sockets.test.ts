import { once } from 'node:events';
import { statSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseUnixListeners, readUnixListeners } from '../../../../src/process/ready/unix-sockets.ts';

test('takes those that listen and have a path', () => {
  const text = [
    'Num       RefCount Protocol Flags    Type St Inode Path',
    '0000000000000000: 00000002 00000000 00010000 0001 01 4711 /tmp/app.sock',
    '0000000000000000: 00000002 00000000 00010000 0001 01    12 /tmp/with a space.sock',
    '0000000000000000: 00000003 00000000 00000000 0001 03 4712 /tmp/app.sock',
    '0000000000000000: 00000003 00000000 00000000 0001 03 4713',
    '0000000000000000: 00000002 00000000 00010000 0005 01 4714 @abstract',
    '',
  ].join('\n');
  expect([...parseUnixListeners(text)]).toEqual([
    [4711, '/tmp/app.sock'],
    [12, '/tmp/with a space.sock'],
    [4714, '@abstract'],
  ]);
});

test.runIf(process.platform === 'linux')('sees a real one', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'gorl-unix-'));
  const path = join(dir, 'a.sock');
  const server = createServer().listen(path);
  try {
    await once(server, 'listening');
    expect(statSync(path).isSocket()).toBe(true);
    expect([...readUnixListeners().values()]).toContain(path);
  } finally {
    server.close();
    rmSync(dir, { recursive: true, force: true });
  }
});
