import { spawn } from 'node:child_process';
import type { CommandResult, CommandRunner } from '../../src/engine/ports.ts';

/** A CommandRunner without any of the care that src/process takes: one process group, SIGKILL, no more. */
export const plainCommands: CommandRunner = {
  start({ command, cwd, env, onOutput, stdout }) {
    const [file, args] = command.type === 'argv' ? [command.file, command.args] : ['/bin/sh', ['-c', command.line]];
    const child = spawn(file, args, { cwd, env: { ...env }, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        if (stdout !== undefined && stream === child.stdout) return stdout(text);
        output += text;
        onOutput?.(text);
      });
    }
    const ended = new Promise<CommandResult>((resolve) => {
      child.once('error', (error) => resolve({ end: { type: 'spawn-failed', message: error.message }, output }));
      child.once('close', (code, signal) => {
        resolve({ end: signal === null ? { type: 'code', code: code ?? 0 } : { type: 'signal', signal }, output });
      });
    });
    const cancel = async (): Promise<void> => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // The group is gone already.
      }
      await ended;
    };
    return { pid: child.pid, ended, cancel };
  },
};
