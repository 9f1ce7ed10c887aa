import { keys, specOf, type Key } from './keys.ts';

/** A command-line flag that sets a key. Every one takes a value, also for true and false, as in air. */
export interface ConfigFlag {
  /** `--build.cmd`; air's spelling with one dash means the same. */
  readonly flag: string;
  readonly key: Key;
  /** What stands for the value in the help: `<ms>`, `<true|false>`. */
  readonly placeholder: string;
}

export function configFlags(): readonly ConfigFlag[] {
  return keys.map((key) => ({ flag: `--${key}`, key, placeholder: placeholders[specOf(key).type] }));
}

const placeholders = {
  string: '<text>',
  'string-list': '<a,b,…>',
  'string-or-list': '<a,b,…>',
  int: '<number>',
  bool: '<true|false>',
  'duration-ms': '<duration>',
  enum: '<name>',
} as const;
