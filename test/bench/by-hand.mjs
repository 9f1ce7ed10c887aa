// The floor: what must be done at least after a save, with nothing in between.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { firstAnswer, freePort } from './first-answer.mjs';

export async function startByHand(subject, env) {
  const port = await freePort();
  let current;
  let builds = 0;

  /** `go build`, SIGKILL to the old process and wait for its end, exec, first answer. Returns the ms since the save. */
  async function reload() {
    const { text, savedAt } = subject.save();
    const binary = join(subject.folder, 'tmp', `by-hand-${(builds += 1)}`);
    const { promise: started, resolve: runs } = deferred();
    const answered = firstAnswer({ port, path: subject.path, text, started });
    await build(binary);
    const old = await stop();
    current = {
      binary,
      process: spawn(binary, { cwd: subject.folder, env: { ...env, PORT: String(port) }, stdio: 'ignore' }),
    };
    runs();
    const elapsedMs = (await answered) - savedAt;
    if (old) rmSync(old.binary);
    return elapsedMs;
  }

  async function build(binary) {
    const go = spawn('go', ['build', '-o', binary, '.'], {
      cwd: subject.folder,
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const [code] = await once(go, 'exit');
    if (code !== 0) throw new Error(`go build ended with ${code}`);
  }

  async function stop() {
    const old = current;
    if (old?.process.kill('SIGKILL')) await once(old.process, 'exit');
    current = undefined;
    return old;
  }

  return { reload, stop };
}

function deferred() {
  let resolve;
  const promise = new Promise((done) => (resolve = done));
  return { promise, resolve };
}
