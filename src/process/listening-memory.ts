import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/**
 * What a program is expected to do, going by its runs so far: it listens on some port; it does not, as its last run
 * in this session or an earlier one showed; or nobody knows yet.
 */
export type Expectation = 'port' | 'none' | 'none-before' | 'anything';

export interface ListeningMemory {
  expectation(): Expectation;
  /** A run listened, or has not within the time that was given to it. `lasting`: a long time, that is. */
  learn(listens: boolean, lasting: boolean): void;
}

export interface ListeningMemoryPlace {
  /** Absolute. Kept from one gorl to the next; what cannot be read or written is as good as empty. */
  readonly file: string;
  /** What is built: a project may have several programs. */
  readonly target: string;
}

/** @param place asked anew each time, since the config may change */
export function createListeningMemory(place: () => ListeningMemoryPlace | undefined): ListeningMemory {
  /** Of this session: what the last run of a program did. */
  const session = new Map<string, boolean>();
  const target = (): string => place()?.target ?? '';
  return {
    expectation() {
      const now = session.get(target());
      if (now !== undefined) return now ? 'port' : 'none';
      const before = recall(place());
      if (before === undefined) return 'anything';
      return before ? 'port' : 'none-before';
    },
    learn(listens, lasting) {
      if (session.get(target()) === true && !listens) return;
      session.set(target(), listens);
      const at = place();
      if (at === undefined || !(listens || lasting)) return;
      // Once is enough for good: the next change may break what makes it listen.
      const known = recall(at);
      if (known !== true && known !== listens) remember(at, listens);
    },
  };
}

type Kept = Readonly<Record<string, boolean>>;

function read({ file }: ListeningMemoryPlace): Kept {
  try {
    const { v, listens } = JSON.parse(readFileSync(file, 'utf8')) as { v?: unknown; listens?: unknown };
    return v === 1 && typeof listens === 'object' && listens !== null ? (listens as Kept) : {};
  } catch {
    return {};
  }
}

function recall(place: ListeningMemoryPlace | undefined): boolean | undefined {
  const known: unknown = place === undefined ? undefined : read(place)[place.target];
  return typeof known === 'boolean' ? known : undefined;
}

/** By rename, since another gorl may read it. */
function remember(place: ListeningMemoryPlace, listens: boolean): void {
  const temporary = `${place.file}.${process.pid}`;
  try {
    writeFileSync(temporary, `${JSON.stringify({ v: 1, listens: { ...read(place), [place.target]: listens } })}\n`);
    renameSync(temporary, place.file);
  } catch {
    // tmp_dir is gone, full or read-only: it is learned anew the next time.
  }
}
