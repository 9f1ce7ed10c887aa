import { rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDir } from '../../base/make-dirs.ts';
import { buildKey } from '../build/build-key.ts';
import type { BuildCommands } from '../build/build-commands.ts';
import { messageOf } from '../build/build-failure.ts';
import type { FastLane, FastLaneOptions, LaneBuilt, LaneOutcome, LaneRequest } from '../build/fast-lane.ts';
import { requireProject } from '../build/required-project.ts';
import type { ArmedLane } from './armed-lane.ts';
import { IdleWork } from './idle-work.ts';
import { writeLaneReport } from './lane-report.ts';
import { ScoreBoard } from './lane-score.ts';
import { learn } from './learn.ts';
import { makeByGo, type MadeByGo } from './prove.ts';
import { toolContext } from './toolchain-run.ts';

/** After a build the program starts; so many ms are its own. */
const learnAfterMs = 700;
/** Somebody who saves again within so many ms is not thinking yet. */
const proveAfterMs = 2000;
/** And somebody who has not for so long will hardly do so soon: that work is long. */
const lightenAfterMs = 5000;
/** So many captures in a row may prove wrong before nobody tries again. */
const mostDoubts = 2;

export function createFastLane(options: FastLaneOptions): FastLane {
  return new Lane(options);
}

/** A lane that is sure of itself. */
interface Armed {
  /** For which builds: what it makes may be made with other flags. */
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
  #aheads = 0;
  readonly #label: string;
  readonly #score: ScoreBoard;
  #isBuilding = false;
  /** What it makes cannot be made with lighter packages. */
  #isHeavy = false;
  /** Directories of lanes that are no more: hundreds of files, which no build is to wait for. */
  readonly #leftovers: string[] = [];

  constructor(options: FastLaneOptions) {
    this.#options = options;
    this.#score = new ScoreBoard(options.tmpDir);
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
    if (armed.key !== buildKey(request.plan)) return this.#slow('its flags, target or environment changed');
    const { commands, path, generation, snapshot } = request;
    const label = `${this.#options.service}/build-${generation}`;
    const workDir = join(request.workDir, 'lane');
    this.#isBuilding = true;
    try {
      const outcome = await armed.lane.build({
        path,
        context: toolContext({ ...armed, workDir, commands, label }),
        isCancelled: () => commands.cancelled,
        adopt: (running) => commands.adopt(running),
        ...(snapshot === undefined ? {} : { copies: snapshot.copies }),
      });
      if (outcome.type === 'built') this.#score.built();
      if (outcome.type === 'built' && !armed.lane.isExact)
        this.#tell('only lines moved: until go build has run, what is inlined elsewhere keeps the old line numbers');
      return outcome.type === 'slow' ? this.#slow(outcome.reason) : outcome;
    } catch (error) {
      // Its files are gone, or the disk is full: it has to begin anew.
      this.#disarm();
      return this.#slow(messageOf(error));
    } finally {
      this.#isBuilding = false;
    }
  }

