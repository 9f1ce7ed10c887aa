import { Destination } from '../../src/gateway/routes/destination.ts';
import type { Gateway, GatewayOptions, openGateway } from '../../src/gateway/gateway.ts';
import type { GatewayModules } from '../../src/session/adapters.ts';
import type { PageMessage } from '../../src/gateway/live/page-message.ts';
import type { Served } from '../../src/gateway/live/served-file.ts';

// What a session loads when it is needed must not be under way when a test is over.
await Promise.all([import('../../src/session/gateway/front-door.ts'), import('../../src/session/gateway/app-side.ts')]);

export interface FakeOpenGateway {
  readonly open: typeof openGateway;
  /** What the session has given it; throws while it is not open. */
  options(): GatewayOptions;
  /** What pages were told. */
  readonly told: PageMessage[];
  /** Each service, with each of its runs that answered. */
  readonly serving: (readonly [service: string, run: number])[];
  /** The files that the app was asked for. */
  readonly asked: string[];
  /** What the app makes of each. */
  served: Served;
  /** When it answers. Default: at once. */
  answered: () => Promise<void>;
  isClosed: boolean;
  /** What it was opened with, one after the other. */
  readonly opened: GatewayOptions[];
}

/** A gateway without sockets, for a session on fakes. */
export function createFakeOpenGateway(): FakeOpenGateway {
  let options: GatewayOptions | undefined;
  const fake: FakeOpenGateway = {
    told: [],
    serving: [],
    asked: [],
    served: 'as-it-is',
    answered: () => Promise.resolve(),
    isClosed: false,
    opened: [],
    options() {
      if (options === undefined) throw new Error('the gateway is not open');
      return options;
    },
    open(given) {
      options = given;
      fake.opened.push(given);
      fake.isClosed = false;
      const to = (service: string): Destination =>
        Object.assign(new Destination(() => given.limits(service)), {
          serve: ({ run }: { run: number }) => void fake.serving.push([service, run]),
          async serves(name: string) {
            fake.asked.push(name);
            await fake.answered();
            return fake.served;
          },
        });
      return Promise.resolve({
        port: 3000,
        to,
        tell: (message) => void fake.told.push(message),
        close: () => Promise.resolve(void (fake.isClosed = true)),
      } satisfies Gateway);
    },
  };
  return fake;
}

/** What a session loads for its proxy. */
export function gatewayModules(open: FakeOpenGateway['open'] = createFakeOpenGateway().open): GatewayModules {
  return { open, speaksHttp: () => Promise.resolve(true) };
}

/** No session here holds any. */
export const noSockets = (): never => {
  throw new Error('no session here holds a socket');
};
