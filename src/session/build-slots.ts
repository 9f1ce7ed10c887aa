import type { Builder } from '../engine/ports.ts';
import type { BuildEvent } from '../engine/service/event.ts';

export interface BuildSlotsOptions {
  /** So many builds at once are as fast as the machine can be. */
  readonly cores: number;
  /** Calls `fire` once, `ms` later; returns what forgets it. */
  readonly after: (ms: number, fire: () => void) => () => void;
}

/** A build that waits, or runs. */
export interface BuildSlot {
  /** It has not begun. */
  readonly isWaiting: boolean;
  /** It is over, or nobody wants it any more. Safe to call twice. */
  release(): void;
}

/** Nobody waits longer than this, in ms, for the builds of others: they may hang. */
const patienceMs = 30_000;

/**
 * How many services build with the go command at once. The very first build has the machine for itself: on an empty
 * cache each of several would compile the standard library anew.
 */
export class BuildSlots {
  readonly #options: BuildSlotsOptions;
  readonly #waiting = new Set<Slot>();
  readonly #running = new Set<Slot>();
  #isFirstOver = false;

  constructor(options: BuildSlotsOptions) {
    this.#options = options;
  }

  /** @param begin called at once, or when there is room */
  take(begin: () => void): BuildSlot {
    const slot = new Slot(begin, () => this.#released(slot));
    this.#waiting.add(slot);
    slot.forget = this.#options.after(patienceMs, () => this.#begin(slot));
    this.#next();
    return slot;
  }

  #next(): void {
    const room = this.#isFirstOver ? this.#options.cores : 1;
    for (const slot of this.#waiting) {
      if (this.#running.size >= room) return;
      this.#begin(slot);
    }
  }

  #begin(slot: Slot): void {
    if (!this.#waiting.delete(slot)) return;
    this.#running.add(slot);
    slot.run();
  }

  #released(slot: Slot): void {
    this.#waiting.delete(slot);
    if (this.#running.delete(slot)) this.#isFirstOver = true;
    this.#next();
  }
}

class Slot implements BuildSlot {
  forget: () => void = () => undefined;
  #isWaiting = true;
  #isOver = false;
  readonly #begin: () => void;
  readonly #onRelease: () => void;

  constructor(begin: () => void, onRelease: () => void) {
    this.#begin = begin;
    this.#onRelease = onRelease;
  }

  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  run(): void {
    this.#isWaiting = false;
    this.forget();
    this.#begin();
  }

  release(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.forget();
    this.#onRelease();
  }
}

/**
 * The builder, which waits for its turn where others build, too.
 *
 * @param slots undefined: nobody else builds, or what is to be built now takes no part in that
 */
export function queuedBuilder(inner: Builder, slots: () => BuildSlots | undefined): Builder {
  const taken = new Map<number, { readonly slot: BuildSlot; readonly cancelled: () => void }>();
  return {
    start(request, emit) {
      const { generation } = request;
      const available = slots();
      if (available === undefined) return inner.start(request, emit);
      const over = (event: BuildEvent): void => {
        taken.get(generation)?.slot.release();
        taken.delete(generation);
        emit(event);
      };
      const slot = available.take(() => inner.start(request, over));
      taken.set(generation, { slot, cancelled: () => over({ type: 'build-cancelled', generation }) });
    },
    cancel(generation) {
      const own = taken.get(generation);
      if (own?.slot.isWaiting !== true) return inner.cancel(generation);
      // Nothing of it has begun. Never from within the call.
      own.slot.release();
      queueMicrotask(own.cancelled);
    },
  };
}
