import type { FastLane, FastLaneOptions, LaneBuilt, LaneOutcome, LaneRequest, LoadFastLane } from './fast-lane.ts';

/** No start, and no first start of the app, is to wait for reading it: that takes descriptors, too. */
const loadAfterMs = 400;

/** A fast lane that is loaded when the first build is over, and the app has had its time to start. */
export class LazyLane implements FastLane {
  readonly #load: LoadFastLane;
  readonly #options: FastLaneOptions;
  #lane: FastLane | undefined;
  #forget: (() => void) | undefined;
  #isOver = false;

  constructor(load: LoadFastLane, options: FastLaneOptions) {
    this.#load = load;
    this.#options = options;
  }

  async build(request: LaneRequest): Promise<LaneOutcome | undefined> {
    return this.#lane?.build(request);
  }

  leaves(path: string): boolean {
    return this.#lane?.leaves(path) ?? true;
  }

  built(request: LaneRequest, built: LaneBuilt): void {
    if (this.#lane !== undefined) return this.#lane.built(request, built);
    this.interrupt();
    // Without it, all builds are the go command's.
    const load = (): void => void this.#loaded(request, built).catch(() => undefined);
    this.#forget = this.#options.after(loadAfterMs, load);
  }

  interrupt(): void {
    this.#forget?.();
    this.#forget = undefined;
    this.#lane?.interrupt();
  }

  makeWay(): void {
    this.#lane?.makeWay();
  }

  async close(): Promise<void> {
    this.#isOver = true;
    this.interrupt();
    await this.#lane?.close();
  }

  async #loaded(request: LaneRequest, built: LaneBuilt): Promise<void> {
    const asked = this.#forget;
    const create = await this.#load();
    if (this.#isOver) return;
    this.#lane ??= create(this.#options);
    // A build that began meanwhile has the next word.
    if (asked === this.#forget) this.#lane.built(request, built);
  }
}
