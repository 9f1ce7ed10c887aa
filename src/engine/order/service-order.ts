import { initialOrder, type Dependencies, type OrderState } from './state.ts';
import { orderStep, type OrderEffect, type OrderEvent } from './step.ts';

/** The order of a session's services, with its memory: events in, effects out, one after the other. */
export class ServiceOrder {
  readonly #ask: (effect: OrderEffect) => void;
  #state: OrderState;
  readonly #queue: OrderEvent[] = [];
  #isBusy = false;

  constructor(dependencies: Dependencies, ask: (effect: OrderEffect) => void) {
    this.#state = initialOrder(dependencies);
    this.#ask = ask;
  }

  /** What a service of which nothing has been heard yet has to wait for. */
  awaited(service: string): readonly string[] {
    return this.#state.services.get(service)?.awaited ?? [];
  }

  dispatch(event: OrderEvent): void {
    this.#queue.push(event);
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
        const { state, effects } = orderStep(this.#state, next);
        this.#state = state;
        effects.forEach(this.#ask);
      }
    } finally {
      this.#isBusy = false;
    }
  }
}
