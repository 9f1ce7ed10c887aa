import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { gorlBin, projectRoot } from '../support/gorl-rig.ts';

/** One of the long runs, against the gorl under test. */
export function torture(args: readonly string[]): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawn(process.execPath, [join(projectRoot, 'scripts/torture.mjs'), ...args], {
    cwd: projectRoot,
    env: { ...process.env, GORL_BIN: gorlBin() },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })));
}
