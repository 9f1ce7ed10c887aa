import { Reach } from '../../watch/survey/reach.ts';
import type { Clock } from '../adapters.ts';
import type { RunningSurvey } from './survey-elsewhere.ts';
import type { SurveyTask } from './survey-task.ts';

export interface LargeTreeDeps {
  readonly clock: Pick<Clock, 'now'>;
  readonly loadSurvey: () => Promise<(task: SurveyTask) => RunningSurvey>;
  /** What is wanted as things stand now. */
  readonly task: () => SurveyTask;
  /** Other directories are entered from now on. */
  readonly onFound: () => void;
}

/** A file in a directory without a watch is found by the next look at the tree, and that costs some time. */
const restMs = 60_000;

/**
 * What of a large tree is watched beside the program: the directories that hold something that is wanted. They are
 * looked for in the background, when nobody waits for anything.
 */
export class LargeTree {
  readonly reach: Reach;
  readonly #deps: LargeTreeDeps;
  #running: RunningSurvey | undefined;
  #isUnderWay = false;
  #isClosed = false;
  #endedAtMs: number | undefined;

  constructor(isLarge: boolean, deps: LargeTreeDeps) {
    this.reach = new Reach(isLarge);
    this.#deps = deps;
  }

  /** A good moment to look through the tree. */
  quiet(): void {
    if (!this.reach.isLarge || this.#isUnderWay || this.#isClosed) return;
    if (this.#endedAtMs !== undefined && this.#deps.clock.now() - this.#endedAtMs < restMs) return;
    this.#isUnderWay = true;
    void this.#look();
  }

  /** Nobody can say what the program is made of: the whole tree is watched. */
  open(): void {
    if (this.reach.open()) this.#deps.onFound();
  }

  close(): void {
    this.#isClosed = true;
    this.#running?.stop();
  }

  async #look(): Promise<void> {
    const without = await this.#survey().catch(() => undefined);
    this.#isUnderWay = false;
    this.#endedAtMs = this.#deps.clock.now();
    if (this.#isClosed) return;
    // Without an answer, too much is watched rather than too little.
    if (without === undefined) this.open();
    else if (this.reach.learn(new Set(without))) this.#deps.onFound();
  }

  async #survey(): Promise<readonly string[] | undefined> {
    const start = await this.#deps.loadSurvey();
    if (this.#isClosed) return undefined;
    this.#running = start(this.#deps.task());
    return this.#running.without;
  }
}
