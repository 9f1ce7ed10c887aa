// Figures of a series.

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export const quantile = (values, part) => values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * part)];

/**
 * Two series measured in pairs. `ratio` is that of the medians; `paired` the median of the ratios
 * round by round, which a machine that gets slower meanwhile does not disturb.
 */
export function compare(floor, measured) {
  return {
    floorMs: median(floor),
    measuredMs: median(measured),
    differenceMs: median(measured.map((value, index) => value - floor[index])),
    ratio: median(measured) / median(floor),
    paired: median(measured.map((value, index) => value / floor[index])),
    spread: [quantile(measured, 0.1), quantile(measured, 0.9)],
  };
}
