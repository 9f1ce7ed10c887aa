import { createServer } from 'node:net';

/**
 * Ports of tests lie below those that the kernel gives away by itself (from 32768 on Linux), or a connection of
 * anybody could take one between the look here and the start of the app. No two workers of vitest share any.
 */
const lowestPort = 10_000;
const portsPerWorker = 2_000;
const worker = Number(process.env['VITEST_POOL_ID'] ?? 0) % 11;

// At random, because each test file counts anew, and what the last one started may not have gone yet.
let next = Math.floor(Math.random() * portsPerWorker);

/** A TCP port that nobody listens on, and that no other test of this run is given. */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < portsPerWorker; tried += 1) {
    const port = lowestPort + worker * portsPerWorker + (next++ % portsPerWorker);
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port for worker ${worker}`);
}

/** Whether a server on loopback could take that port now. */
export function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.once('listening', () => server.close(() => resolve(true)));
  });
}
