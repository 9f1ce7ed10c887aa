// What a run measures, and how long that will take.
import { edits } from '../module/edits.mjs';
import { shapes } from '../module/shapes.mjs';
import { columns } from '../tools/columns.mjs';

/** What an edit takes by hand on two cores of 2024, in ms. Only the estimate knows these. */
const expectedMs = { s: 450, m: 520, l: 900, xl: 2000, real: 1200 };
const expectedHotMs = { s: 1100, m: 2800, l: 13_000, xl: 43_000, real: 3800 };
const errorPart = 0.2;
/** Until everything is quiet again. */
const quietMs = 400;
/** A first build of one copy, and the start of a tool in it. */
const firstBuildMs = { s: 3000, m: 6000, l: 15_000, xl: 70_000, real: 8000 };
/** Rounds before the first that counts. */
const warmUpRounds = 1;
const coldCacheMs = { std: 60_000, real: 60_000 };

/**
 * Columns that tell the same everywhere are measured where it takes least: what gorl adds to the tuned flags by hand, what
 * a tool's wait comes to.
 */
const isMeasured = {
  hand: (module, edit) => module === 'm' && edit === 'main',
  wgo: (module) => module === 's' || module === 'm',
  // Beside a build of ten seconds and more, its wait does not show.
  air: (module, edit) => !(edits[edit].isHot && expectedHotMs[module] > 10_000),
};

const defaultEdits = {
  s: ['main', 'leaf', 'import', 'error'],
  m: ['main', 'leaf', 'leafline', 'comment', 'error', 'hot', 'hotapi'],
  l: ['main', 'leaf', 'error', 'hot'],
  real: ['main', 'leaf', 'error'],
};
/** What `--only MODULE` measures of a module that a default run leaves out. */
const editsOf = { ...defaultEdits, xl: ['main', 'leaf', 'error'] };

export const defaultColumns = ['floor', 'hand', 'tuned', 'lane', 'air', 'air-0', 'wgo'];
/** In a hot edit of many packages, whoever runs `go build` takes as long as the floor does: a few rounds show it. */
const sampledEvery = 4;
/** Which edits have to show what gorl does without its fast lane, round for round. */
const slowEdits = new Set(['hotapi', 'import']);

/**
 * @param only `m`, `m/hot`, …; undefined for the default run
 * @param available keys of the columns that can be measured
 * @throws what is wrong with `only`
 */
export function planOf({ only, rounds, available }) {
  const wanted = only ?? Object.keys(defaultEdits);
  const tasks = [];
  for (const word of wanted) {
    const [module, edit] = word.split('/');
    if (!(module in shapes)) throw new Error(`no module ${module}: there are ${Object.keys(shapes).join(', ')}`);
    if (edit !== undefined && !(edit in edits))
      throw new Error(`no edit ${edit}: there are ${Object.keys(edits).join(', ')}`);
    for (const each of edit === undefined ? editsOf[module] : [edit]) {
      const keys = available.filter((key) => isMeasured[key]?.(module, each) ?? true);
      // The first edit of a module warms up what all of them need.
      const isFirst = tasks.at(-1)?.module !== module;
      tasks.push({ module, edit: each, rounds, keys, every: everyOf(keys, each), warmUps: isFirst ? warmUpRounds : 0 });
    }
  }
  return tasks;
}

/** Columns that take part only now and then, by key. */
function everyOf(keys, edit) {
  if (!edits[edit].isHot) return {};
  const sampled = keys.filter(
    (key) => columns[key].isPeer || (key !== 'floor' && key !== 'lane' && !slowEdits.has(edit)),
  );
  return Object.fromEntries(sampled.map((key) => [key, sampledEvery]));
}

/** In ms, with a cold cache. */
export function estimate(tasks) {
  const modules = [...new Set(tasks.map(({ module }) => module))];
  const cold = coldCacheMs.std + (modules.includes('real') ? coldCacheMs.real : 0);
  const first = modules.map((module) => {
    const keys = new Set(tasks.filter((task) => task.module === module).flatMap((task) => task.keys));
    return keys.size * firstBuildMs[module];
  });
  return [cold, ...first, ...tasks.map((task) => estimateOf(task))].reduce((sum, ms) => sum + ms, 0);
}

function estimateOf({ module, edit, rounds, keys, every, warmUps }) {
  const { isHot, steps } = edits[edit];
  const floorMs = (isHot ? expectedHotMs : expectedMs)[module];
  const parts = keys.map((key) => {
    const { factor, hotFactor = factor, extraMs = 0, restMs = 0 } = columns[key];
    const saves = every[key] === undefined ? warmUps + rounds : Math.ceil(rounds / every[key]);
    const perRound = steps.map(
      ({ shows }) =>
        floorMs * (isHot ? hotFactor : factor) * (shows === 'error' ? errorPart : 1) + extraMs + restMs + quietMs,
    );
    return saves * perRound.reduce((sum, ms) => sum + ms, 0);
  });
  return parts.reduce((sum, ms) => sum + ms, 0);
}

export const inMinutes = (ms) => (ms < 60_000 ? 'less than a minute' : `${Math.round(ms / 60_000)} min`);
