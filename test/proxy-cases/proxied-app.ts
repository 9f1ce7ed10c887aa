import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askRaw, request } from './observe.ts';
import type { Door } from './proxy-case.ts';

const fixture = join(import.meta.dirname, '../../fixtures/proxy-cases');

export interface Doors {
  readonly direct: Door;
  readonly proxy: Door;
  /** The app speaks it without TLS. */
  readonly hasHttp2: boolean;
}

/** Both ways to the app behind a proxy that is up. */
export async function doorsOf(name: 'gorl' | 'air', port: number, pid: number): Promise<Doors> {
  const told = async (target: string): Promise<string> => {
    const { status, body } = await askRaw({ port }, request(target));
    if (status !== 200) throw new Error(body.text);
    return body.text;
  };
  const appPort = Number(await told('/port'));
  return {
    direct: { name: 'direct', port: appPort, appPort },
    proxy: { name, port, pid, appPort },
    hasHttp2: (await told('/http2')) === 'yes',
  };
}

/** A program with a proxy, in front of an app that it builds and runs. */
export class ProxiedApp implements AsyncDisposable {
  readonly #dir = mkdtempSync(join(tmpdir(), 'gorl-proxy-cases-'));
  readonly #child: ChildProcess;
  output = '';

  constructor(command: readonly [file: string, ...args: string[]], config: string, env: NodeJS.ProcessEnv) {
    cpSync(fixture, this.#dir, { recursive: true });
    writeFileSync(join(this.#dir, '.air.toml'), config);
    const [file, ...args] = command;
    this.#child = spawn(file, args, { cwd: this.#dir, env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => (this.output += text));
  }

  /** @throws (rejects) with its output, when no app answers there within a minute */
  async doors(name: 'gorl' | 'air', port: number): Promise<Doors> {
    const deadline = performance.now() + 60_000;
    for (;;) {
      try {
        return await doorsOf(name, port, this.#child.pid ?? 0);
      } catch {
        // Not yet.
      }
      if (performance.now() > deadline || this.#child.exitCode !== null) throw new Error(this.output);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null) {
      this.#child.kill('SIGINT');
      await once(this.#child, 'exit');
    }
    // air leaves its app behind.
    for (const pid of inFolder(this.#dir)) process.kill(pid, 'SIGKILL');
    rmSync(this.#dir, { recursive: true, force: true });
  }
}

/** Processes that run in that folder. */
function inFolder(folder: string): number[] {
  const isThere = (pid: string): boolean => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === folder;
    } catch {
      return false;
    }
  };
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && isThere(name))
    .map(Number);
}
