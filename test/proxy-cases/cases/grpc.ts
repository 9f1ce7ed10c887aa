import { Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import { once } from 'node:events';
import type { Door, Observed, ProxyCase } from '../proxy-case.ts';

const asIs = (bytes: Buffer): Buffer => bytes;

async function withClient(door: Door, act: (client: Client) => Promise<Observed>): Promise<Observed> {
  const client = new Client(`127.0.0.1:${door.port}`, credentials.createInsecure());
  try {
    return await act(client);
  } finally {
    client.close();
  }
}

function unary(client: Client, method: string, message: Buffer): Promise<Observed> {
  const metadata = new Metadata();
  metadata.set('x-said', 'hello');
  return new Promise((resolve) => {
    let head: unknown;
    let trailers: unknown;
    let answer: { error: ServiceError | null; value: Buffer | undefined } | undefined;
    const settle = (): void => {
      if (answer === undefined || trailers === undefined) return;
      const { error, value } = answer;
      resolve({ head, trailers, code: error?.code, details: error?.details, value: value?.toString() });
    };
    const call = client.makeUnaryRequest(`/cases.Echo/${method}`, asIs, asIs, message, metadata, (error, value) => {
      answer = { error, value };
      settle();
    });
    call.on('metadata', (each: Metadata) => (head = each.get('x-said')));
    call.on('status', (each: { metadata: Metadata }) => {
      trailers = each.metadata.get('x-count');
      settle();
    });
  });
}

/** HTTP/2 from the first byte on (h2c with prior knowledge), by a real client. */
export const grpc: readonly ProxyCase[] = [
  {
    name: 'gRPC: a unary call',
    needsHttp2: true,
    ask: (door) => withClient(door, (client) => unary(client, 'Unary', Buffer.from('ping'))),
    shows: { head: ['hello'], trailers: ['1'], value: 'ping' },
  },
  {
    name: 'gRPC: a call that fails',
    needsHttp2: true,
    ask: (door) => withClient(door, (client) => unary(client, 'Fail', Buffer.from('ping'))),
    shows: { code: 9, details: 'not now' },
  },
  {
    name: 'gRPC: streams both ways at once',
    needsHttp2: true,
    ask: (door) =>
      withClient(door, async (client) => {
        const call = client.makeBidiStreamRequest('/cases.Echo/Stream', asIs, asIs);
        const found: string[] = [];
        for (const text of ['one', 'two', 'x'.repeat(200_000)]) {
          call.write(Buffer.from(text));
          const [echoed] = (await once(call, 'data')) as [Buffer];
          found.push(`${echoed.length} ${echoed.subarray(0, 3).toString()}`);
        }
        const status = once(call, 'status');
        call.end();
        call.resume();
        const [{ code }] = (await status) as [{ code: number }];
        return { found, code };
      }),
    shows: { found: ['3 one', '3 two', '200000 xxx'], code: 0 },
  },
];
