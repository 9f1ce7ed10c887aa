import type { Socket } from 'node:net';

export type FirstProtocol = 'http/1.1' | 'http/2' | 'tls';

const http2Preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
/** The record of a handshake; no method of HTTP begins with it. */
const tlsHandshake = 0x16;

/**
 * Tells by the first bytes of a connection what is spoken on it, and leaves them unread. A connection that does not say
 * within the time ends.
 */
export function firstBytes(socket: Socket, ms: number, act: (protocol: FirstProtocol) => void): void {
  const giveUp = (): unknown => socket.destroy();
  const tooLate = setTimeout(giveUp, ms);
  let first: Buffer = Buffer.alloc(0);
  const look = (): void => {
    const part = socket.read() as Buffer | null;
    if (part === null) return;
    first = Buffer.concat([first, part]);
    const protocol = protocolOf(first);
    if (protocol === undefined) return;
    clearTimeout(tooLate);
    socket.off('readable', look).off('end', giveUp);
    socket.unshift(first);
    act(protocol);
  };
  socket.on('readable', look).once('end', giveUp);
  socket.once('close', () => clearTimeout(tooLate));
}

/** Undefined: it may be either; more must come. */
function protocolOf(first: Buffer): FirstProtocol | undefined {
  if (first[0] === tlsHandshake) return 'tls';
  const length = Math.min(first.length, http2Preface.length);
  if (!first.subarray(0, length).equals(http2Preface.subarray(0, length))) return 'http/1.1';
  return length < http2Preface.length ? undefined : 'http/2';
}
