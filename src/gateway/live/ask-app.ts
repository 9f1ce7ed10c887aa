import { request as httpRequest } from 'node:http';
import { appAddress } from '../upstream/app-address.ts';
import type { RequestedPath } from './requested-files.ts';

export interface AppAnswer {
  readonly status: number;
  /** Undefined when it is longer than was to be read. */
  readonly body: Buffer | undefined;
}

/** An app that serves a file takes no time. */
const withinMs = 2000;

/**
 * Asks the app for a file, as nobody: without cookies and caches.
 *
 * @returns undefined when it does not answer in 2 s. Never rejects.
 */
export function askApp(port: number, { path, host }: RequestedPath, mostBytes: number): Promise<AppAnswer | undefined> {
  return new Promise((resolve) => {
    const headers = { Host: host, 'User-Agent': 'gorl', Accept: '*/*', 'Accept-Encoding': 'identity' };
    const asked = httpRequest({ ...appAddress(port), path, headers, agent: false });
    const end = (answer?: AppAnswer): void => {
      clearTimeout(tooLate);
      resolve(answer);
      asked.destroy();
    };
    const tooLate = setTimeout(end, withinMs);
    asked.on('error', () => end());
    asked.on('response', (response) => {
      const { statusCode: status = 0 } = response;
      const chunks: Buffer[] = [];
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        length += chunk.length;
        if (length > mostBytes) end({ status, body: undefined });
      });
      response.once('end', () => end({ status, body: Buffer.concat(chunks) }));
      response.once('error', () => end());
    });
    asked.end();
  });
}
