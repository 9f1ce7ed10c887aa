import type { LooseEnv } from '../../base/env.ts';
import { configFlags } from '../../config/keys/flags.ts';
import { groups, namesIn, specOf, isKey, type Key } from '../../config/keys/keys.ts';
import { commandTable, namedCommands, type CommandName, type Words } from '../command-table.ts';
import { flagsOf, helpFlag, type FlagRow } from '../flag-table.ts';
import { goFlagCandidates, goFlagValues, goRunCompletion } from './go-run.ts';
import { positionBehind } from './position.ts';
import { completedShells } from './shells.ts';

export interface Candidate {
  /** The whole word. Behind one that ends in `.`, `/`, or `=`, there is more to type. */
  readonly word: string;
  readonly description?: string;
}

export interface Completion {
  /** What the shell is to complete by itself, beside the candidates. */
  readonly names: 'nothing' | 'files' | 'directories';
  readonly candidates: readonly Candidate[];
}

/** Where the line is completed. */
export interface Surroundings {
  readonly cwd: string;
  readonly env: LooseEnv;
  /** The shell keeps words that begin with a dot from somebody who has not typed it, as fish does. */
  readonly hidesDots?: boolean;
}

const nothing: Completion = { names: 'nothing', candidates: [] };
const files: Completion = { names: 'files', candidates: [] };

/**
 * What may stand at the end of a command line.
 *
 * @param words behind `gorl`; of the last, what is in front of the cursor. Whoever shows the candidates leaves out those that do not fit it.
 */
export function complete(words: readonly string[], around: Surroundings): Completion {
  const current = words.at(-1) ?? '';
  const position = positionBehind(words.slice(0, -1));
  const isFlag = current.startsWith('-');
  switch (position.at) {
    case 'first':
      return isFlag ? flagOrItsValue('start', current) : those(commandNames());
    case 'topic':
      return those(commandNames());
    case 'value':
      if (isFlag && position.isOptional === true) return flagOrItsValue(position.command, current);
      return valueOf(position.command, position.flag) ?? nothing;
    case 'flag-or-word':
      if (isFlag) return flagOrItsValue(position.command, current);
      return position.command === 'run' ? goRunCompletion([], current, around) : wordsOf(position.command, true);
    case 'word':
      if (position.command === 'run') return goRunCompletion(position.rest, current, around);
      return wordsOf(position.command, false);
    case 'nowhere':
      return nothing;
  }
}

function those(candidates: readonly Candidate[]): Completion {
  return { names: 'nothing', candidates };
}

function commandNames(): readonly Candidate[] {
  return Object.entries(namedCommands).map(([word, { summary }]) => ({ word, description: summary }));
}

/** @param isFirst no word that is not a flag stands in front of it */
function wordsOf(command: CommandName, isFirst: boolean): Completion {
  const words: Words = commandTable[command].words;
  if (words === 'shells') return isFirst ? those(completedShells.map((word) => ({ word }))) : nothing;
  if (words === 'none') return nothing;
  if (words === 'directories') return { names: 'directories', candidates: [] };
  // Behind flags, `run` is the one command that is still understood.
  if (command === 'start' && isFirst)
    return { ...files, candidates: [{ word: 'run', description: namedCommands.run.summary }] };
  return files;
}

function flagOrItsValue(command: CommandName, current: string): Completion {
  const flag = /^(--?[^=]+)=/.exec(current)?.[1];
  if (flag !== undefined) {
    const { names, candidates } = valueOf(command, flag) ?? (command === 'run' ? goFlagValues(flag) : nothing);
    return { names, candidates: candidates.map((each) => ({ ...each, word: `${flag}=${each.word}` })) };
  }
  const rows: readonly Pick<FlagRow, 'short' | 'long' | 'description'>[] = [...flagsOf(command), helpFlag];
  const own = rows.flatMap(({ short, long, description }) =>
    [short, long].filter((word) => word !== undefined).map((word) => ({ word, description })),
  );
  const keys = commandTable[command].takesSettings ? keyFlags(current) : [];
  const all = inStyleOf(current, [...own, ...keys]);
  if (command !== 'run') return those(all);
  // The go command's flags have one dash, gorl's long ones two: both at once would not fit a screen.
  const isBare = current === '-';
  return those([...all.filter(({ word }) => !isBare || /^-[^-]$/.test(word)), ...goFlagCandidates(isBare)]);
}

/** `-once` is `--once`: whoever writes it so goes on so. */
function inStyleOf(current: string, candidates: readonly Candidate[]): Candidate[] {
  const hasOneDash = /^-[^-]/.test(current);
  return candidates.map((each) => (hasOneDash ? { ...each, word: each.word.replace(/^--/, '-') } : each));
}

/** The tables of the config first, their keys when one is named: all keys at once would fill the screen. */
function keyFlags(current: string): readonly Candidate[] {
  const group = groups.find((name) => current.replace(/^--?/, '').startsWith(`${name}.`));
  const names = group === undefined ? namesIn('') : namesIn(group).map((name) => `${group}.${name}`);
  const keys = names.filter(isKey).map((key) => ({ word: `--${key}`, description: firstSentence(specOf(key).doc) }));
  if (group !== undefined) return keys;
  return [...keys, ...groups.map((name) => ({ word: `--${name}.`, description: `the settings of [${name}]` }))];
}

function firstSentence(doc: string): string {
  return (/^.*?\.(?= |$)/.exec(doc)?.[0] ?? doc).replace(/\.$/, '').replaceAll('`', '');
}

/** What may stand behind a flag, in whatever style that is written. */
function valueOf(command: CommandName, written: string): Completion | undefined {
  const name = written.replace(/^--?/, '');
  const row = flagsOf(command).find(({ short, long }) =>
    [`-${name}`, `--${name}`].some((flag) => flag === short || flag === long),
  );
  if (row !== undefined) {
    if (row.choices !== undefined) return those(row.choices.map((word) => ({ word })));
    if (row.isFile === true) return files;
    return row.value === undefined ? those(['true', 'false'].map((word) => ({ word }))) : nothing;
  }
  const key = configFlags().find((flag) => flag.key === name)?.key;
  return key === undefined || !commandTable[command].takesSettings ? undefined : valueOfKey(key);
}

function valueOfKey(key: Key): Completion {
  const spec = specOf(key);
  switch (spec.type) {
    case 'bool':
      return those(['true', 'false'].map((word) => ({ word })));
    case 'enum':
      return those(spec.choices.filter((choice) => choice !== '').map((word) => ({ word })));
    case 'string':
    case 'string-list':
    case 'string-or-list':
      if (spec.names === undefined) return nothing;
      return { names: spec.names === 'file' ? 'files' : 'directories', candidates: [] };
    case 'int':
    case 'duration-ms':
      return nothing;
  }
}
