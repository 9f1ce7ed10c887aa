import { rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDir } from '../../base/make-dirs.ts';
import type { BuildCommands } from '../build/build-commands.ts';
import { messageOf } from '../build/build-failure.ts';
import type { FastLane, FastLaneOptions, LaneBuilt, LaneOutcome, LaneRequest } from '../build/fast-lane.ts';
import { requireProject } from '../build/required-project.ts';
import type { ArmedLane } from './armed-lane.ts';
import { IdleWork } from './idle-work.ts';
import { writeLaneReport } from './lane-report.ts';
import { keepScore, noScore, type LaneScore } from './lane-score.ts';
import { learn } from './learn.ts';
import { prove } from './prove.ts';
import { toolContext } from './toolchain-run.ts';

/** After a build the program starts; so many ms are its own. */
const learnAfterMs = 700;
/** Somebody who saves again within so many ms is not thinking yet. */
const proveAfterMs = 2000;
/** So many captures in a row may prove wrong before nobody tries again. */
const mostDoubts = 2;

export function createFastLane(options: FastLaneOptions): FastLane {
  return new Lane(options);
}

/** A lane that is sure of itself. */
interface Armed {
  /** For which builds. */
  readonly key: string;
  readonly lane: ArmedLane;
  readonly goEnv: Readonly<Record<string, string>>;
  readonly dir: string;
  readonly plan: LaneRequest['plan'];
  /** Ends that it hears of writes. */
  readonly forget: () => void;
}

class Lane implements FastLane {
  readonly #options: FastLaneOptions;
  readonly #idle: IdleWork;
  #armed: Armed | undefined;
  /** Why it is off for the session. */
  #off: string | undefined;
  /** The user has switched it off. */
  #isUnwanted = false;
  #doubts = 0;
  #dirs = 0;
  readonly #label: string;
  #score: LaneScore = noScore;
  #isBuilding = false;
  /** Directories of lanes that are no more: hundreds of files, which no build is to wait for. */
  readonly #leftovers: string[] = [];

