import type { KeySpec } from '../keys/key-spec.ts';
import { quoted, readChoice, readDurationNumber, readDurationText, readInt, type Reading } from './values.ts';

/** The spellings Go's `strconv.ParseBool`, and so air's flags, accept. */
const trueTexts = ['1', 't', 'T', 'true', 'TRUE', 'True'];
const falseTexts = ['0', 'f', 'F', 'false', 'FALSE', 'False'];

/**
 * The text of a flag or an environment variable as the value of a key. Lists are separated by commas,
 * without a way to write a comma itself, as in air; no text is an empty list.
 */
export function readTextValue(spec: KeySpec, text: string): Reading {
  switch (spec.type) {
    case 'string':
      return { ok: true, value: text };
    case 'string-list':
    case 'string-or-list':
      return { ok: true, value: text === '' ? [] : text.split(',') };
    case 'bool':
      if (trueTexts.includes(text)) return { ok: true, value: true };
      if (falseTexts.includes(text)) return { ok: true, value: false };
      return { ok: false, problem: `must be true or false, not ${quoted(text)}` };
    case 'enum':
      return readChoice(spec, text);
    case 'int':
      if (isWhole(text)) return readInt(spec, BigInt(text));
      return {
        ok: false,
        problem: `must be a whole number${spec.unit === 'ms' ? ' of milliseconds' : ''}, not ${quoted(text)}`,
      };
    case 'duration-ms':
      return isWhole(text) ? readDurationNumber(spec, BigInt(text)) : readDurationText(spec, text);
  }
}

function isWhole(text: string): boolean {
  return text.length <= 40 && /^[+-]?\d+$/.test(text);
}