  leaves(path: string): boolean {
    return this.#armed === undefined || this.#armed.lane.leaves(path);
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

  makeWay(): void {
    this.#idle.makeWay();
  }

  async close(): Promise<void> {
    this.#off ??= 'gorl ends';
    this.interrupt();
    await this.#idle.ended;
    this.#disarm();
    this.#score.keep();
  }

  /** @param key of the builds that it is for, if they are others than the one that is learned from */
  async #learn(
    request: LaneRequest,
    contentId: string,
    commands: BuildCommands,
    key = buildKey(request.plan),
  ): Promise<void> {
    const startedMs = performance.now();
    for (const leftover of this.#leftovers.splice(0)) await rm(leftover, { recursive: true, force: true });
    const dir = this.#makeDir(request);
    const learned = await learn({ request, contentId, commands, dir, label: this.#label });
    if (commands.cancelled || learned.type !== 'armed') rmSync(dir, { recursive: true, force: true });
    if (commands.cancelled) return;
    if (learned.type === 'armed') {
      const { lane, goEnv } = learned;
      this.#doubts = 0;
      this.#score.enter('ready');
      this.#arm({ key, lane, goEnv, dir, plan: request.plan });
      const how = key !== buildKey(request.plan) ? ', without debug information' : '';
      this.#tell(`the fast lane is ready${how}, after ${Math.round(performance.now() - startedMs)} ms`);
      return this.#lightenSoon(request);
    }
    if (learned.type === 'wrong') this.#doubts += 1;
    if (learned.type === 'off' || this.#doubts >= mostDoubts) this.#turnOff(learned.reason);
    else {
      this.#score.enter('learning', learned.reason);
      this.#tell(`no fast lane yet: ${learned.reason}`);
    }
  }

  /** A lane that has left out what only go build has the time for has nothing to prove: it begins anew. */
  async #prove(request: LaneRequest, contentId: string, commands: BuildCommands): Promise<void> {
    const armed = this.#armed;
    if (armed === undefined) return;
    const asMade = { ...request, plan: armed.plan };
    const made = await this.#makeByGo(asMade, commands, armed);
    if (made.type === 'unknown') return;
    if (made.type === 'failed') return this.#refuted(armed, { request: asMade, contentId, found: made.found });
    if (!armed.lane.isExact) return this.#learnFrom(made, asMade, commands, armed);
    if (made.contentId !== contentId) {
      const found = `the content ID is ${made.contentId}, not ${contentId}`;
      return this.#refuted(armed, { request: asMade, contentId, found });
    }
    this.#score.found('proved');
    this.#tell('go build makes what the fast lane made');
    this.#lightenSoon(request);
  }

  #makeByGo(request: LaneRequest, commands: BuildCommands, armed: Armed): Promise<MadeByGo> {
    return makeByGo({ ...armed, request, commands, dir: this.#makeDir(request), label: this.#label });
  }

  async #learnFrom(made: MadeByGo, request: LaneRequest, commands: BuildCommands, { key }: Armed): Promise<void> {
    if (made.type !== 'made' || made.contentId === undefined) return;
    this.#disarm();
    await this.#learn(request, made.contentId, commands, key);
  }

  #lightenSoon(request: LaneRequest): void {
    const { lightFlags } = request.plan.build;
    const isLight = this.#armed?.plan.build.lightFlags === undefined;
    if (lightFlags === undefined || isLight || this.#isHeavy) return;
    this.#idle.soon(lightenAfterMs, (commands) => this.#lighten(request, commands));
  }

  /** Everything is compiled with the flags that make it light, which takes long the first time; then they are used. */
  async #lighten(request: LaneRequest, commands: BuildCommands): Promise<void> {
    const armed = this.#armed;
    if (armed === undefined) return;
    const { lightFlags = [], ...build } = request.plan.build;
    const light = {
      ...request,
      plan: { ...request.plan, build: { ...build, flags: [...build.flags, ...lightFlags] } },
    };
    const made = await this.#makeByGo(light, commands, armed);
    if (made.type === 'failed') {
      this.#isHeavy = true;
      this.#tell('the fast lane: no packages without debug information, go build fails');
    }
    await this.#learnFrom(made, light, commands, armed);
  }

  #refuted(
    armed: Armed,
    proof: { readonly request: LaneRequest; readonly contentId: string; readonly found: string },
  ): void {
    this.#score.found('wrong');
    this.#turnOff('it made another binary than go build');
    const { reporter, tmpDir, onUnproven } = this.#options;
    const file = writeLaneReport({ ...armed, ...proof, tmpDir });
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
    const label = `${this.#label}-ahead-${(this.#aheads += 1)}`;
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
    this.#score.enter('off', reason);
    this.#tell(`the fast lane is off: ${reason}`);
  }

  #slow(reason: string): LaneOutcome {
    this.#score.left(reason);
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
