import type { Socket } from 'node:net';

const http2Preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

/**
 * Tells HTTP/2 by the first bytes of a connection, and leaves them unread. A connection that does not say which within
 * the time ends.
 */
export function firstBytes(socket: Socket, ms: number, act: (isHttp2: boolean) => void): void {
  const giveUp = (): unknown => socket.destroy();
  const tooLate = setTimeout(giveUp, ms);
  let first: Buffer = Buffer.alloc(0);
  const look = (): void => {
    const part = socket.read() as Buffer | null;
    if (part === null) return;
    first = Buffer.concat([first, part]);
    const length = Math.min(first.length, http2Preface.length);
    const isLike = first.subarray(0, length).equals(http2Preface.subarray(0, length));
    // It may be either: more must come.
    if (isLike && length < http2Preface.length) return;
    clearTimeout(tooLate);
    socket.off('readable', look).off('end', giveUp);
    socket.unshift(first);
    act(isLike);
  };
  socket.on('readable', look).once('end', giveUp);
  socket.once('close', () => clearTimeout(tooLate));
}
