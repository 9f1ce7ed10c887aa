import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GorlModule, pause, randomNumbers } from '../module.mjs';
import { settings } from './settings.mjs';

/**
 * Random saves of what generators read. At every quiet point the program that runs must be made from what is on disk,
 * and each save must have cost exactly one build (at most two where the generator runs beside gorl).
 */

export { settings } from './settings.mjs';

const templVersion = 'v0.3.1100';

/** Two writes that are farther apart, in ms, need not be one save. */
const oneSaveMs = 10;

/** So long, in ms, nothing may happen any more. */
const quietMs = 300;

class GeneratorModule extends GorlModule {
  values = new Map();
  #beside;

  constructor(setting) {
    // What other runs have compiled may be used: the cache is not what is looked at here.
    super({ cacheDir: execFileSync('go', ['env', 'GOCACHE'], { encoding: 'utf8' }).trim() });
    this.setting = setting;
    const bin = join(this.base, 'bin');
    mkdirSync(bin);
    this.env = { ...this.env, PATH: `${bin}:${process.env.PATH}` };
    if (setting.templ === true) this.#go({ GOBIN: bin }, 'install', `github.com/a-h/templ/cmd/templ@${templVersion}`);
    else this.#go({}, 'build', '-o', join(bin, 'gen'), join(import.meta.dirname, 'stand-in.go'));
    const required = setting.templ === true ? `\nrequire github.com/a-h/templ ${templVersion}\n` : '';
    this.write('go.mod', `module torture\n\ngo 1.23\n${required}`);
    this.write('main.go', setting.main);
    if (setting.config !== undefined) this.write('.air.toml', setting.config);
    this.write('.gitignore', 'tmp\n');
    for (const file of this.files) this.save(file, 'v0');
    if (setting.first !== undefined) this.#shell(setting.first);
    if (setting.templ === true) {
      this.#shell('templ generate');
      this.#go({}, 'mod', 'tidy');
    }
    this.initGit();
  }

  get files() {
    return ['lib/lib.go', ...Object.keys(this.setting.inputs)];
  }

  textOf(file, value, comment = 'no comment') {
    return file === 'lib/lib.go'
      ? `package lib\n\n// Value is looked for.\nfunc Value() string { return "${value}" }\n`
      : this.setting.inputs[file](value, comment);
  }

  save(file, value) {
    this.values.set(file, value);
    this.write(file, this.textOf(file, value));
  }

  expected() {
    return [...this.files.map((file) => `${file}=${this.values.get(file)}\n`)].toSorted().join('');
  }

  async ask() {
    const answer = await super.ask();
    return answer
      ?.split(/(?<=\n)/)
      .toSorted()
      .join('');
  }

  /** Resolves when no event has come for a while. */
  async quiet() {
    const count = () => Object.values(this.counts).reduce((sum, each) => sum + each, 0);
    for (let before = -1; before !== count() || this.isBusy();) {
      before = count();
      await pause(quietMs);
    }
  }

  startBeside() {
    const { beside } = this.setting;
    if (beside === undefined) return;
    this.#beside = spawn('sh', ['-c', `exec ${beside}`], { cwd: this.dir, env: this.env, stdio: 'ignore' });
  }

  remove() {
    this.#beside?.kill('SIGKILL');
    super.remove();
  }

  #go(env, ...args) {
    execFileSync('go', args, { cwd: this.dir, env: { ...this.env, ...env }, stdio: 'pipe' });
  }

  #shell(line) {
    execFileSync('sh', ['-c', line], { cwd: this.dir, env: this.env, stdio: 'pipe' });
  }
}

/** In one piece, each: what is there in between is gone before anybody can have looked. */
const ways = {
  truncates: (path, text) => writeFileSync(path, text),
  renamesOver(path, text) {
    writeFileSync(`${path}.tmp`, text);
    renameSync(`${path}.tmp`, path);
  },
  twice(path, text) {
    writeFileSync(path, text);
    writeFileSync(path, text);
  },
};

/** One quiet point: what is saved, what it may cost, and what it did cost. */
class Point {
  done = [];
  /** Saves that are surely apart: each may cost a build. */
  saves = 1;
  fewestBuilds = 1;
  mostStarts = 1;
  problems = [];
  #module;
  #random;
  #number;
  #before;
  #seq;
  #writtenMs;

