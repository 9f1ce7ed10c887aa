// All columns in turn, save by save: each round has every column once, and the order is reversed from round to round.
import { setTimeout as sleep } from 'node:timers/promises';
import { untilQuiet } from '../tools/process-tree.mjs';
import { measure } from './measure.mjs';

/** A measurement that something disturbed is made again; if that is no use, it counts nevertheless. */
const attempts = 4;

/** No two saves of a run have the same text, so no build finds its result in the cache. */
let saves = 0;

/** When each tool that has to rest after a save has done so. */
const restsUntil = new WeakMap();

/**
 * @param subjects `{key, tool, module, every}`: `every` 4 takes part in every fourth round only; `restMs`, how long
 *   nobody saves after it
 * @param options.onRound called after each round with its number; those of warm-ups are negative
 * @param options.onMissed called with the column's key and what its tool said after a save that did not show in `limitMs`
 * @returns for each step the series of each column, with `null` for a round that has no figure of it
 */
export async function runRounds(subjects, edit, options) {
  const { rounds, warmUps, onRound = () => undefined } = options;
  const found = edit.steps.map(() => ({
    series: Object.fromEntries(subjects.map(({ key }) => [key, []])),
    missed: {},
    disturbed: 0,
  }));
  for (let round = -warmUps; round < rounds; round += 1) {
    for (const subject of round % 2 === 0 ? subjects : subjects.toReversed()) {
      const takesPart = subject.every === 1 || (round >= 0 && round % subject.every === 0);
      for (const [at, step] of edit.steps.entries()) {
        const result = takesPart ? await measureOnce(subject, step, subjects, options) : {};
        if (round < 0) continue;
        found[at].series[subject.key].push(result.ms ?? null);
        if (result.missed > 0) found[at].missed[subject.key] = (found[at].missed[subject.key] ?? 0) + result.missed;
        if (result.isDisturbed) found[at].disturbed += 1;
      }
    }
    onRound(round);
  }
  return found;
}

async function measureOnce(subject, step, subjects, { ready, limitMs, onMissed = () => undefined }) {
  const { key, tool, restart } = subject;
  let missed = 0;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    await sleep(Math.max(0, ...subjects.map((each) => (restsUntil.get(each.tool) ?? 0) - performance.now())));
    const isQuiet = await untilQuiet(subjects.flatMap((each) => each.tool.roots));
    const others = subjects.filter((each) => each !== subject).flatMap((each) => each.tool.roots);
    saves += 1;
    const mark = tool.output.length;
    const { ms, isDisturbed } = await measure(subject, step, saves, { ready, others, limitMs });
    restsUntil.set(tool, performance.now() + (subject.restMs ?? 0));
    if (ms !== undefined && (!isDisturbed || attempt === attempts))
      return { ms, missed, isDisturbed: isDisturbed || !isQuiet };
    if (ms !== undefined) continue;
    missed += 1;
    onMissed(key, tool.output.slice(mark));
    if (attempt < attempts) await restart();
  }
  return { missed };
}
