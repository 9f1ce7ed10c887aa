import { readFileSync, readlinkSync } from 'node:fs';
import { namesIn } from '../../base/what-is-there.ts';

interface Descriptor {
  /** `pipe:[4711]`, `anon_inode:[eventpoll]`, or a path. */
  readonly link: string;
  readonly writable: boolean;
  readonly readable: boolean;
}

type Descriptors = ReadonlyMap<number, Descriptor>;

/**
 * Why gorl must not write to that descriptor; undefined when the caller opened it for writing. To be asked before gorl
 * opens anything itself. Node opens epoll, eventfd and pipes to its own threads; it marks all descriptors
 * close-on-exec, those of the caller too, so that flag tells nothing.
 */
export function whyNotGiven(fd: number): string | undefined {
  const descriptors = openDescriptors();
  // No /proc: what is not open at all is found out when it is opened.
  if (descriptors.size === 0) return undefined;
  const found = descriptors.get(fd);
  if (found === undefined || isNodes(found, descriptors))
    return `descriptor ${fd} is not open (open one like this: gorl --events fd:3 3>events.ndjson)`;
  return found.writable ? undefined : 'it is open only for reading';
}

function isNodes({ link }: Descriptor, descriptors: Descriptors): boolean {
  if (link.startsWith('anon_inode:')) return true;
  if (!link.startsWith('pipe:')) return false;
  const ends = [...descriptors.values()].filter((each) => each.link === link);
  // Node talks to itself through these. A caller that handed over both ends of a pipe has one of them still.
  const both = ends.some(({ writable }) => writable) && ends.some(({ readable }) => readable);
  return both && ![...openDescriptors(process.ppid).values()].some((each) => each.link === link);
}

function openDescriptors(pid: number | 'self' = 'self'): Descriptors {
  const found = new Map<number, Descriptor>();
  for (const name of namesIn(`/proc/${pid}/fd`)) {
    try {
      const link = readlinkSync(`/proc/${pid}/fd/${name}`);
      const flags = /^flags:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/fdinfo/${name}`, 'latin1'))?.[1] ?? '';
      const mode = Number.parseInt(flags, 8) % 4;
      found.set(Number(name), { link, readable: mode !== 1, writable: mode !== 0 });
    } catch {
      // The one that looked, or one that was closed meanwhile.
    }
  }
  return found;
}
