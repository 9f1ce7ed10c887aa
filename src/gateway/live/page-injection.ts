import type { IncomingMessage } from 'node:http';
import { acceptEncodingFor } from '../inject/content-coding.ts';
import { isPageRequest, validatorsToDrop } from '../inject/page-request.ts';
import { planInjection } from '../inject/plan-injection.ts';
import type { Rewrite } from '../proxy/forward.ts';
import { endToEnd, joinedHeaders, pairs, valuesOf, type RawHeaders } from '../proxy/headers.ts';

export interface PageInjection {
  /** What the app is asked with, so that its answer can be changed. */
  readonly headers: RawHeaders;
  readonly rewrite: Rewrite;
}

/**
 * Brings gorl's script into the page that a request asks for. Undefined: it asks for none.
 *
 * @param script its address, and whether the page comes by https
 * @param onForbidden the page's policy does not allow it: its directive
 */
export function injectInto(
  { method = 'GET', headers, rawHeaders }: IncomingMessage,
  script: { readonly src: string; readonly isTls: boolean },
  onForbidden: (directive: string) => void,
): PageInjection | undefined {
  if (!isPageRequest(method, headers)) return undefined;
  const { src, isTls } = script;
  const origin = `${isTls ? 'https' : 'http'}://${valuesOf(rawHeaders, 'host')[0] ?? 'localhost'}`;
  return {
    headers: askedWith(method, headers, rawHeaders),
    rewrite(answer) {
      const plan = planInjection(
        {
          method,
          requestHeaders: headers,
          status: answer.status,
          responseHeaders: joinedHeaders(answer.rawHeaders),
          rawResponseHeaders: endToEnd(answer.rawHeaders),
        },
        { src, origin },
      );
      if (plan?.type === 'forbidden') onForbidden(plan.reason);
      return plan?.type === 'inject' ? { headers: plan.headers, through: plan.streams() } : undefined;
    },
  };
}

function askedWith(method: string, headers: IncomingMessage['headers'], raw: RawHeaders): RawHeaders {
  const coding = acceptEncodingFor(method, headers);
  const former = valuesOf(raw, 'accept-encoding').join(', ');
  const dropped = new Set(validatorsToDrop(method, headers));
  const isOther = coding !== (former === '' ? undefined : former);
  if (isOther) dropped.add('accept-encoding');
  const kept =
    dropped.size === 0
      ? raw
      : pairs(raw)
          .filter(([name]) => !dropped.has(name.toLowerCase()))
          .flat();
  return isOther && coding !== undefined ? [...kept, 'Accept-Encoding', coding] : kept;
}