  constructor(options: FastLaneOptions) {
    this.#options = options;
    this.#label = `${options.service}/lane`;
    this.#idle = new IdleWork({
      commands: options.idleCommands,
      after: options.after,
      onError: (error) => this.#tell(`the fast lane: ${messageOf(error)}`),
    });
  }

  async build(request: LaneRequest): Promise<LaneOutcome | undefined> {
    const armed = this.#armed;
    if (armed === undefined || this.#off !== undefined) return undefined;
    if (armed.key !== keyOf(request)) return this.#slow('its flags, target or environment changed');
    const { plan, commands, path, generation, snapshot } = request;
    const label = `${this.#options.service}/build-${generation}`;
    const workDir = join(request.workDir, 'lane');
    this.#isBuilding = true;
    try {
      const outcome = await armed.lane.build({
        path,
        context: toolContext({ plan, goEnv: armed.goEnv, workDir, commands, label }),
        isCancelled: () => commands.cancelled,
        adopt: (running) => commands.adopt(running),
        ...(snapshot === undefined ? {} : { copies: snapshot.copies }),
      });
      if (outcome.type === 'built') this.#score = { ...this.#score, built: this.#score.built + 1 };
      return outcome.type === 'slow' ? this.#slow(outcome.reason) : outcome;
    } catch (error) {
      // Its files are gone, or the disk is full: it has to begin anew.
      this.#disarm();
      return this.#slow(messageOf(error));
    } finally {
      this.#isBuilding = false;
    }
  }

  built(request: LaneRequest, { by, contentId }: LaneBuilt): void {
    if (this.#off !== undefined) return;
    if (contentId === undefined) return this.#turnOff('the binary has no build ID');
    if (request.plan.build.fastLane !== true) {
      this.#disarm();
      if (!this.#isUnwanted) this.#tell('the fast lane is off: build.fast_lane = false');
    } else if (by === 'lane') {
      this.#idle.soon(proveAfterMs, (commands) => this.#prove(request, contentId, commands));
    } else {
      this.#disarm();
      this.#idle.soon(learnAfterMs, (commands) => this.#learn(request, contentId, commands));
    }
    this.#isUnwanted = request.plan.build.fastLane !== true;
  }

  interrupt(): void {
    this.#idle.interrupt();
  }

  async close(): Promise<void> {
    this.#off ??= 'gorl ends';
    this.interrupt();
    await this.#idle.ended;
    this.#disarm();
    if (this.#score !== noScore) keepScore(this.#options.tmpDir, this.#score);
  }

  async #learn(request: LaneRequest, contentId: string, commands: BuildCommands): Promise<void> {
    const startedMs = performance.now();
    for (const leftover of this.#leftovers.splice(0)) await rm(leftover, { recursive: true, force: true });
    const dir = this.#makeDir(request);
    const learned = await learn({ request, contentId, commands, dir, label: this.#label });
    if (commands.cancelled || learned.type !== 'armed') rmSync(dir, { recursive: true, force: true });
    if (commands.cancelled) return;
    if (learned.type === 'armed') {
      const { lane, goEnv } = learned;
      this.#doubts = 0;
      this.#note({ state: 'ready' });
      this.#arm({ key: keyOf(request), lane, goEnv, dir, plan: request.plan });
      return this.#tell(`the fast lane is ready, after ${Math.round(performance.now() - startedMs)} ms`);
    }
    if (learned.type === 'wrong') this.#doubts += 1;
    if (learned.type === 'off' || this.#doubts >= mostDoubts) this.#turnOff(learned.reason);
    else {
      this.#note({ state: 'learning', reason: learned.reason });
      this.#tell(`no fast lane yet: ${learned.reason}`);
    }
  }

  async #prove(request: LaneRequest, contentId: string, commands: BuildCommands): Promise<void> {
    const armed = this.#armed;
    if (armed === undefined) return;
    const dir = this.#makeDir(request);
    const proof = await prove({ ...armed, request, contentId, commands, dir, label: this.#label });
    if (proof.type === 'same') {
      this.#note({ proved: this.#score.proved + 1 });
      this.#tell('go build makes what the fast lane made');
    }
    if (proof.type !== 'other') return;
    this.#note({ wrong: this.#score.wrong + 1 });
    this.#turnOff('it made another binary than go build');
    const { reporter, tmpDir, onUnproven } = this.#options;
    const file = writeLaneReport({ ...armed, request, contentId, found: proof.found, tmpDir });
    reporter.report({
      type: 'notice',
      level: 'warning',
      message: 'the fast lane made another binary than go build: from now on, go build makes them all',
      hint: `please report it, with what ${file} says`,
    });
    onUnproven();
  }

  #arm(armed: Omit<Armed, 'forget'>): void {
    const forget = this.#options.sources.observe({
      written: ({ directory, name }) => {
        if (name !== undefined) this.#written(join(directory, name), armed);
      },
      changed: () => undefined,
    });
    this.#armed = { ...armed, forget };
  }

  /** There may be more to come; the compiler need not wait for it. */
  #written(path: string, { lane, goEnv, dir, plan }: Omit<Armed, 'forget'>): void {
    if (this.#isBuilding) return;
    const { cwd, env } = plan;
    const { commands } = this.#options;
    const label = `${this.#label}-ahead`;
    try {
      lane.written(path, { cwd, env, goEnv, workDir: dir, start: (spec) => commands.start({ ...spec, label }) });
    } catch {
      // Its files are gone, or the disk is full: the build will tell.
    }
  }

  #disarm(): void {
    if (this.#armed === undefined) return;
    this.#armed.forget();
    this.#armed.lane.drop();
    this.#leftovers.push(this.#armed.dir);
    this.#armed = undefined;
  }

  #turnOff(reason: string): void {
    this.#off = reason;
    this.#disarm();
    this.#note({ state: 'off', reason });
    this.#tell(`the fast lane is off: ${reason}`);
  }

  /** Kept when nobody waits. */
  #note(news: Partial<LaneScore>): void {
    const { reason: _, ...score } = this.#score;
    this.#score = { ...score, ...news };
    keepScore(this.#options.tmpDir, this.#score);
  }

  #slow(reason: string): LaneOutcome {
    const { left } = this.#score;
    this.#score = { ...this.#score, left: { ...left, [reason]: (left[reason] ?? 0) + 1 } };
    this.#tell(`not the fast lane: ${reason}`);
    return { type: 'slow', reason };
  }

  #tell(message: string): void {
    this.#options.reporter.report({ type: 'notice', level: 'debug', message });
  }

  /** @throws where the project has been moved away: nothing of it is made anew */
  #makeDir({ plan: { project, cwd } }: LaneRequest): string {
    requireProject(project ?? [cwd]);
    const dir = join(this.#options.makeDir(), String((this.#dirs += 1)));
    makeDir(dir);
    return dir;
  }
}

/** What has to be the same for what was learned to hold. */
function keyOf({ plan: { build, cwd, env } }: LaneRequest): string {
  return JSON.stringify([build.goFile, build.flags, build.packages, cwd, env]);
}