  constructor(module, random, number) {
    this.#module = module;
    this.#random = random;
    this.#number = number;
    this.#before = { ...module.counts };
    this.#seq = module.events.at(-1)?.seq;
    this.kind = random.pick(['one', 'one', 'one', 'one', ...Object.keys(this.#kinds)]);
  }

  async perform() {
    await this.#kinds[this.kind]();
    const problem = await this.#module.settled();
    if (problem !== undefined) this.problems.push(problem);
    await this.#module.quiet();
    this.#checkCost();
  }

  cost(type) {
    return (this.#module.counts[type] ?? 0) - (this.#before[type] ?? 0);
  }

  #kinds = {
    one: () => this.#write(this.#anyFile(), `p${this.#number}`),
    burst: () => {
      const files = this.#module.files.filter(() => this.#random.next() < 0.6);
      for (const file of files.length === 0 ? [this.#anyFile()] : files) this.#write(file, `p${this.#number}`);
    },
    /** The second save comes into the generator or the build of the first. */
    during: async () => {
      this.#write(this.#anyFile(), `p${this.#number}a`);
      await pause(this.#random.between(20, this.#module.setting.slow === true ? 2500 : 900));
      this.#write(this.#anyInput(), `p${this.#number}b`);
      this.mostStarts = this.saves;
    },
    /** The generator makes of it what it has made before. */
    comment: () => {
      const file = this.#anyInput();
      this.#write(file, this.#module.values.get(file), `comment ${this.#number}`);
      // templ writes down where in its file everything stands.
      // And the app may read pages itself.
      this.mostStarts = this.#module.setting.templ === true || file.endsWith('.html') ? 1 : 0;
    },
    same: async () => {
      const file = this.#anyInput();
      const path = join(this.#module.dir, file);
      ways.renamesOver(path, readFileSync(path, 'utf8'));
      await this.#module.quiet();
      this.#write(file, `p${this.#number}`);
    },
    fails: async () => {
      const { setting, values } = this.#module;
      const file = this.#anyInput();
      if (setting.fails === undefined) return this.#write(file, `p${this.#number}`);
      await this.#fail(file, setting.fails);
      this.#write(file, this.#random.next() < 0.5 ? values.get(file) : `p${this.#number}`);
      this.saves += 1;
      this.fewestBuilds = 2;
    },
  };

  async #fail(file, text) {
    const module = this.#module;
    writeFileSync(join(module.dir, file), module.textOf(file, text));
    const deadline = Date.now() + 30_000;
    while (this.cost('build-failed') === 0 && Date.now() < deadline) await pause(15);
    const event = module.events.findLast(({ type }) => type === 'build-failed');
    if (event?.diagnostics?.[0]?.location?.file !== file || event.generator === undefined)
      this.problems.push('the failure does not say which file it is, and whose');
    await module.quiet();
    if ((await module.ask()) !== module.expected()) this.problems.push('the old program does not answer');
  }

  #write(file, value, comment) {
    // A machine that stood still has made two saves of one.
    if (this.#writtenMs !== undefined && performance.now() - this.#writtenMs > oneSaveMs) this.saves += 1;
    const way = this.#random.pick(Object.keys(ways));
    this.done.push(`${way} ${file}`);
    this.#module.values.set(file, value);
    const beganMs = performance.now();
    ways[way](join(this.#module.dir, file), this.#module.textOf(file, value, comment));
    this.#writtenMs = performance.now();
    // The same for what is empty at first.
    if (this.#writtenMs - beganMs > oneSaveMs) this.saves += 1;
  }

  #checkCost() {
    const { atMost = 1 } = this.#module.setting;
    const builds = this.cost('build-started');
    const starts = this.cost('process-started');
    // A Go file that is saved into a generator is in the build that goes on. Beside gorl, the output may stay the same.
    const fewest = this.kind === 'during' ? 1 : atMost > 1 ? 0 : this.fewestBuilds;
    if (builds > this.saves * atMost || builds < fewest)
      this.problems.push(`${builds} builds for ${this.saves} saves: ${this.#told()}`);
    if (starts > Math.max(this.mostStarts, this.saves - 1) * atMost)
      this.problems.push(`${starts} starts for ${this.saves} saves: ${this.#told()}`);
  }

  /** What gorl said, with the time of each in ms since the first, and when the files were written. */
  #told() {
    const from = this.#module.events.findLastIndex(({ seq }) => seq === this.#seq) + 1;
    const events = this.#module.events.slice(from);
    const since = (ms) => Math.round((ms - (events[0]?.t ?? 0)) * 10) / 10;
    const written = (path) => since(statSync(path, { throwIfNoEntry: false })?.ctimeMs ?? Number.NaN);
    return events
      .map(({ t, type, files = [] }) => {
        const named = files.map(({ rel, kind, path }) => `${kind} ${rel} (written ${written(path)})`).join(' ');
        return `${since(t)} ${type} ${named}`.trim();
      })
      .join('; ');
  }

  #anyInput() {
    return this.#random.pick(Object.keys(this.#module.setting.inputs));
  }

  #anyFile() {
    return this.#random.next() < 0.8 ? this.#anyInput() : 'lib/lib.go';
  }
}

/** @returns what went wrong, one line each */
export async function generators({ setting: name, saves, seed, log = () => undefined }) {
  const module = new GeneratorModule(settings[name]);
  const wrong = [];
  const perSave = new Map();
  const note = (problem, where) => {
    if (problem === undefined) return;
    wrong.push(`${name}, seed ${seed}, ${where}: ${problem}`);
    log(wrong.at(-1));
  };
  try {
    module.startBeside();
    await module.start();
    note(await module.settled(120_000), 'start');
    await module.quiet();
    for (let number = 1; number <= saves; number++) {
      const point = new Point(module, randomNumbers(seed * 1_000_003 + number), number);
      await point.perform();
      for (const problem of point.problems)
        note(problem, `point ${number}, ${point.kind}, after ${point.done.join(', ')}`);
      const cost = `${point.saves === 1 ? 'a save' : 'several saves'}: ${point.cost('build-started')}`;
      perSave.set(cost, (perSave.get(cost) ?? 0) + 1);
      if (number % 25 === 0) log(`${name}, seed ${seed}: ${number} points, wrong ${wrong.length}`);
    }
    note(await module.stop(), 'end');
  } finally {
    module.remove();
  }
  const told = [...perSave].map(([cost, count]) => `${cost} (${count} times)`).toSorted((a, b) => a.localeCompare(b));
  log(`${name}: builds for ${told.join(', ')}`);
  return wrong;
}
