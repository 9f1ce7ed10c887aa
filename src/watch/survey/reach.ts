/**
 * How far the lists alone lead into a tree. A small one is watched whole. Of a large one, only what the program is made
 * of and what the config names is watched at once; the rest is looked through in the background, and what holds nothing
 * that anybody wants is left out.
 */
export class Reach {
  #without: ReadonlySet<string> | undefined;
  #isLarge: boolean;

  constructor(isLarge: boolean) {
    this.#isLarge = isLarge;
  }

  get isLarge(): boolean {
    return this.#isLarge;
  }

  /** Whether to enter a directory that nothing but the lists wants. */
  follows(directory: string): boolean {
    return !this.#isLarge || this.#without?.has(directory) === false;
  }

  /**
   * The tree was looked through. A directory that was not there then is entered.
   *
   * @param without topmost directories that hold nothing that anybody wants; absolute
   * @returns whether that is new
   */
  learn(without: ReadonlySet<string>): boolean {
    const before = this.#without;
    this.#without = without;
    return before === undefined || before.size !== without.size || [...without].some((each) => !before.has(each));
  }

  /** Nothing but the lists says what to watch: all of it is. Returns whether that is new. */
  open(): boolean {
    const wasLarge = this.#isLarge;
    this.#isLarge = false;
    return wasLarge;
  }
}
