// All columns in turn, save by save: each round has every column once, and the order is reversed from round to round.
import { untilQuiet } from '../tools/process-tree.mjs';
import { measure } from './measure.mjs';

/** A measurement that something disturbed is made again; if that is no use, it counts nevertheless. */
const attempts = 4;

/** No two saves of a run have the same text, so no build finds its result in the cache. */
let saves = 0;

/**
 * @param subjects `{key, tool, module, every}`: `every` 4 takes part in every fourth round only
 * @param options.onRound called after each round with its number; those of warm-ups are negative
 * @returns for each step the series of each column, with `null` for a round that has no figure of it
 */
export async function runRounds(subjects, edit, { ready, rounds, warmUps, limitMs, onRound = () => undefined }) {
  const found = edit.steps.map(() => ({
    series: Object.fromEntries(subjects.map(({ key }) => [key, []])),
    missed: {},
    disturbed: 0,
  }));
  for (let round = -warmUps; round < rounds; round += 1) {
    for (const subject of round % 2 === 0 ? subjects : subjects.toReversed()) {
      const takesPart = subject.every === 1 || (round >= 0 && round % subject.every === 0);
      for (const [at, step] of edit.steps.entries()) {
        const result = takesPart ? await measureOnce(subject, step, { subjects, ready, limitMs }) : {};
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

async function measureOnce(subject, step, { subjects, ready, limitMs }) {
  let missed = 0;
  let isDisturbed = false;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    await untilQuiet(subjects.flatMap(({ tool }) => tool.roots));
    const others = subjects.filter((each) => each !== subject).flatMap(({ tool }) => tool.roots);
    saves += 1;
    const result = await measure(subject, step, saves, { ready, others, limitMs });
    if (result.ms === undefined) missed += 1;
    ({ isDisturbed } = result);
    if (result.ms !== undefined && (!isDisturbed || attempt === attempts - 1))
      return { ms: result.ms, missed, isDisturbed };
  }
  throw new Error(`${subject.key}: ${attempts} saves never showed:\n${subject.tool.output.slice(-3000)}`);
}
