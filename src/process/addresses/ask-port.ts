import { connect as connectTcp } from 'node:net';
import { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';

/** What a port answers to a TLS greeting. */
export type SpokenAtPort = 'http' | 'https' | 'unknown';

/** The first line about the app does not wait longer for an answer, in ms. */
const patienceMs = 150;

/** Records of TLS: an alert, or its half of the handshake. */
const [tlsAlert, tlsHandshake] = [0x15, 0x16];

/**
 * Greets as a TLS client does, and is gone when the greeting is over. Go's HTTP servers log nothing of it: one that
 * speaks TLS sees a visitor who asks nothing, one that does not answers 400 to what it cannot read. A plain request to
 * the former, and a connection that says nothing, would be logged. Never rejects.
 */
export function askPort(host: string, port: number, withinMs = patienceMs): Promise<SpokenAtPort> {
  return new Promise((resolve) => {
    const socket = connectTcp({ host, port });
    let first: Buffer | undefined;
    /** Between the two, so that the first bytes are seen before they are taken for TLS. */
    const wire = new Duplex({
      read: () => undefined,
      write: (chunk: Buffer, _encoding, done) => void socket.write(chunk, () => done()),
      final: (done) => void socket.end(() => done()),
    });
    const greeting = connectTls({ socket: wire, servername: 'localhost', rejectUnauthorized: false });
    const settle = (): void => {
      clearTimeout(timer);
      resolve(spokenBy(first));
      greeting.destroy();
      socket.destroy();
    };
    const timer = setTimeout(settle, withinMs);
    socket.on('data', (chunk: Buffer) => {
      first ??= chunk;
      if (spokenBy(first) === 'https') wire.push(chunk);
      else settle();
    });
    socket.on('error', settle).on('close', settle);
    greeting.on('error', settle);
    greeting.once('secureConnect', () => greeting.end(() => setImmediate(settle)));
    wire.on('error', settle);
  });
}

function spokenBy(first: Buffer | undefined): SpokenAtPort {
  if (first === undefined) return 'unknown';
  if (first[0] === tlsAlert || first[0] === tlsHandshake) return 'https';
  return first.toString('latin1', 0, 5) === 'HTTP/' ? 'http' : 'unknown';
}
