import { splitArguments } from '../arguments.ts';
import { commandTable, isNamedCommand, type CommandName } from '../command-table.ts';
import { flagsOf, flagSpecs } from '../flag-table.ts';

/** Where the word stands that is to be completed. */
export type Position =
  /** The very first word. */
  | { readonly at: 'first' }
  /** `gorl help X`. */
  | { readonly at: 'topic' }
  /** Behind a flag that takes a value. */
  | { readonly at: 'value'; readonly command: CommandName; readonly flag: string; readonly isOptional?: true }
  /** Among the flags, or the first word that is none. */
  | { readonly at: 'flag-or-word'; readonly command: CommandName }
  /** Behind the first word that is no flag of gorl; for `run`, these are the words of the go command. */
  | { readonly at: 'word'; readonly command: CommandName; readonly rest: readonly string[] }
  /** Behind something that gorl refuses. */
  | { readonly at: 'nowhere' };

/** The line is read as a start reads it, so that what is completed is what is understood. */
export function positionBehind(before: readonly string[]): Position {
  const [first = '', ...others] = before;
  if (before.length === 0) return { at: 'first' };
  if (first === 'help' || first === 'version')
    return { at: first === 'help' && others.length === 0 ? 'topic' : 'nowhere' };
  const specs = flagSpecs(isNamedCommand(first) ? (first as CommandName) : 'start');
  const split = splitArguments(before, new Set(Object.keys(commandTable).slice(1)), specs, new Set(['run', 'test']));
  // `gorl --once run`: the package that makes it a command is only about to come.
  const isLateRun = split.command === undefined && split.dashed !== true && split.rest.join(' ') === 'run';
  const command = isLateRun ? 'run' : ((split.command ?? 'start') as CommandName);
  const rest = isLateRun ? [] : split.rest;
  if (split.unknown !== undefined) return { at: 'nowhere' };
  if (split.invalid !== undefined) {
    const isLast = before.at(-1) === split.invalid.flag;
    return isLast ? { at: 'value', command, flag: split.invalid.flag } : { at: 'nowhere' };
  }
  if (rest.length > 0 || split.dashed === true) return { at: 'word', command, rest };
  const last = split.flags.at(-1);
  const flag = `--${last?.name}`;
  const mayHaveValue = flagsOf(command).some(({ long, value }) => long === flag && value?.startsWith('[') === true);
  if (mayHaveValue && last?.value === undefined) return { at: 'value', command, flag, isOptional: true };
  return { at: 'flag-or-word', command };
}
