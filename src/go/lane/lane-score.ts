import { readText } from '../../base/read-regular-file.ts';
import { replaceFile } from '../../base/replace-file.ts';
import { laneScoreIn } from '../build/lane-files.ts';

/** What became of the builds of a session. */
export interface LaneScore {
  readonly state: 'learning' | 'ready' | 'off';
  /** Why it is off, or not ready yet. */
  readonly reason?: string;
  /** Builds that the lane made. */
  readonly built: number;
  /** Builds that it left to the go command, by reason. */
  readonly left: Readonly<Record<string, number>>;
  /** Binaries of which the go command made the same. */
  readonly proved: number;
  /** Binaries of which it made another one. */
  readonly wrong: number;
}

export const noScore: LaneScore = { state: 'learning', built: 0, left: {}, proved: 0, wrong: 0 };

const mostBytes = 64 * 1024;

/** In vain where that cannot be. */
export function keepScore(tmpDir: string, score: LaneScore): void {
  try {
    replaceFile(laneScoreIn(tmpDir), `${JSON.stringify(score)}\n`);
  } catch {
    // tmp_dir is gone, full or read-only.
  }
}

/** The score of this session. */
export class ScoreBoard {
  readonly #tmpDir: string;
  #score = noScore;

  /** @param tmpDir absolute */
  constructor(tmpDir: string) {
    this.#tmpDir = tmpDir;
  }

  built(): void {
    this.#score = { ...this.#score, built: this.#score.built + 1 };
  }

  left(reason: string): void {
    const { left } = this.#score;
    this.#score = { ...this.#score, left: { ...left, [reason]: (left[reason] ?? 0) + 1 } };
  }

  found(what: 'proved' | 'wrong'): void {
    this.#score = { ...this.#score, [what]: this.#score[what] + 1 };
    this.keep();
  }

  enter(state: LaneScore['state'], reason?: string): void {
    const { reason: _, ...score } = this.#score;
    this.#score = { ...score, state, ...(reason === undefined ? {} : { reason }) };
    this.keep();
  }

  /** Nothing is kept where nothing happened. */
  keep(): void {
    if (this.#score !== noScore) keepScore(this.#tmpDir, this.#score);
  }
}

/** Of the newest session; undefined where there is none. */
export function readScore(tmpDir: string): LaneScore | undefined {
  try {
    const text = readText(laneScoreIn(tmpDir), mostBytes);
    return text === undefined ? undefined : { ...noScore, ...(JSON.parse(text) as Partial<LaneScore>) };
  } catch {
    return undefined;
  }
}
