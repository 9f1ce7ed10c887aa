// What the tables and the plot show, from the series of a run.
import { shapes } from '../module/shapes.mjs';
import { compare } from '../statistics.mjs';
import { columns } from '../tools/columns.mjs';

/** With fewer pairs nothing can be said at 95 %: then their number stands where the interval would. */
const fewestForInterval = 6;
export const hasInterval = ({ pairs }) => pairs >= fewestForInterval;

/**
 * One column against another of the same rounds; undefined where they have no round in common.
 *
 * @returns `pairs`, and what `compare` tells of them
 */
export function against({ series }, floorKey, key) {
  const [floor = [], measured = []] = [series[floorKey], series[key]];
  const rounds = floor.map((_, at) => at).filter((at) => floor[at] !== null && (measured[at] ?? null) !== null);
  if (rounds.length === 0) return undefined;
  const of = (all) => rounds.map((at) => all[at]);
  return { pairs: rounds.length, ...compare(of(floor), of(measured)) };
}

export const inMs = (ms) => ms.toFixed(ms < 10 ? 1 : 0);

/** `0.52 (0.50–0.55)`; of few pairs `0.52 (n = 3)`. */
export function inRatio(found) {
  const between = found.interval.map((each) => each.toFixed(2)).join('–');
  return `${found.paired.toFixed(2)} (${hasInterval(found) ? between : `n = ${found.pairs}`})`;
}

/** Keys of the columns that were measured, always in the same order. */
export function keysOf(groups) {
  return Object.keys(columns).filter((key) => groups.some(({ series }) => key in series));
}

/** Groups by module, always in the same order. */
export function byModule(groups) {
  const modules = Object.keys(shapes).map((module) => [module, groups.filter((group) => group.module === module)]);
  return new Map(modules.filter(([, own]) => own.length > 0));
}

/** Which edits the fast lane left to `go build`, and why, as lines. */
export function leftToGo(groups) {
  return groups.flatMap(({ module, name, lane }) =>
    Object.entries(lane?.left ?? {}).map(([reason, times]) => `${module} ${name}: ${times} × ${reason}`),
  );
}
