// One command for the scripts: its output shown or kept, a time limit, Ctrl-C passed on.
import { spawn } from 'node:child_process';

/** How long a command that is asked to stop may take. */
const graceMs = 10_000;

/**
 * Runs `command` (no shell). `quiet` keeps the output instead of showing it.
 * Never rejects: a command that cannot be started is one that failed.
 */
export function run([file, ...args], { cwd, env, limitMs, quiet = false }) {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd,
      env,
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    });
    const chunks = [];
    child.stdout?.on('data', (chunk) => chunks.push(chunk));
    child.stderr?.on('data', (chunk) => chunks.push(chunk));

    let timedOut = false;
    let force;
    const limit = setTimeout(() => {
      timedOut = true;
      child.kill('SIGTERM');
      force = setTimeout(() => child.kill('SIGKILL'), graceMs);
    }, limitMs);
    // A terminal sends Ctrl-C to the child as well; SIGTERM reaches only this process.
    const forward = (signal) => child.kill(signal);
    const ignore = () => {};
    process.on('SIGTERM', forward).on('SIGINT', ignore);

    const finish = (ok, extra = '') => {
      clearTimeout(limit);
      clearTimeout(force);
      process.off('SIGTERM', forward).off('SIGINT', ignore);
      const output = Buffer.concat(chunks).toString() + extra;
      resolve({ ok, timedOut, output, seconds: ((performance.now() - startedAt) / 1000).toFixed(1) });
    };
    child.on('error', (error) => finish(false, String(error)));
    child.on('close', (code) => finish(code === 0 && !timedOut));
  });
}
