/** How much may wait for an app that is on its way. */
export interface WaitLimits {
  /** Requests. */
  readonly most: number;
  /** Of their heads, together. */
  readonly mostBytes: number;
  readonly ms: number;
}

export type Waited<T> =
  | { readonly type: 'served'; readonly by: T }
  /** Nothing came in time; nothing is expected; too many wait already. */
  | { readonly type: 'refused'; readonly because: 'time' | 'nothing' | 'full' }
  | { readonly type: 'gone' };

interface Waiter<T> {
  readonly bytes: number;
  readonly settle: (result: Waited<T>) => void;
}

/** Where requests wait while there is no app to serve them, in order. */
export class WaitingRoom<T> {
  readonly #limits: () => WaitLimits;
  readonly #waiting = new Set<Waiter<T>>();

  /** @param limits asked anew by each that comes */
  constructor(limits: () => WaitLimits) {
    this.#limits = limits;
  }

  /**
   * Resolves when it can go on, or cannot. Never rejects.
   *
   * @param bytes of its head
   * @param whenGone calls back when nobody waits for it any more; returns how to stop listening
   */
  wait(bytes: number, whenGone: (act: () => void) => () => void): Promise<Waited<T>> {
    const { most, mostBytes, ms } = this.#limits();
    const taken = [...this.#waiting].reduce((sum, each) => sum + each.bytes, bytes);
    if (this.#waiting.size >= most || taken > mostBytes) return Promise.resolve({ type: 'refused', because: 'full' });
    return new Promise((resolve) => {
      const waiter: Waiter<T> = {
        bytes,
        settle: (result) => {
          if (!this.#waiting.delete(waiter)) return;
          clearTimeout(timer);
          forget();
          resolve(result);
        },
      };
      const timer = setTimeout(() => waiter.settle({ type: 'refused', because: 'time' }), ms);
      const forget = whenGone(() => waiter.settle({ type: 'gone' }));
      this.#waiting.add(waiter);
    });
  }

  /** All of them go on, the first first. */
  release(by: T): void {
    for (const waiter of this.#waiting) waiter.settle({ type: 'served', by });
  }

  /** Nothing will come. */
  refuseAll(): void {
    for (const waiter of this.#waiting) waiter.settle({ type: 'refused', because: 'nothing' });
  }
}
