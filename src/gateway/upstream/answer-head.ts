import { valuesOf, type RawHeaders } from '../proxy/headers.ts';

/** What an answer begins with; also one of those before it (1xx). */
export interface AnswerHead {
  readonly status: number;
  readonly reason: string;
  readonly rawHeaders: RawHeaders;
  readonly isHttp10: boolean;
}

/** How long the body is. */
export type BodyLength =
  | { readonly type: 'counted'; readonly bytes: number }
  | { readonly type: 'chunked' }
  | { readonly type: 'until-end' };

/** What the app has said is no answer by HTTP/1. */
export class AnswerFault extends Error {}

const statusLine = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: ([\t\x20-\x7e\x80-\xff]*))?$/;
const token = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/;

/**
 * Reads a head as strictly as node's own parser: what can be understood in two ways is refused (RFC 9112 §2.2, §5).
 *
 * @param text from the status line to before the empty line, as Latin-1
 * @throws AnswerFault
 */
export function parseAnswerHead(text: string): AnswerHead {
  const lines = text.split('\r\n');
  const [, minor, status, reason = ''] = statusLine.exec(lines[0] ?? '') ?? [];
  if (status === undefined) throw new AnswerFault('its answer does not begin with a status line');
  return { status: Number(status), reason, rawHeaders: parseFields(lines.slice(1)), isHttp10: minor === '0' };
}

/** @throws AnswerFault */
export function parseFields(lines: readonly string[]): string[] {
  const rawHeaders: string[] = [];
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon);
    // A name with a blank before it continues the line above, or not: it depends on who reads it.
    if (colon <= 0 || !token.test(name)) throw new AnswerFault('its answer has a header without a name');
    const value = trimmed(line, colon + 1);
    // Who takes a tab for a part of the value looks elsewhere for the end.
    if (saysEnd(name) && line.includes('\t')) throw new AnswerFault('its answer has a tab where it says its end');
    if (/[\r\n\0]/.test(value)) throw new AnswerFault('its answer has a header with a line end in it');
    rawHeaders.push(name, value);
  }
  return rawHeaders;
}

/** Whether a header of that name says where the answer ends. */
export function saysEnd(name: string): boolean {
  return /^(?:content-length|transfer-encoding)$/i.test(name);
}

function trimmed(line: string, from: number): string {
  let [start, end] = [from, line.length];
  while (start < end && isBlank(line, start)) start += 1;
  while (end > start && isBlank(line, end - 1)) end -= 1;
  return line.slice(start, end);
}

function isBlank(line: string, at: number): boolean {
  const code = line.charCodeAt(at);
  return code === 0x20 || code === 0x09;
}

/**
 * Where the body ends (RFC 9112 §6.3).
 *
 * @throws AnswerFault where that is not said in one way
 */
export function bodyLength(method: string, { status, rawHeaders, isHttp10 }: AnswerHead): BodyLength {
  const [coding, ...moreCodings] = valuesOf(rawHeaders, 'transfer-encoding');
  const [length, ...moreLengths] = valuesOf(rawHeaders, 'content-length');
  if (coding !== undefined && length !== undefined) throw new AnswerFault('its answer has a length, and chunks');
  if (moreLengths.length > 0 || (length !== undefined && !/^\d{1,15}$/.test(length)))
    throw new AnswerFault('its answer has no single length');
  if (method === 'HEAD' || status === 204 || status === 304) return { type: 'counted', bytes: 0 };
  if (coding !== undefined) {
    if (isHttp10 || moreCodings.length > 0 || coding.toLowerCase() !== 'chunked')
      throw new AnswerFault(`its answer has a transfer coding that gorl does not know: ${coding}`);
    return { type: 'chunked' };
  }
  return length === undefined ? { type: 'until-end' } : { type: 'counted', bytes: Number(length) };
}
