import { join } from 'node:path';
import { makeDir } from '../../base/make-dirs.ts';
import type { CommandSpec } from '../../engine/ports.ts';
import { succeeded, type BuildCommands } from '../build/build-commands.ts';
import type { LaneRequest } from '../build/fast-lane.ts';
import { offline } from '../toolchain/offline.ts';

/** What a go command said: nothing that may be believed, where sources were written to meanwhile. */
export type Answer = { readonly type: 'said' | 'failed'; readonly text: string } | { readonly type: 'nothing' };

/** Runs a go command as the build would. */
export type AskGo = (args: readonly string[]) => Promise<Answer>;

/** @param dir absolute: for the go command's own files */
export function goAsker(plan: LaneRequest['plan'], commands: BuildCommands, dir: string, label: string): AskGo {
  return async (args) => {
    const chunks: string[] = [];
    const workDir = join(dir, 'go');
    makeDir(workDir);
    const spec: CommandSpec = {
      command: { type: 'argv', file: plan.build.goFile, args },
      cwd: plan.cwd,
      env: { ...offline(plan.env), GOTMPDIR: workDir, TMPDIR: workDir },
      label,
      // All of it: the longest may be longer than what is kept.
      onOutput: (text) => chunks.push(text),
    };
    const { result, worthless } = await commands.try(spec, { workDir, onWrite: 'kill' });
    if (worthless || commands.cancelled) return { type: 'nothing' };
    return { type: succeeded(result) ? 'said' : 'failed', text: chunks.join('') };
  };
}
