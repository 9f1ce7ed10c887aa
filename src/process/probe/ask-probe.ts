import { request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { errnoOf } from '../../base/errno.ts';
import { isSuccess } from '../../protocol/process-end.ts';
import type { AskedProbe } from './probe.ts';

/**
 * Asks once. Never rejects.
 *
 * @param ports where the app listens, the likeliest first
 * @returns what was asked and how it failed; undefined when it is as it should be
 */
export async function askProbe(
  probe: AskedProbe,
  ports: readonly number[],
  timeoutMs: number,
): Promise<string | undefined> {
  switch (probe.type) {
    case 'tcp':
      return withWords(`tcp ${probe.host}:${probe.port}`, await askTcp(probe.host, probe.port, timeoutMs));
    case 'http':
      return askHttp(probe.target, ports, timeoutMs);
    case 'exec': {
      const answer = await askCommand(probe, timeoutMs);
      return withWords(probe.line, answer);
    }
  }
}

function withWords(asked: string, failure: string | undefined): string | undefined {
  return failure === undefined ? undefined : `${asked}: ${failure}`;
}

async function askHttp(target: string, ports: readonly number[], timeoutMs: number): Promise<string | undefined> {
  if (!target.startsWith('/')) return withWords(`GET ${target}`, await get(target, timeoutMs));
  if (ports.length === 0) return `GET ${target}: the app listens on no port yet`;
  let first: string | undefined;
  for (const port of ports) {
    const url = `http://localhost:${port}${target}`;
    const failure = withWords(`GET ${url}`, await get(url, timeoutMs));
    if (failure === undefined) return undefined;
    first ??= failure;
  }
  return first;
}

function get(url: string, timeoutMs: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    // A connection of its own: one that the app keeps open would hold up its end.
    const asked = request(url, {
      agent: false,
      headers: { 'User-Agent': 'gorl', Accept: '*/*', Connection: 'close' },
      signal: AbortSignal.timeout(timeoutMs),
    });
    asked.once('error', (error) => resolve(reasonOf(error, timeoutMs)));
    asked.once('response', (answer: IncomingMessage) => {
      const { statusCode = 0 } = answer;
      resolve(statusCode >= 200 && statusCode < 400 ? undefined : String(statusCode));
      asked.destroy();
    });
    asked.end();
  });
}

function askTcp(host: string, port: number, timeoutMs: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, autoSelectFamily: true, signal: AbortSignal.timeout(timeoutMs) });
    socket.once('connect', () => {
      resolve(undefined);
      socket.destroy();
    });
    socket.once('error', (error) => resolve(reasonOf(error, timeoutMs)));
  });
}

async function askCommand({ start }: AskedProbe & { type: 'exec' }, timeoutMs: number): Promise<string | undefined> {
  const command = start();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    void command.cancel();
  }, timeoutMs);
  const { end, output } = await command.ended;
  clearTimeout(timer);
  if (isLate) return noAnswer(timeoutMs);
  if (isSuccess(end)) return undefined;
  const said = output.trim().split('\n').at(-1) ?? '';
  const how = end.type === 'code' ? `exit ${end.code}` : end.type === 'signal' ? end.signal : 'it could not be started';
  return said === '' ? how : `${how} (${said})`;
}

function reasonOf(error: Error, timeoutMs: number): string {
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return noAnswer(timeoutMs);
  const errors = error instanceof AggregateError ? (error.errors as Error[]) : [error];
  return errnoOf(errors[0]) ?? error.message;
}

function noAnswer(timeoutMs: number): string {
  return `no answer in ${timeoutMs} ms`;
}
