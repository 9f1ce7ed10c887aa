import type { IncomingMessage, ServerResponse } from 'node:http';

/** Whoever sends so little has it ready. */
const withinMs = 10_000;

/** The body of a request for gorl itself; undefined when it is larger, comes too slowly, or breaks off. Never rejects. */
export function readBody(
  request: IncomingMessage,
  response: ServerResponse,
  mostBytes: number,
): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const end = (body?: Buffer): void => {
      clearTimeout(tooLate);
      request.removeAllListeners('data');
      request.pause();
      resolve(body);
    };
    const tooLate = setTimeout(end, withinMs);
    if (Number(request.headers['content-length'] ?? 0) > mostBytes) return end();
    if (request.headers.expect !== undefined) response.writeContinue();
    request.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length > mostBytes) end();
    });
    request.once('end', () => end(Buffer.concat(chunks)));
    request.once('close', () => end());
  });
}
