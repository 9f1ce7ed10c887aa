import { defined } from '../../base/defined.ts';
import type { DurationSpec, EnumSpec, IntSpec, SettingValue } from '../keys/key-spec.ts';
import { parseGoDuration, wholeMs } from './go-duration.ts';
import { suggest } from './suggest.ts';

/** A value that was understood, or what is wrong with it. Messages continue a sentence that begins with the key. */
export type Reading =
  | {
      readonly ok: true;
      readonly value: SettingValue;
      /** It was not taken as it stands: why, for people. */
      readonly note?: string;
      /** Like a note, but something the user should correct. */
      readonly warning?: string;
    }
  | {
      readonly ok: false;
      readonly problem: string;
      readonly hint?: string;
      /** The entry of the list that is wrong. */
      readonly item?: number;
    };

/** A whole number against its range. */
export function readInt(spec: IntSpec, value: bigint | number): Reading {
  const unit = spec.unit === 'ms' ? ' ms' : '';
  if (value < spec.min) return { ok: false, problem: `must be ${spec.min} or more, not ${shortNumber(value)}` };
  if (value > spec.max) return { ok: false, problem: `must be ${spec.max}${unit} or less, not ${shortNumber(value)}` };
  const number = Number(value);
  if (number === 0 && spec.zeroIsDefault) return { ok: true, value: spec.default };
  if (spec.floor !== undefined && number < spec.floor) {
    return {
      ok: true,
      value: spec.floor,
      note: `is ${number}${unit}, below the minimum; gorl uses ${spec.floor}${unit}`,
    };
  }
  return { ok: true, value: number };
}

/**
 * A duration given as a number, read as air reads it: less than 1 000 000 counts milliseconds, more
 * counts nanoseconds, of which only whole milliseconds are taken.
 */
export function readDurationNumber(spec: DurationSpec, value: bigint): Reading {
  return durationInRange(spec, Number(value < 1_000_000n ? value : value / 1_000_000n), shortNumber(value));
}

/** A duration given as text: a Go duration, rounded up to whole milliseconds. */
export function readDurationText(spec: DurationSpec, text: string): Reading {
  const ns = parseGoDuration(text);
  if (ns !== undefined) return durationInRange(spec, wholeMs(ns), quoted(text));
  const bare = /^\d+(\.\d+)?$/.test(text);
  return {
    ok: false,
    problem: `must be a duration such as "2s" or "500ms", not ${quoted(text)}`,
    ...(bare ? { hint: `a duration in quotes needs a unit: "${text}ms" or "${text}s"` } : {}),
  };
}

function durationInRange(spec: DurationSpec, ms: number, given: string): Reading {
  if (ms < spec.min) return { ok: false, problem: `must not be negative, but is ${given}` };
  if (ms > spec.max) return { ok: false, problem: `must be ${spec.max} ms or less, not ${given}` };
  return { ok: true, value: ms };
}

/** One of several names. */
export function readChoice(spec: EnumSpec, text: string): Reading {
  if (spec.choices.includes(text)) return { ok: true, value: text };
  const names = spec.choices.filter((choice) => choice !== '');
  const meant = suggest(text, names) ?? suggest(`SIG${text}`, names);
  const problem = `must be one of ${names.join(', ')}, not ${quoted(text)}`;
  if (spec.otherwise !== undefined)
    return { ok: true, value: spec.otherwise, warning: `${problem}; it is read as ${spec.otherwise}` };
  return { ok: false, problem, ...defined({ hint: meant && `did you mean ${quoted(meant)}?` }) };
}

/** Text in double quotes, in one line, not too long, for messages. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}…` : text);
}

function shortNumber(value: bigint | number): string {
  const text = String(value);
  return text.length > 24 ? `${text.slice(0, 20)}… (${text.length} digits)` : text;
}
