import { readListeners, socketsOf } from './listening-ports.ts';

/** Whose sockets are looked for. */
export interface RunProcesses {
  readonly leader: number;
  /** Pids of the run's live processes, by a fresh look. */
  readonly members: () => readonly number[];
}

/** The ports that a run listens on. */
export class OwnPorts {
  readonly #run: RunProcesses;
  /** Sockets of others. */
  readonly #foreign = new Set<number>();

  constructor(run: RunProcesses) {
    this.#run = run;
  }

  /**
   * In ascending order.
   *
   * @param tables the kernel's tables to read; all by default
   */
  read(tables?: readonly string[]): readonly number[] {
    const listeners = readListeners(tables);
    const unknown = [...listeners.keys()].filter((inode) => !this.#foreign.has(inode));
    if (unknown.length === 0) return [];
    const ofLeader = socketsOf(this.#run.leader);
    const own = unknown.filter((inode) => ofLeader.has(inode));
    const others = unknown.filter((inode) => !ofLeader.has(inode));
    if (others.length > 0) {
      const ofMembers = new Set(this.#run.members().flatMap((pid) => [...socketsOf(pid)]));
      for (const inode of others)
        if (ofMembers.has(inode)) own.push(inode);
        else this.#foreign.add(inode);
    }
    return [...new Set(own.map((inode) => listeners.get(inode) ?? 0))].toSorted((a, b) => a - b);
  }
}
