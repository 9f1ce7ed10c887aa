import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import {
  connect as connectHttp2,
  type ClientHttp2Session,
  type ClientHttp2Stream,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
} from 'node:http2';
import { certificate, trusting } from '../../support/certificate.ts';
import { GatewayRig, textOf, type OneAppGateway } from './rig.ts';

export interface Secured {
  readonly rig: GatewayRig;
  readonly session: ClientHttp2Session;
  readonly gateway: OneAppGateway;
}

export type App = (...given: Parameters<RequestListener>) => unknown;

/** A gateway that speaks TLS in front of an app, and a connection to it. */
export async function secured(app: App | undefined, act: (secured: Secured) => Promise<void>): Promise<void> {
  await using rig = await GatewayRig.open(app && ((...given) => void app(...given)), { certificate });
  const session = connectHttp2(`https://localhost:${rig.gateway.port}`, trusting);
  try {
    await act({ rig, session, gateway: rig.gateway });
  } finally {
    session.destroy();
  }
}

export interface Http2Answer {
  readonly headers: IncomingHttpHeaders & { readonly ':status'?: number };
  readonly text: string;
  readonly trailers: IncomingHttpHeaders | undefined;
}

export async function answerOf(asked: ClientHttp2Stream): Promise<Http2Answer> {
  let trailers: IncomingHttpHeaders | undefined;
  asked.once('trailers', (given: IncomingHttpHeaders) => (trailers = given));
  const [headers] = (await once(asked, 'response')) as [Http2Answer['headers']];
  return { headers, text: await textOf(asked), trailers };
}

export const ask = ({ session }: Secured, headers: OutgoingHttpHeaders, body?: string | Buffer): Promise<Http2Answer> =>
  answerOf(session.request(headers, { endStream: body === undefined }).end(body));

/** Says what it was asked. */
export const echo: App = async (request, response) => {
  const text = await textOf(request);
  response.setHeader('Set-Cookie', ['a=1', 'b=2']);
  response.end(JSON.stringify({ ...{ method: request.method, url: request.url, text }, headers: request.headers }));
};

export interface Echoed {
  readonly method: string;
  readonly url: string;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

export const echoed = ({ text }: Http2Answer): Echoed => JSON.parse(text) as Echoed;
