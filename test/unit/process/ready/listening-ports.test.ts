import { createServer, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import {
  openSocketCount,
  parseListeners,
  readListeners,
  socketsOf,
} from '../../../../src/process/ready/listening-ports.ts';
import { waitFor } from '../../../support/wait-for.ts';

test('takes the listening rows and stops at the first other one', () => {
  const text = [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    '   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0000000020a806c8 100 0 0 10 0',
    '   1: 00000000000000000000000000000000:07E8 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4712 1 0 100 0 0 10 0',
    '   2: 0100007F:C350 0100007F:1F90 01 00000000:00000000 00:00000000 00000000     0        0 4713 1 0 100 0 0 10 0',
    '   3: 0100007F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4714 1 0 100 0 0 10 0',
    '',
  ].join('\n');
  expect([...parseListeners(text)]).toEqual([
    [4711, 8080],
    [4712, 2024],
  ]);
  expect([...parseListeners('')]).toEqual([]);
});

test.runIf(process.platform === 'linux')('sees a real socket come, and whose it is', async () => {
  const count = openSocketCount();
  count.changed();
  const servers: Server[] = [];
  // The count is the whole machine's: somebody who closes a socket at the same moment hides ours, but not many times.
  let tables: readonly string[] = [];
  while (!tables.includes('/proc/self/net/tcp') && servers.length < 20) {
    const server = createServer().listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    tables = count.changed();
  }
  expect(tables).toContain('/proc/self/net/tcp');
  const port = (servers.at(-1)?.address() as AddressInfo | undefined)?.port;
  const inodeOf = () => [...readListeners()].find(([, at]) => at === port)?.[0];
  // The table is read page by page, while others come and go: a row may be missed.
  await waitFor(() => inodeOf() !== undefined);
  const inode = inodeOf();
  expect(socketsOf(process.pid)).toContain(inode);
  expect(socketsOf(process.ppid)).not.toContain(inode);
  count.close();
  for (const server of servers) server.close();
});
