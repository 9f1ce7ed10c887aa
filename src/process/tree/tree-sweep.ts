import { findOnPath } from '../../base/find-on-path.ts';

/**
 * Signals a process and all its descendants by parent links, with tree-kill. Only for machines
 * without /proc: it knows nothing of orphans, and is of use only while the root lives.
 *
 * tree-kill 1.2.2 starts `ps` (Linux), `pgrep` (macOS) or `taskkill` (Windows) and dies of an uncaught error
 * event when there is none, so that is looked for first, once.
 */
export interface TreeSweep {
  sweep(pid: number, signal: NodeJS.Signals): Promise<void>;
}

export function createTreeSweep(
  notice: (message: string) => void,
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): TreeSweep {
  const tool = platform === 'win32' ? 'taskkill.exe' : platform === 'darwin' ? 'pgrep' : 'ps';
  let usable: boolean | undefined;
  return {
    async sweep(pid, signal) {
      if (pid <= 1 || pid === process.pid) return;
      if (usable === undefined) {
        usable = findOnPath(tool, environment) !== undefined;
        if (!usable) notice(`${tool} is not on the PATH: processes that left their process group may stay behind`);
      }
      if (!usable) return;
      const { default: treeKill } = await import('tree-kill');
      // An error means that the process is gone.
      await new Promise<void>((resolve) => treeKill(pid, signal, () => resolve()));
    },
  };
}
