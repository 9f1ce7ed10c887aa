import { count } from '../../base/plural.ts';

/** `8 ms`, `1.24 s`, `12.3 s`, `2 min 5 s`, `1 h 3 min`: three digits say enough. */
export function duration(ms: number): string {
  if (!Number.isFinite(ms) || ms < 0) return '0 ms';
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 9_995) return `${trimmed((ms / 1000).toFixed(2))} s`;
  if (ms < 59_950) return `${trimmed((ms / 1000).toFixed(1))} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return parts(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  const minutes = Math.round(seconds / 60);
  return parts(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

/** For a status that is rewritten: always one decimal, so that it does not jump. */
export function runningDuration(ms: number): string {
  return ms < 59_950 ? `${(Math.floor(Math.max(0, ms) / 100) / 10).toFixed(1)} s` : duration(ms);
}

function trimmed(number: string): string {
  return number.replace(/\.?0+$/, '');
}

function parts(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

/** `14:03:41`, local time. */
export function localTime(unixMs: number): string {
  const date = new Date(unixMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** `812 bytes`, `64 kB`, `1.2 MB`. */
export function byteCount(bytes: number): string {
  if (bytes < 1000) return count(bytes, 'byte');
  if (bytes < 999_500) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
