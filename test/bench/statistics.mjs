// Figures of a series.

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export const quantile = (values, part) => values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * part)];

/**
 * Where the median of what the values are a sample of lies, at 95 %: between two of the values themselves, whatever
 * their distribution (each lies above the median as often as a coin shows heads).
 */
export function medianInterval(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const count = sorted.length;
  let below = 0;
  let chance = 0.5 ** count;
  let tail = chance;
  while (below < count / 2 - 1 && tail + (chance * (count - below)) / (below + 1) <= 0.025) {
    chance *= (count - below) / (below + 1);
    below += 1;
    tail += chance;
  }
  return [sorted[below], sorted[count - 1 - below]];
}

/**
 * Two series measured in pairs. `ratio` is that of the medians; `paired` the median of the ratios
 * round by round, which a machine that gets slower meanwhile does not disturb.
 */
export function compare(floor, measured) {
  const ratios = measured.map((value, index) => value / floor[index]);
  return {
    floorMs: median(floor),
    measuredMs: median(measured),
    differenceMs: median(measured.map((value, index) => value - floor[index])),
    ratio: median(measured) / median(floor),
    paired: median(ratios),
    interval: medianInterval(ratios),
    spread: [quantile(measured, 0.1), quantile(measured, 0.9)],
  };
}
