import { statfsSync } from 'node:fs';

/** By the magic numbers of statfs(2) on Linux: file systems whose other users' writes make no events here. */
const withoutEvents: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB'],
  [0x01021997, '9p'],
  [0x65735546, 'FUSE'],
  [0x786f4256, 'vboxsf'],
  [0xbacbacbc, 'vmhgfs'],
  [0x7c7c6673, 'prl_fs'],
  [0x00c36400, 'ceph'],
]);

export type WatchMode = { readonly mode: 'events' } | { readonly mode: 'polling'; readonly reason?: string };

/**
 * Events unless the user asked for polling or the files lie where no events come from. `false` insists
 * on events. CHOKIDAR_USEPOLLING is the switch that container images set for chokidar.
 */
export function chooseMode(poll: 'auto' | boolean, directories: readonly string[], env = process.env): WatchMode {
  if (poll === true) return { mode: 'polling' };
  if (poll === false) return { mode: 'events' };
  if (/^(?:1|true)$/i.test(env['CHOKIDAR_USEPOLLING'] ?? '')) {
    return { mode: 'polling', reason: 'CHOKIDAR_USEPOLLING is set' };
  }
  for (const directory of directories) {
    const name = fileSystemWithoutEvents(directory);
    if (name !== undefined) return { mode: 'polling', reason: `${name} sends no events` };
  }
  return { mode: 'events' };
}

function fileSystemWithoutEvents(directory: string): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    return withoutEvents.get(statfsSync(directory).type);
  } catch {
    return undefined;
  }
}
