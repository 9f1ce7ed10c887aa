import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Whether a request bears the session's token. */
export function hasToken({ 'x-gorl-token': given }: IncomingHttpHeaders, token: string): boolean {
  if (typeof given !== 'string') return false;
  const [a, b] = [given, token].map((text) => Buffer.from(text)) as [Buffer, Buffer];
  return a.length === b.length && timingSafeEqual(a, b);
}
