import { spawn } from 'node:child_process';
import { join } from 'node:path';

const gorl = process.env['GORL_BIN'] ?? join(import.meta.dirname, '../../bin/gorl.js');

/**
 * Starts the built gorl, or that of $GORL_BIN.
 *
 * @param words the command line, with `--events fd:3`
 * @param options of spawn; `onEvent` gets each event, `onStderr` what is written for people
 */
export function startGorl(words, { onEvent, onStderr, ...options }) {
  const child = spawn(process.execPath, [gorl, ...words], { ...options, stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
  child.stderr.setEncoding('utf8').on('data', onStderr);
  let rest = '';
  child.stdio[3].setEncoding('utf8').on('data', (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    for (const line of lines) onEvent(JSON.parse(line));
  });
  return child;
}

/** In order; at once where it has ended, or was never started. */
export async function stopGorl(child) {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await exited;
}
