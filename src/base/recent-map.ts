/**
 * A cache for answers that are asked for in one neighborhood after another, as a walk through a tree does: it forgets
 * all when it is full. Answers that stay for long would fill the memory of a large tree.
 */
export class RecentMap<K, V> extends Map<K, V> {
  readonly #most: number;

  /** @param most entries; default: 100 */
  constructor(most = 100) {
    super();
    this.#most = most;
  }

  override set(key: K, value: V): this {
    if (this.size >= this.#most && !this.has(key)) this.clear();
    return super.set(key, value);
  }
}
