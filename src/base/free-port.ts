import net from 'node:net';

/** Node's own, and stable for as long as there are clusters. */
type CreateHandle = (
  host: string,
  port: number,
  family: number,
) => number | { getsockname(into: { port?: number }): number; close(): void };

/** A TCP port that nobody uses on 127.0.0.1 right now; undefined where that cannot be found out. */
export function freePort(): number | undefined {
  const { _createServerHandle: create } = net as unknown as { readonly _createServerHandle?: CreateHandle };
  const handle = create?.('127.0.0.1', 0, 4);
  if (handle === undefined || typeof handle === 'number') return undefined;
  const name: { port?: number } = {};
  handle.getsockname(name);
  handle.close();
  return name.port;
}
