import { METHODS } from 'node:http';
import type { Refusal } from './refusal.ts';

/**
 * HTTP/1.0 and HTTP/1.1, and nothing that only looks like it. Node's parser also takes a first line without a version
 * (HTTP/0.9), HTTP/2.0 in the form of HTTP/1.1, and the methods of RTSP; gorl would pass them on as HTTP/1.1.
 */
export function protocolFault(method: string, httpVersion: string): Refusal | undefined {
  if (httpVersion !== '1.1' && httpVersion !== '1.0')
    return { status: 505, reason: `gorl does not speak HTTP/${httpVersion} here` };
  if (!METHODS.includes(method)) return { status: 501, reason: 'gorl passes on only the registered methods of HTTP' };
  return undefined;
}
