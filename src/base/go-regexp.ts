import type { RE2JS } from 're2js';

/** A regular expression of Go's, compiled: whether it matches anywhere in a text, in time linear in the text. */
export interface GoRegexp {
  test(text: string): boolean;
}

/** Literal text, `.`, escaped punctuation, anchors and `|`: a JavaScript expression of these is as linear as Go's. */
const plain = /^(?:[^\\*+?()[\]{}]|\\[ -/:-@[-`{-~])*$/;
const part = /\\.|./gsu;

let engine: typeof RE2JS | undefined;

/** Whether there is nothing to wait for before these patterns are compiled. */
export function areGoRegexpsLoaded(patterns: readonly string[]): boolean {
  return engine !== undefined || patterns.every((pattern) => plain.test(pattern));
}

/** Loads what compiling these patterns takes: Go's engine is large, and most patterns are simple enough without. */
export async function loadGoRegexps(patterns: readonly string[]): Promise<void> {
  if (!areGoRegexpsLoaded(patterns)) engine = (await import('re2js')).RE2JS;
}

/**
 * Call `loadGoRegexps` first.
 *
 * @throws Error in the words of Go's `regexp.Compile`, e.g. for backreferences and lookaheads
 */
export function compileGoRegexp(pattern: string): GoRegexp {
  if (plain.test(pattern)) return new RegExp(pattern.replaceAll(part, inJavaScript), 'u');
  if (engine === undefined) throw new Error(`internal error: no engine is loaded for the pattern ${pattern}`);
  return engine.compile(pattern);
}

/** One part of a plain pattern. JavaScript's own `.` leaves out more than the line feed. */
function inJavaScript(text: string): string {
  if (text === '.') return String.raw`[^\n]`;
  if ('^$|'.includes(text)) return text;
  const character = text.length > 1 && text.startsWith('\\') ? text.slice(1) : text;
  return /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}
