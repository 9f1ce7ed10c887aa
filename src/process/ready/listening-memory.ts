import { readFileSync } from 'node:fs';
import { hashText } from '../../base/hash-text.ts';
import { replaceFile } from '../../base/replace-file.ts';

/**
 * What a program is expected to do, going by its runs so far: it listens on some port, as one in this session did; it
 * does not, as its last run in this session or an earlier one showed; or nobody knows. That it listened in an earlier
 * session proves nothing today: it may depend on what is not seen here, such as a variable.
 */
export type Expectation = 'port' | 'none' | 'none-before' | 'anything';

export interface ListeningMemory {
  /** Of what is started now. Without a place it is known for this session only. */
  program(place?: ListeningMemoryPlace): ProgramMemory;
}

export interface ProgramMemory {
  readonly expectation: Expectation;
  /** It listened, or has not within the time that was given to it. `lasting`: a long time, that is. */
  learn(listens: boolean, lasting: boolean): void;
}

export interface ListeningMemoryPlace {
  /** Absolute. Kept from one gorl to the next; what cannot be read or written is as good as empty. */
  readonly file: string;
  /** What is built: a project may have several programs. */
  readonly target: string;
  /** What it is started with: a program may be a server with some arguments only. */
  readonly args: readonly string[];
}

/** So many programs are kept in the file: the ones that were learned of last. */
const mostKept = 100;

export function createListeningMemory(): ListeningMemory {
  /** Of this session: what the last run of a program did. */
  const session = new Map<string, boolean>();
  return {
    program(at) {
      const key = at === undefined ? '' : keyOf(at);
      return {
        expectation: expectationOf(session.get(key), at),
        learn(listens, lasting) {
          if (session.get(key) === true && !listens) return;
          session.set(key, listens);
          if (at === undefined || !(listens || lasting)) return;
          // Once is enough for good: the next change may break what makes it listen.
          const known = recall(at);
          if (known !== true && known !== listens) remember(at, listens);
        },
      };
    },
  };
}

function expectationOf(now: boolean | undefined, place: ListeningMemoryPlace | undefined): Expectation {
  if (now !== undefined) return now ? 'port' : 'none';
  return recall(place) === false ? 'none-before' : 'anything';
}

/** Arguments may hold a password, which must not be written down. */
function keyOf({ target, args }: ListeningMemoryPlace): string {
  return args.length === 0 ? target : `${target} #${hashText(JSON.stringify(args))}`;
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
  const known: unknown = place === undefined ? undefined : read(place)[keyOf(place)];
  return typeof known === 'boolean' ? known : undefined;
}

/** By rename, since another gorl may read it. */
function remember(place: ListeningMemoryPlace, listens: boolean): void {
  try {
    const key = keyOf(place);
    const others = Object.entries(read(place)).filter(([each]) => each !== key);
    const all = Object.fromEntries([...others.slice(1 - mostKept), [key, listens]]);
    replaceFile(place.file, `${JSON.stringify({ v: 1, listens: all })}\n`);
  } catch {
    // tmp_dir is gone, full or read-only: it is learned anew the next time.
  }
}
