import { execFileSync } from 'node:child_process';

/** Why no process can get few inotify watches of its own here; undefined where it can. */
export function whyNoUserNamespace(): string | undefined {
  if (process.platform !== 'linux') return 'inotify limits are Linux only';
  try {
    execFileSync('unshare', ['-U', '-r', 'sh', '-c', 'echo 150 > /proc/sys/user/max_inotify_watches'], {
      stdio: 'pipe',
    });
    return undefined;
  } catch (error) {
    return `no user namespace with its own limits here: ${String(error).split('\n')[0]}`;
  }
}
