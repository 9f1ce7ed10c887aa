import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { waitFor } from './wait-for.ts';

export interface Listener extends AsyncDisposable {
  /** All that gorl has told, from the first `hello` on. */
  readonly heard: string;
}

/** Hears what gorl tells the pages of its own origin. */
export async function listenToPages(port: number | undefined): Promise<Listener> {
  const asked = request({ host: '127.0.0.1', port, path: '/__gorl/events', agent: false }).end();
  const [stream] = (await once(asked, 'response')) as [IncomingMessage];
  let heard = '';
  stream.on('data', (chunk: Buffer) => (heard += chunk.toString()));
  // gorl may end before.
  stream.on('error', () => undefined);
  await waitFor(() => heard.includes('\n\n'));
  return {
    get heard() {
      return heard;
    },
    [Symbol.asyncDispose]: () => Promise.resolve(void asked.destroy()),
  };
}

export async function gorlToken(port: number | undefined): Promise<string> {
  await using pages = await listenToPages(port);
  const { token } = JSON.parse(/^data: (.*)$/m.exec(pages.heard)?.[1] ?? '') as { token: string };
  return token;
}
