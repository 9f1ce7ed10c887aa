import { execFile } from 'node:child_process';
import { gorlBin, type GorlRig } from './gorl-rig.ts';

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs gorl in the rig's directory (or `cwd`) to its end, without a terminal and without an event stream. */
export function runGorl(
  rig: GorlRig,
  args: readonly string[],
  { cwd = rig.dir, env = rig.env() }: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Finished> {
  return new Promise((resolve) => {
    const options = { cwd, env: { ...env }, timeout: 120_000 };
    execFile(process.execPath, [gorlBin(), ...args], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, stdout, stderr });
    }).stdin?.end();
  });
}
