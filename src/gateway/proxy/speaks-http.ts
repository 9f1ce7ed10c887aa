import { connect } from 'node:net';
import { appAddress } from '../upstream/app-address.ts';

/** How long it may take to answer, in ms. */
const patienceMs = 1000;

/** Whether what listens there answers HTTP, whatever it answers. Never rejects. */
export function speaksHttp(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ ...appAddress(port) });
    let said = '';
    const settle = (does: boolean): void => {
      resolve(does);
      socket.destroy();
    };
    socket.setTimeout(patienceMs, () => settle(false));
    socket.once('error', () => settle(false)).once('close', () => resolve(false));
    socket.on('data', (chunk: Buffer) => {
      said += chunk.toString('latin1');
      if (said.length >= 5) settle(said.startsWith('HTTP/'));
    });
    socket.write(`HEAD / HTTP/1.1\r\nHost: localhost:${port}\r\nUser-Agent: gorl\r\nConnection: close\r\n\r\n`);
  });
}
