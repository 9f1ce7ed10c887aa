import { type Diagnostic, type Location, type Note, problem } from '../../protocol/diagnostic.ts';
import type { Access, Creation, RaceReport } from './race-report.ts';
import { type CodeContext, firstOwn, type Frame } from './stack-trace.ts';

interface Side {
  /** `main.go:33`; of a library's code `http/server.go:1934`. */
  readonly place: string;
  readonly location: Location | undefined;
  /** `main.(*cache).put`. */
  readonly func: string | undefined;
  readonly access: Access;
}

/** A race with what tells it from others: the pair of its places, in whichever order. */
export interface Race {
  readonly key: string;
  readonly diagnostic: Diagnostic;
}

/** Undefined where not even two accesses could be read. */
export function raceDiagnostic({ accesses, creations }: RaceReport, context: CodeContext): Race | undefined {
  const [first, second] = accesses.map((access) => sideOf(access, context));
  if (first === undefined || second === undefined) return undefined;
  const made = creationNotes(creations, context);
  const location = first.location ?? second.location ?? made[0]?.location;
  const other: Note[] = second.location === undefined ? [] : [{ message: inWords(second), location: second.location }];
  return {
    key: [first.place, second.place].toSorted().join(' '),
    diagnostic: problem(`data race: ${atPlace(first)}, ${atPlace(second)}`, {
      location,
      notes: [...other, ...made],
      source: 'race',
    }),
  };
}

/** Goroutines that were started at the same place share a note. */
function creationNotes(creations: readonly Creation[], context: CodeContext): readonly Note[] {
  const notes = new Map<string, Note>();
  for (const { goroutine, state, frames } of creations) {
    const own = firstOwn(frames, context);
    if (own === undefined) continue;
    const key = `${own.location.file}:${own.location.line}`;
    const before = notes.get(key)?.message.replace(/ created by .*/, ' and ') ?? '';
    const message = `${before}${goroutine} (${state}) created by ${own.frame.func}`;
    notes.set(key, { message, location: own.location });
  }
  return [...notes.values()];
}

function sideOf(access: Access, context: CodeContext): Side {
  const own = firstOwn(access.frames, context);
  const frame = own?.frame ?? access.frames[0];
  return { place: placeOf(own?.location, frame), location: own?.location, func: frame?.func, access };
}

function placeOf(location: Location | undefined, frame: Frame | undefined): string {
  if (location !== undefined) return `${location.file}:${location.line}`;
  return frame === undefined ? 'an unknown place' : `${frame.file.split(/[\\/]/).slice(-2).join('/')}:${frame.line}`;
}

function atPlace({ place, access }: Side): string {
  return `${access.what} at ${place} by ${access.goroutine}`;
}

function inWords({ func, access }: Side): string {
  return `${access.what} by ${access.goroutine}${func === undefined ? '' : ` in ${func}`}`;
}
