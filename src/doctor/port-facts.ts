import { existsSync, readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { basename, join } from 'node:path';
import { readRegularFile } from '../base/read-regular-file.ts';
import { readListeners } from '../process/ready/listening-ports.ts';
import { findPortHolder } from '../process/ready/port-holder.ts';
import type { PortState } from './port-checks.ts';

/** Who listens on the port. Where there is no /proc, an attempt to listen tells whether anybody does. */
export async function readPortState(port: number): Promise<PortState> {
  if (!existsSync('/proc/self/net/tcp')) return (await isFree(port)) ? undefined : 'unknown';
  const taken = [...readListeners().values()].includes(port);
  return taken ? (findPortHolder(port, { sessionId: '', service: '' }) ?? 'unknown') : undefined;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'EADDRINUSE'));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** More than a main package usually has. */
const mostFiles = 50;
const longestBytes = 200_000;

/** The Go sources of a directory by name, tests left out; none when it cannot be read. */
export function readSources(directory: string): Readonly<Record<string, string>> {
  try {
    const names = readdirSync(directory).filter((name) => name.endsWith('.go') && !name.endsWith('_test.go'));
    const files = names.slice(0, mostFiles).map((name) => join(directory, name));
    return Object.fromEntries(
      files
        .filter((file) => statSync(file).size < longestBytes)
        .map((file) => [basename(file), readRegularFile(file).toString('utf8')]),
    );
  } catch {
    return {};
  }
}
