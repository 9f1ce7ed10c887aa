import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { BenchModule } from '../bench/module/bench-module.mjs';
import { areSame } from '../support/same-binary.mjs';
import { ordinaryEdits, slowEdits } from './lane-edits.mjs';
import { MemorySamples } from './memory-samples.mjs';
import { pause, randomNumbers } from './module.mjs';
import { PlainBuilds } from './plain-builds.mjs';
import { WatchedCommand } from './watched-command.mjs';

/** Whether the fast lane makes what go build makes, byte by byte, whatever is edited. */

/** Patience with gorl after all is quiet. */
const graceMs = 60_000;
/** So often somebody saves again before the build is over. */
const defaultHaste = 0.15;
const slowShare = 0.12;
const mostFiles = 3;

/**
 * @param options.module of the bench: s, m, l or real
 * @param options.rounds each ends with gorl at rest
 * @param options.edits no more rounds after so many edits. Default: no limit
 * @param options.haste the share of rounds in which somebody saves again, and again, before the build is over
 * @param options.rest the share of rounds after which nobody saves for some seconds. Default: none
 * @param options.go a toolchain, as for GOTOOLCHAIN. Default: the installed one
 * @returns what went wrong, one line each
 */
export async function laneRounds({
  module,
  rounds = Infinity,
  edits = Infinity,
  haste = defaultHaste,
  rest = 0,
  seed,
  go = 'local',
  cacheDir,
  log = () => undefined,
}) {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'gorl-lane-')));
  const dir = join(base, module);
  const home = join(base, 'home');
  mkdirSync(dir);
  mkdirSync(home);
  const env = { ...process.env, ...homeless(home, cacheDir), GOFLAGS: '', GOWORK: 'off', GOTOOLCHAIN: go };
  void new BenchModule(module, dir);
  const spec = { name: module, dir, target: '.', package: dir, placed: join(dir, 'tmp/.gorl', module) };
  const command = new WatchedCommand(spec, env);
  const plain = new PlainBuilds({ commands: [spec], env, out: join(base, 'plain') });
  const random = randomNumbers(seed);
  const writer = new Writer(dir, random, haste);
  const memory = new MemorySamples();
  const wrong = [];
  const counts = { lane: 0, go: 0, failed: 0, same: 0 };
  let round = 0;
  try {
    await plain.states();
    command.start();
    let good = await comesTo(command, plain, module);
    while (round < rounds && writer.edits < edits) {
      round += 1;
      await laneIsReady(command);
      memory.take(command.pid);
      const mark = command.mark();
      const what = await writer.round();
      try {
        const state = await comesTo(command, plain, module);
        const isHasty = what.includes('then ');
        // Of several saves, one before the last may have been good.
        if (state === 'error' && !isHasty && (await command.running()) !== good)
          wrong.push(`round ${round}, ${what}: the program that runs is not the last good one`);
        if (state !== 'error' || isHasty) good = await command.running();
        const slow = command.since(mark).filter(({ message = '' }) => message.startsWith('not the fast lane: '));
        const { byGo } = lastGood(command.events);
        const said = byGo ? (slow.at(-1)?.message ?? 'go build') : 'lane';
        counts[state === 'error' ? 'failed' : byGo ? 'go' : 'lane'] += 1;
        if (state !== 'error') {
          if (!areSame(spec.placed, join(base, 'plain', module))) wrong.push(`round ${round}, ${what}: other bytes`);
          else counts.same += 1;
        }
        log(`${module} ${round}: ${what}: ${state === 'error' ? 'error' : said}`);
      } catch (error) {
        wrong.push(`round ${round}, ${what}: ${error.message}`);
      }
      const off = command.since(mark).find(({ message = '' }) => message.startsWith('the fast lane is off'));
      if (off !== undefined) {
        wrong.push(`round ${round}, ${what}: ${off.message}`);
        break;
      }
      // Time for a proof, or for half of one.
      if (random.next() < rest) await pause(random.between(500, 8000));
    }
    const count = (type) => command.events.filter((event) => event.type === type).length;
    const proofs = command.events.filter(({ message }) => message === 'go build makes what the fast lane made').length;
    log(
      `${module}, ${go}, seed ${seed}: ${round} rounds, ${writer.edits} edits: ${counts.lane} by the lane, ${counts.go} by go build, ${counts.failed} broken; ${count('build-cancelled')} of ${count('build-started')} builds cancelled; ${counts.same} binaries equal, ${proofs} proofs, ${wrong.length} wrong`,
    );
    log(`memory of gorl, MB: ${memory.text}`);
    if (memory.grows) wrong.push(`the memory of gorl grows: ${memory.text}`);
    return wrong.map((line) => `${module}, ${go}: ${line}`);
  } finally {
    await command.stop();
    rmSync(base, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  }
}

