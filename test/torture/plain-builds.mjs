import { execFile } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The content part of a Go binary's build ID, as the go command tells it; undefined for what is none. */
export async function contentId(file) {
  try {
    const { stdout } = await run('go', ['tool', 'buildid', file]);
    return stdout.trim().split('/').at(-1);
  } catch {
    return undefined;
  }
}

/** Otherwise the same program would be another binary. */
const asGorlBuilds = ['-buildvcs=false', `-ldflags=${process.platform === 'darwin' ? '-w' : '-s -w'}`];

/**
 * What is true, found out without gorl: a plain go build of each command. What a command is after it is the content ID
 * of its binary, or `error`.
 */
export class PlainBuilds {
  #commands;
  #env;
  #out;
  #known = new Map();

  /** @param options.commands each with `name`, `dir` (absolute), `target` and `flags` */
  constructor({ commands, env, out }) {
    this.#commands = commands;
    this.#env = env;
    this.#out = out;
    mkdirSync(out, { recursive: true });
  }

  /** By the command's name. */
  async states() {
    const found = await Promise.all(this.#commands.map(async (command) => [command.name, await this.#state(command)]));
    return new Map(found);
  }

  async #state({ name, dir, target, flags = [], env = {} }) {
    const binary = join(this.#out, name);
    try {
      await run('go', ['build', ...asGorlBuilds, '-trimpath=false', ...flags, '-o', binary, target], {
        cwd: dir,
        env: { ...this.#env, ...env },
        maxBuffer: 1 << 26,
      });
    } catch (error) {
      this.lastError = String(error.stderr ?? error).slice(0, 2000);
      return 'error';
    }
    // The go command leaves a binary alone that is up to date.
    const { ino, mtimeMs } = statSync(binary);
    const key = `${binary} ${ino} ${mtimeMs}`;
    if (!this.#known.has(key)) this.#known.set(key, await contentId(binary));
    return this.#known.get(key);
  }
}
