import { connect, type LookupFunction } from 'node:net';

/** An app that listens for this machine only listens at one of these. */
const loopback = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];

const lookup: LookupFunction = (_name, { all }, done) => {
  if (all === true) done(null, loopback);
  else done(null, '127.0.0.1', 4);
};

/** Where the app listens: options of a connection. Whether by IPv4 or by IPv6 shows at the first. */
export function appAddress(port: number): {
  readonly host: string;
  readonly port: number;
  readonly lookup: LookupFunction;
  readonly autoSelectFamily: boolean;
} {
  return { host: 'localhost', port, lookup, autoSelectFamily: true };
}

/** Whether anybody listens there. Never rejects. */
export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(appAddress(port));
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
