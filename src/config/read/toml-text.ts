import { goDuration } from './go-duration.ts';
import type { KeySpec, SettingValue } from '../keys/key-spec.ts';

/** Text as a TOML string: basic, or literal where that saves escaping backslashes and quotes. */
export function tomlString(text: string): string {
  // eslint-disable-next-line no-control-regex
  if (/[\\"]/.test(text) && !/['\u0000-\u001f\u007f]/.test(text)) return `'${text}'`;
  const escaped = JSON.stringify(text).replaceAll('\u007f', '\\u007f');
  // A lone surrogate has no place in TOML.
  return escaped.replaceAll(/\\ud[89a-f][0-9a-f]{2}/g, '\ufffd');
}

export function tomlList(list: readonly string[]): string {
  return `[${list.map(tomlString).join(', ')}]`;
}

/** A key's value as TOML text; `(not set)` for undefined. */
export function tomlValue(spec: KeySpec, value: SettingValue): string {
  if (value === undefined) return '(not set)';
  if (Array.isArray(value)) return tomlList(value as readonly string[]);
  if (typeof value === 'string') return tomlString(value);
  if (spec.type === 'duration-ms' && typeof value === 'number') return tomlString(goDuration(value));
  return String(value);
}
