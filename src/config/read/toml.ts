import { parse, TomlError, type TomlValue as SmolValue } from 'smol-toml';
import { problem, type Diagnostic } from '../../protocol/diagnostic.ts';
import type { SourceText } from './source-text.ts';

/** Whole numbers are bigint, so that `1` and `1.0` differ as they do in TOML. */
export type TomlValue = SmolValue;

/** Has no prototype: a key such as `constructor` is only there if the file has it. */
export type TomlTable = Readonly<Record<string, TomlValue>>;

export type TomlReading = { readonly tree: TomlTable } | { readonly diagnostic: Diagnostic };

const prefix = 'Invalid TOML document: ';

/** What the parser says about a key or a table that is there twice, and what to do about it. */
const hints: readonly (readonly [RegExp, string])[] = [
  [/redefine/, 'each key and each table may appear only once'],
  [/control characters/, 'is this a text file, and is the string closed on its own line?'],
  [/invalid value|incomplete key-value/, 'strings need quotes: name = "value"'],
  [/illegal character in key/, 'close the bracket, or quote the name if it has characters other than A-Z a-z 0-9 _ -'],
];

/** Parses TOML 1.0 (1.1 where it only allows more). Never throws. */
export function parseToml(source: SourceText): TomlReading {
  try {
    return { tree: parse(source.text, { integersAsBigInt: true }) };
  } catch (error) {
    return { diagnostic: syntaxDiagnostic(source, error) };
  }
}

function syntaxDiagnostic(source: SourceText, error: unknown): Diagnostic {
  if (!(error instanceof TomlError)) {
    // Not a statement about the text (memory, a bug of the parser): there is no position to name.
    return problem('this is not valid TOML', { location: { file: source.shown, line: 1 }, source: 'config' });
  }
  const first = error.message.split('\n', 1)[0] ?? '';
  const message = first.startsWith(prefix) ? first.slice(prefix.length) : first;
  const hint = hints.find(([pattern]) => pattern.test(message))?.[1];
  return problem(message, { location: source.locateLine(error.line, error.column), source: 'config', hint });
}
