// The floor: what must be done at least after a save, with nothing in between. `go build`, the old process is killed,
// and the new one started.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

export class HandBuilds {
  output = '';
  #cwd;
  #env;
  #flags;
  #builds = 0;
  #app;
  #build;

  constructor({ cwd, env, flags = [] }) {
    this.#cwd = cwd;
    this.#env = env;
    this.#flags = flags;
  }

  /** Of the processes that are its own. */
  get roots() {
    return [this.#app?.process.pid, this.#build?.pid].filter((pid) => pid !== undefined);
  }

  /** What no watcher tells it to do. Returns what `performance.now()` was when the build had ended, and whether it made a binary. */
  async reload() {
    const binary = join(this.#cwd, 'tmp', `by-hand-${(this.#builds += 1)}`);
    const code = await this.#runBuild(binary);
    const builtAt = performance.now();
    if (code !== 0) return { builtAt, isBuilt: false };
    const old = await this.#stopApp();
    this.#app = { binary, process: spawn(binary, { cwd: this.#cwd, env: this.#env, stdio: 'ignore' }) };
    if (old) rmSync(old.binary);
    return { builtAt, isBuilt: true };
  }

  async start() {
    const { isBuilt } = await this.reload();
    if (!isBuilt) throw new Error(`the first build failed:\n${this.output}`);
  }

  async stop() {
    await this.#stopApp();
  }

  async #runBuild(binary) {
    this.#build = spawn('go', ['build', ...this.#flags, '-o', binary, '.'], {
      cwd: this.#cwd,
      env: this.#env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#build.stdout, this.#build.stderr])
      stream.setEncoding('utf8').on('data', (text) => (this.output += text));
    const [code] = await once(this.#build, 'close');
    this.#build = undefined;
    return code;
  }

  async #stopApp() {
    const old = this.#app;
    this.#app = undefined;
    if (old?.process.kill('SIGKILL')) await once(old.process, 'exit');
    return old;
  }
}
