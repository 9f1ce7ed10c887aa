const unitNs: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n, // micro sign
  μs: 1_000n, // Greek mu
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

const largestNs = 2n ** 63n;

/**
 * A Go duration string such as `1h15m30.5s` in nanoseconds, by the rules of Go's `time.ParseDuration`:
 * an optional sign, then numbers each with a unit (`ns us µs ms s m h`); `0` needs no unit; fractions
 * of a nanosecond are cut off. Undefined for anything else, also beyond what 64 bits hold.
 */
export function parseGoDuration(text: string): bigint | undefined {
  const sign = /^[+-]/.exec(text)?.[0] ?? '';
  const body = text.slice(sign.length);
  if (body === '0') return 0n;
  if (body === '' || body.length > 1000) return undefined;

  const part = /(\d*)(\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/y;
  let total = 0n;
  while (part.lastIndex < body.length) {
    const match = part.exec(body);
    if (match === null) return undefined;
    const [, whole = '', , fraction = '', unit = ''] = match;
    if (whole === '' && fraction === '') return undefined;
    const scale = unitNs[unit] ?? 0n;
    total += BigInt(whole || '0') * scale + fractionOf(fraction, scale);
  }
  const signed = sign === '-' ? -total : total;
  return signed >= largestNs || signed < -largestNs ? undefined : signed;
}

/** As Go computes it, in floating point, so that the last nanosecond is Go's as well. */
function fractionOf(digits: string, scale: bigint): bigint {
  let value = 0n;
  let divisor = 1;
  for (const digit of digits) {
    const next = value * 10n + BigInt(digit);
    // Go drops what no longer fits in 63 bits.
    if (next > largestNs) break;
    value = next;
    divisor *= 10;
  }
  return BigInt(Math.trunc(Number(value) * (Number(scale) / divisor)));
}

/** Whole milliseconds as a Go duration: `2s`, `500ms`, `1m30s`. */
export function goDuration(ms: number): string {
  if (ms === 0) return '0s';
  if (ms % 1000 !== 0) return `${ms}ms`;
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds}s`;
  const rest = seconds % 60;
  return `${Math.floor(seconds / 60)}m${rest === 0 ? '' : `${rest}s`}`;
}

/** Nanoseconds as milliseconds; a fraction counts as a whole one, so that "a little" never becomes "nothing". */
export function wholeMs(ns: bigint): number {
  const ms = ns / 1_000_000n;
  return Number(ns > 0n && ns % 1_000_000n !== 0n ? ms + 1n : ms);
}
