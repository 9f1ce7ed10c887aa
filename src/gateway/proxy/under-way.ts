/** What is under way at each run of the app, and who waits for the end of it. */
export class UnderWay {
  readonly #counts = new Map<number, number>();
  readonly #waiting = new Map<number, (() => void)[]>();

  count(run: number): number {
    return this.#counts.get(run) ?? 0;
  }

  /** One more; returns what says, once, that it is over. */
  begin(run: number): () => void {
    this.#counts.set(run, this.count(run) + 1);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#end(run);
    };
  }

  /** Calls back when nothing is under way there, at once if nothing is. */
  whenNone(run: number, act: () => void): void {
    if (this.count(run) === 0) act();
    else this.#waiting.set(run, [...(this.#waiting.get(run) ?? []), act]);
  }

  #end(run: number): void {
    const left = this.count(run) - 1;
    if (left > 0) return void this.#counts.set(run, left);
    this.#counts.delete(run);
    const waiting = this.#waiting.get(run) ?? [];
    this.#waiting.delete(run);
    for (const act of waiting) act();
    return undefined;
  }
}