/** A home of its own, and the caches of the machine. */
function homeless(home, cacheDir) {
  const [cache, modules] = execFileSync('go', ['env', 'GOCACHE', 'GOMODCACHE']).toString().trim().split('\n');
  return { HOME: home, XDG_CONFIG_HOME: home, GOCACHE: cacheDir ?? cache, GOMODCACHE: modules };
}

/** Waits until gorl runs what a plain build makes. */
async function comesTo(command, plain, name) {
  const state = (await plain.states()).get(name);
  await command.until(() => command.shows(state), `way to ${state} (${plain.lastError ?? ''})`, graceMs);
  return state;
}

/** Of the last good build: whether the go command made it, and the place of its end. */
function lastGood(events) {
  const end = events.findLastIndex(({ type }) => type === 'build-succeeded');
  const start = events.slice(0, end).findLastIndex(({ type }) => type === 'build-started');
  return { end, byGo: events.slice(start, end).some(({ type }) => type === 'command-started') };
}

/** After a build of the go command that is good, it learns anew. */
async function laneIsReady(command) {
  await command.until(
    () => {
      const { end, byGo } = lastGood(command.events);
      return !byGo || command.events.slice(end).some(({ message = '' }) => message.startsWith('the fast lane is'));
    },
    'fast lane',
    graceMs,
  );
}

class Writer {
  #dir;
  #random;
  #files;
  #haste;
  #undone = [];
  #count = 0;

  constructor(dir, random, haste) {
    this.#dir = dir;
    this.#random = random;
    this.#haste = haste;
    this.#files = readdirSync(dir, { recursive: true })
      .filter((name) => name.endsWith('.go') && !/^(?:tmp|sentinel)/.test(name))
      .map((name) => join(dir, name));
  }

  get edits() {
    return this.#count;
  }

  /** One to three edits, sometimes more while gorl builds. Returns what they were. */
  async round() {
    const random = this.#random;
    if (this.#undone.length > 0 && (random.next() < 0.3 || this.#undone.some(({ isBroken }) => isBroken)))
      return this.#undo();
    const said = [];
    const count = 1 + Math.floor(random.next() ** 2 * mostFiles);
    for (let at = 0; at < count; at += 1) said.push(this.#edit());
    for (let again = random.next() < this.#haste; again; again = random.next() < this.#haste) {
      await pause(random.between(0, 400));
      said.push(`then ${this.#edit()}`);
    }
    return said.join(', ');
  }

  #edit() {
    const random = this.#random;
    const kinds = random.next() < slowShare ? slowEdits : ordinaryEdits;
    for (;;) {
      const file = this.#file();
      const kind = random.pick(Object.keys(kinds));
      const before = readFileSync(file, 'utf8');
      const after = kinds[kind](random, before, (this.#count += 1) + 1000);
      if (after === undefined) continue;
      writeFileSync(file, after);
      this.#undone.push({ file, before, isBroken: kind === 'error' });
      return `${kind} in ${relative(this.#dir, file)}`;
    }
  }

  /** What much imports, seldom: most of it is for the go command, and takes long. */
  #file() {
    const random = this.#random;
    const share = random.next();
    if (share < 0.25) return join(this.#dir, 'main.go');
    if (share < 0.3) return join(this.#dir, 'hot/hot.go');
    return random.pick(this.#files);
  }

  /** The last edits, the newest first. */
  #undo() {
    const count = this.#undone.length;
    for (const { file, before } of this.#undone.splice(0).toReversed()) writeFileSync(file, before);
    return `${count} edits undone`;
  }
}
