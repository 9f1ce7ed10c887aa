import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';

/** The token that gorl tells the pages of its own origin. */
export async function gorlToken(port: number | undefined): Promise<string> {
  const asked = request({ host: '127.0.0.1', port, path: '/__gorl/events', agent: false }).end();
  const [stream] = (await once(asked, 'response')) as [IncomingMessage];
  let heard = '';
  while (!heard.includes('\n\n')) heard += String((await once(stream, 'data'))[0]);
  asked.destroy();
  const { token } = JSON.parse(/^data: (.*)$/m.exec(heard)?.[1] ?? '') as { token: string };
  return token;
}
