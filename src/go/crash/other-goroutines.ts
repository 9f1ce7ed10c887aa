import type { Location, Note } from '../../protocol/diagnostic.ts';
import { type CodeContext, firstOwn, frameName, type Goroutine, type OwnFrame } from './stack-trace.ts';

/** Of goroutines that may have used the map, and of kinds that wait in a deadlock. */
const [maxUsers, maxWaiting] = [2, 3];

/** What Go calls inside of an access to a map: `runtime.mapassign_fast64` before Go 1.24, then a package of its own. */
const withinMap = /^(?:internal\/runtime\/maps\.|runtime\.(?:map|growWork|evacuate|hashGrow))/;
/** It can have been within an access when the other one came; one that waits cannot. */
const atWork = /^(?:running|runnable|preempted|GC assist)/;

/**
 * Who may be the other side of `concurrent map writes`. Go does not say; it lists other goroutines only with
 * GOTRACEBACK=all, or if it is older than 1.24. Those first that were within an access.
 */
export function otherUsersOfMap(goroutines: readonly Goroutine[], context: CodeContext): readonly Note[] {
  const users = goroutines.flatMap((goroutine) => {
    const isWithin = goroutine.frames.some(({ func }) => withinMap.test(func));
    const isAtWork = atWork.test(goroutine.state) && goroutine.frames[0]?.atEntry !== true;
    const own = isWithin || isAtWork ? firstOwn(goroutine.frames, context) : undefined;
    if (own === undefined) return [];
    const message = `may be the other side: goroutine ${goroutine.id} [${goroutine.state}], ${frameName(own.frame)}`;
    return [{ isWithin, note: { message, location: own.location } }];
  });
  const likeliest = users.toSorted((a, b) => Number(b.isWithin) - Number(a.isWithin));
  // Many that do the same are one place to look at.
  const places = new Map<string, Note>();
  for (const { note } of likeliest)
    if (!places.has(placeText(note.location))) places.set(placeText(note.location), note);
  return [...places.values()].slice(0, maxUsers);
}

/** The others of a deadlock, those in the same place and state as one. */
export function waitingToo(goroutines: readonly Goroutine[], context: CodeContext): readonly Note[] {
  const kinds = new Map<string, { ids: number[]; readonly state: string; readonly own: OwnFrame }>();
  for (const { id, state, frames } of goroutines) {
    const own = firstOwn(frames, context);
    if (own === undefined) continue;
    const key = `${placeText(own.location)} ${state}`;
    const kind = kinds.get(key) ?? { ids: [], state, own };
    kind.ids.push(id);
    kinds.set(key, kind);
  }
  return [...kinds.values()].slice(0, maxWaiting).map(({ ids, state, own }) => {
    const who = ids.length === 1 ? `goroutine ${ids[0]}` : `${ids.length} goroutines`;
    return { message: `also waiting: ${who} [${state}], ${frameName(own.frame)}`, location: own.location };
  });
}

function placeText({ file, line }: Location): string {
  return `${file}:${line}`;
}
