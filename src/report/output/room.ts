/** Whether there is room for more of somebody's output; whoever has more waits for it. */
export interface Room {
  has(): boolean;
  /** Calls once when there is room: at once, or as soon as there is again. */
  once(listener: () => void): void;
}

export interface TellingRoom extends Room {
  /** To be called whenever something was taken. */
  taken(): void;
}

/** A reader that takes nothing for so long is stuck, and holds up nobody that gorl itself waits for, in ms. */
const stuckMs = 1000;

/**
 * @param isFree by the amount that waits
 * @param isFreeAgain when those who wait are told: later, so that they need not stop again at once. Default: as soon as
 * it is free
 */
export function createRoom(isFree: () => boolean, isFreeAgain: () => boolean = isFree): TellingRoom {
  let listeners: (() => void)[] = [];
  return {
    has: isFree,
    once(listener) {
      if (isFree()) listener();
      else listeners.push(listener);
    },
    taken() {
      if (listeners.length === 0 || !isFreeAgain()) return;
      const told = listeners;
      listeners = [];
      for (const listener of told) listener();
    },
  };
}

/** The same for those who wait only for a reader that takes something. */
export function patientRoom(
  room: TellingRoom,
  takenAt: () => number,
  now: () => number = () => performance.now(),
): TellingRoom {
  return {
    has: () => room.has() || now() - takenAt() > stuckMs,
    once(listener) {
      let called = false;
      const call = (): void => {
        clearTimeout(timer);
        if (!called) listener();
        called = true;
      };
      // Nothing tells that a reader takes nothing.
      const timer = setTimeout(call, stuckMs);
      timer.unref();
      room.once(call);
    },
    taken: room.taken,
  };
}

export function bothRooms(one: Room, other: Room): Room {
  return {
    has: () => one.has() && other.has(),
    once: (listener) => one.once(() => other.once(listener)),
  };
}
