// The same save, with gorl looking after it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { firstAnswer, freePort } from './first-answer.mjs';

/** Longer than any grace period of an example. */
const stopLimitMs = 15_000;

export async function startGorl(root, subject, env) {
  const port = await freePort();
  const session = spawnGorl(root, subject.folder, { ...env, PORT: String(port) });
  await session.event('process-ready');

  /** Returns the ms from the save to the first answer of the new process. */
  async function reload() {
    const ready = session.event('process-ready');
    const started = session.event('process-started');
    const { text, savedAt } = subject.save();
    const answeredAt = await Promise.race([firstAnswer({ port, path: subject.path, text, started }), session.failed]);
    await ready;
    return answeredAt - savedAt;
  }

  return { reload, stop: () => session.stop() };
}

/** Returns the ms from the spawn of gorl to its first `build-started`, and the ms to the spawn's own return. */
export async function timeToBuildStarted(root, folder, env) {
  const spawnedAt = performance.now();
  const session = spawnGorl(root, folder, env);
  await session.event('build-started');
  const elapsedMs = performance.now() - spawnedAt;
  await session.stop();
  return elapsedMs;
}

function spawnGorl(root, cwd, env) {
  const gorl = spawn(process.execPath, [join(root, 'bin', 'gorl.js'), '--events', 'fd:3'], {
    cwd,
    env,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  let said = '';
  gorl.stderr.setEncoding('utf8').on('data', (chunk) => (said += chunk));
  const waiting = new Map();
  createInterface({ input: gorl.stdio[3] }).on('line', (line) => {
    const { type } = JSON.parse(line);
    waiting.get(type)?.forEach((resolve) => resolve());
    waiting.delete(type);
  });

  let stopping = false;
  const exited = once(gorl, 'exit');
  const failed = exited.then(([code, signal]) => {
    if (!stopping) throw new Error(`gorl ended by itself (${signal ?? code}):\n${said}`);
  });
  failed.catch(() => {}); // whoever waits hears of it

  return {
    failed,
    /** Resolves at the next event of this type; rejects when gorl ends instead. */
    event: (type) =>
      Promise.race([new Promise((resolve) => waiting.set(type, [...(waiting.get(type) ?? []), resolve])), failed]),
    async stop() {
      stopping = true;
      gorl.kill('SIGTERM');
      const force = setTimeout(() => gorl.kill('SIGKILL'), stopLimitMs);
      await exited;
      clearTimeout(force);
    },
  };
}
