import type { IncomingHttpHeaders } from 'node:http';
import type { Duplex } from 'node:stream';
import { codec, contentCodingOf } from './content-coding.ts';
import { InsertScript } from './insert-script.ts';
import { isPageRequest } from './page-request.ts';
import { charsetOf, isPage, pageHeaders } from './page-response.ts';
import { scriptPermission } from './script-policy.ts';
import { scriptTag } from './script-tag.ts';

/** A request and the head of the app's answer. */
export interface Exchange {
  readonly method: string;
  readonly requestHeaders: IncomingHttpHeaders;
  readonly status: number;
  readonly responseHeaders: IncomingHttpHeaders;
  /** Names and values in turn. */
  readonly rawResponseHeaders: readonly string[];
}

/** The script to load. */
export interface PageScript {
  /** As it stands in the tag: `/__gorl/client.js?page=…`. */
  readonly src: string;
  /** The page's origin, as the browser has it: `http://localhost:8080`. What a policy calls `'self'`. */
  readonly origin: string;
}

export type InjectionPlan =
  | {
      readonly type: 'inject';
      /** Names and values in turn; the length is unknown. */
      readonly headers: readonly string[];
      /** Makes what the body goes through, in this order. Damage to a compressed body is an error of one of these. */
      readonly streams: () => readonly Duplex[];
    }
  | {
      readonly type: 'forbidden';
      /** The directive of the page's Content-Security-Policy: `script-src 'none'`. */
      readonly reason: string;
    };

/** `undefined`: not a whole HTML page for a browser, or not one that may be changed. It goes on as it is. */
export function planInjection(exchange: Exchange, script: PageScript): InjectionPlan | undefined {
  const { method, requestHeaders, status, responseHeaders, rawResponseHeaders } = exchange;
  if (!isPage(status, responseHeaders) || !isPageRequest(method, requestHeaders)) return undefined;
  const coding = contentCodingOf(responseHeaders);
  if (coding === undefined) return undefined;
  const { src, origin } = script;
  const policy = responseHeaders['content-security-policy']?.toString();
  const permission = policy === undefined ? ({ type: 'allowed' } as const) : scriptPermission(policy, src, origin);
  if (permission.type === 'forbidden') return permission;
  const tag = scriptTag(src, permission.nonce);
  const insert = () => new InsertScript(tag, charsetOf(responseHeaders) === undefined);
  return {
    type: 'inject',
    headers: pageHeaders(rawResponseHeaders),
    streams: () => {
      if (coding === 'identity') return [insert()];
      const [decode, encode] = codec(coding);
      return [decode, insert(), encode];
    },
  };
}
