/** Longer names are not compared: nobody misspells so much, and comparing costs length times length. */
const longest = 40;

/**
 * The candidate that was probably meant, or undefined. Spelling in another style (`excludeDir`,
 * `exclude-dir`) counts as the same; otherwise up to one mistake per three letters is forgiven
 * (a letter missing, added, wrong, or two swapped).
 */
export function suggest(name: string, candidates: readonly string[]): string | undefined {
  if (name.length === 0 || name.length > longest) return undefined;
  const plain = plainName(name);
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(plain.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(plain, plainName(candidate));
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

function plainName(name: string): string {
  return name.replaceAll(/[-_\s]/g, '').toLowerCase();
}

/** Damerau–Levenshtein distance (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let value = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        value = Math.min(value, (beforeLast[j - 2] ?? 0) + 1);
      row.push(value);
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length] ?? 0;
}
