import { pause } from './module.mjs';

/** How long gorl may take to come to the right binary once all is quiet and the plain builds are done. */
const graceMs = 10_000;

/**
 * Holds what gorl does with each edit against plain builds: it must have come to the binary that they make, and have
 * built nothing where that is the binary of before.
 */
export class Judge {
  missed = [];
  needless = [];
  /** Edits that did not do what their kind says: they prove nothing. */
  unproven = [];
  counts = { edits: 0, decisions: 0, rebuilds: 0, ofComments: 0 };
  #states;

  /** @param options.commands WatchedCommand each; they run. `plain` PlainBuilds of the same. */
  constructor({ commands, plain, log }) {
    this.commands = commands;
    this.plain = plain;
    this.log = log;
  }

  /** Waits until every gorl runs what the plain builds make. @throws when one does not */
  async begin() {
    this.#states = await this.plain.states();
    for (const command of this.commands) {
      const state = this.#states.get(command.name);
      await command.until(
        () => command.shows(state),
        `first build to ${state} (${this.plain.lastError ?? ''})`,
        600_000,
      );
      await command.passBarrier();
    }
    // What a program is made of is asked once the first build is over; only then a sentinel is known to be none of it.
    for (const command of this.commands) await command.passBarrier();
  }

  /**
   * One edit, and what came of it.
   *
   * @param effect what the edit is meant to do; see edits.mjs
   * @returns a line that says so
   */
  async edit(name, effect, act) {
    const marks = this.commands.map((command) => command.mark());
    await act();
    const before = this.#states;
    this.#states = await this.plain.states();
    const verdicts = await Promise.all(
      this.commands.map((command, index) => this.#judge(name, effect, command, marks[index], before)),
    );
    this.counts.edits += 1;
    const changed = this.commands.filter(({ name: each }) => before.get(each) !== this.#states.get(each));
    this.#verify(name, effect, changed);
    this.log(`${name}: ${verdicts.join(', ')}`);
  }

  async #judge(name, effect, command, mark, statesBefore) {
    const before = statesBefore.get(command.name);
    const now = this.#states.get(command.name);
    await command.passBarrier();
    const isRight = await this.#comesTo(command, now);
    const builds = command.buildsSince(mark).length;
    this.counts.decisions += 1;
    this.counts.rebuilds += builds;
    const truth = before === now ? 'same' : now === 'error' ? 'broken' : 'other';
    const restarted = command.since(mark).some(({ type }) => type === 'process-started');
    const did = builds > 0 ? `built${builds > 1 ? ` ${builds} times` : ''}` : restarted ? 'restarted' : 'nothing';
    const said = `${command.name} ${truth}/${did}`;
    if (!isRight) {
      this.missed.push(`${name}: ${said}: ${describe(command, mark)}`);
      await this.#startAnew(command, now);
      return `${said} MISSED`;
    }
    const superfluous = before === 'error' && now === 'error' ? 0 : builds - (before === now ? 0 : 1);
    if (superfluous <= 0) return said;
    if (effect === 'comment') {
      this.counts.ofComments += superfluous;
      return said;
    }
    for (let count = superfluous; count > 0; count--)
      this.needless.push(`${name}: ${said}: ${describe(command, mark)}`);
    return `${said} NEEDLESS`;
  }

  async #comesTo(command, state) {
    const deadline = Date.now() + graceMs;
    while (!(await command.shows(state))) {
      if (Date.now() > deadline) return false;
      await pause(20);
    }
    return true;
  }

  /** So that one fault is counted once. */
  async #startAnew(command, state) {
    await command.stop();
    command.start();
    await command.until(() => command.shows(state), 'build after a new start');
    await command.passBarrier();
  }

  #verify(name, effect, changed) {
    const { length } = changed;
    const broken = changed.some(({ name: each }) => this.#states.get(each) === 'error');
    const isBroken = broken ? `: ${this.plain.lastError}` : '';
    const holds = {
      all: length >= this.commands.length - 1 && !broken,
      one: length === 1 && !broken,
      some: length > 0 && !broken,
      none: length === 0,
      comment: length === 0,
      broken,
      any: true,
    }[effect];
    if (holds) return;
    const names = changed.map((command) => command.name).join(', ') || 'nothing';
    this.unproven.push(`${name}: the kind says ${effect}, the plain builds changed ${names}${isBroken}`);
  }

  /** Of what gorl built, in percent, what made no other binary; comments apart. */
  get needlessPercent() {
    const { rebuilds, ofComments } = this.counts;
    return (100 * this.needless.length) / Math.max(1, rebuilds - ofComments);
  }

  summary() {
    const { edits, decisions, rebuilds, ofComments } = this.counts;
    return `${edits} edits, ${decisions} decisions, ${rebuilds} builds: missed ${this.missed.length}, needless ${this.needless.length} (${this.needlessPercent.toFixed(1)} %), for comments ${ofComments}`;
  }

  /** What must not be. */
  get wrong() {
    const needless = this.needlessPercent <= 2 ? [] : this.needless.map((line) => `needless: ${line}`);
    return [
      ...this.missed.map((line) => `missed: ${line}`),
      ...needless,
      ...this.unproven.map((line) => `proves nothing: ${line}`),
    ];
  }
}

function describe(command, mark) {
  const told = command.since(mark).filter(({ type }) => /^(?:files-changed|nothing-to-do|build-started)$/.test(type));
  return told
    .map(({ type, reason, files, cause }) => {
      const names = (files ?? cause?.files ?? []).map(({ rel, kind }) => `${rel} ${kind}`);
      return `${type} ${[...names.slice(0, 3), ...(reason === undefined ? [] : [`"${reason}"`])].join(' ')}`;
    })
    .join('; ');
}
