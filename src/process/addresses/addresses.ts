import { readListeningRows, socketsOf } from '../ready/listening-ports.ts';
import { askPort, type SpokenAtPort } from './ask-port.ts';
import { hostOfWords, hostsToReach } from './bound-host.ts';
import { spokenByProgram, type SpokenByProgram } from './spoken-by-program.ts';
import { readUnixListeners } from '../ready/unix-sockets.ts';

export interface AddressesRequest {
  /** Pids of the app's live processes. */
  readonly pids: readonly number[];
  /** That it is known to listen on. */
  readonly ports: readonly number[];
}

/** A port as one address of the kernel's table has it. */
interface Bound {
  readonly host: string;
  readonly port: number;
  readonly pid: number | undefined;
}

/**
 * Where people reach the app: an address of this machine for each port, in their order, then those for the network,
 * then unix sockets. `http://localhost:8080`; without a scheme where nobody knows what is spoken. Never rejects.
 */
export async function addressesOf({ pids, ports }: AddressesRequest): Promise<readonly string[]> {
  const owners = new Map(pids.flatMap((pid) => [...socketsOf(pid)].map((inode) => [inode, pid] as const)));
  const bound = boundTo(ports, owners);
  const programs = new Map<number, Promise<SpokenByProgram>>();
  const spokenBy = (pid: number): Promise<SpokenByProgram> => {
    const known = programs.get(pid) ?? spokenByProgram(pid);
    programs.set(pid, known);
    return known;
  };
  const schemes = await Promise.all(bound.map((each) => schemeOf(each, spokenBy)));
  const near: string[] = [];
  const far: string[] = [];
  for (const [at, { host, port }] of bound.entries()) {
    const [first = host, ...network] = hostsToReach(host).map((name) => `${schemes[at]}${name}:${port}`);
    near.push(first);
    far.push(...network);
  }
  const paths = [...readUnixListeners()].filter(([inode]) => owners.has(inode)).map(([, path]) => `unix:${path}`);
  return [...new Set([...near, ...far, ...paths.toSorted()])];
}

function boundTo(ports: readonly number[], owners: ReadonlyMap<number, number>): readonly Bound[] {
  if (ports.length === 0) return [];
  const rows = readListeningRows().filter(({ inode }) => owners.has(inode));
  return ports.flatMap((port) => {
    const own = rows.filter((row) => row.port === port);
    // Closed meanwhile, or held by a process that is gone: the port is known all the same.
    if (own.length === 0) return [{ host: '127.0.0.1', port, pid: undefined }];
    return own.map(({ words, inode }) => ({ host: hostOfWords(words), port, pid: owners.get(inode) }));
  });
}

async function schemeOf(
  { host, port, pid }: Bound,
  spokenBy: (pid: number) => Promise<SpokenByProgram>,
): Promise<string> {
  const byProgram = pid === undefined ? 'unknown' : await spokenBy(pid);
  const spoken: SpokenAtPort = byProgram === 'ask' ? await askPort(hostToAsk(host), port) : byProgram;
  return spoken === 'unknown' ? '' : `${spoken}://`;
}

/** One that listens everywhere is asked from within. */
function hostToAsk(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}
