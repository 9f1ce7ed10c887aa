import type { FileChange } from '../../protocol/change.ts';
import { buildProof, mostFollowUps } from './thresholds.ts';
import { closeWindow, covers, openWindow, type Window } from './window.ts';
import { nothingSifted, type Sifted, type Written } from './written.ts';

/** `pre_cmd` or a generator; or the user's own build command. */
export type CommandKind = 'hook' | 'build';

export interface WrittenFile extends Written {
  /** It says itself that a program wrote it; asked only where that decides. */
  generated(): boolean;
  /** The indexes of the generators that read it, in their order; absent: none does. */
  readBy?(): readonly number[];
}

/**
 * What is known of what the build's own commands write. A hook that generates another text at every build (a date in
 * it) would otherwise cancel its own build forever.
 *
 * Nobody can tell the two apart for certain, so what is taken for a command's work is dropped only where dropping
 * does no harm: Go sources that a hook wrote, since the compiler reads them after it. Anything else does not cancel
 * the build, but is built once more when that has ended. If it is written in that build too, which nobody else asked
 * for, it is the command's.
 */
export interface BuildWrites {
  /** Of the commands of this build, and of the one before: what that wrote may arrive late. */
  readonly windows: readonly CommandWindow[];
  readonly earlier: readonly CommandWindow[];
  readonly nextCommand: number;
  readonly suspects: ReadonlyMap<string, Suspect>;
  readonly building: boolean;
  readonly hookFailed: boolean;
  /** This build, and the next, runs once more what a hook wrote before it failed. If it fails again, that is that. */
  readonly rereads: boolean;
  readonly nextRereads: boolean;
  /** Dropped in this build: fit for use only if the hooks succeed. */
  readonly dropped: ReadonlyMap<string, FileChange>;
  /** To be built once more after this build. */
  readonly putOff: ReadonlyMap<string, FileChange>;
  /** The files that the running build was started for once more. */
  readonly followsUp: ReadonlySet<string>;
  readonly nextFollowsUp: ReadonlySet<string>;
}

interface CommandWindow extends Window {
  readonly command: number;
  readonly kind: CommandKind;
  /** Which generator it is, if it is one. */
  readonly generator?: number;
}

/** A file that was written, and what has been seen of it. */
interface Suspect {
  /** Builds in a row in which it was written while a command ran. */
  readonly streak: number;
  readonly inThisBuild: boolean;
  /** Also while none ran: somebody edits it. */
  readonly edited: boolean;
  /** Taken for a command's work before. */
  readonly known: boolean;
  /** Written again in a build that only it had asked for. */
  readonly confirmed: boolean;
  /** Builds in a row that only it had asked for. */
  readonly followUps: number;
}

const noSuspect: Suspect = {
  streak: 0,
  inThisBuild: false,
  edited: false,
  known: false,
  confirmed: false,
  followUps: 0,
};

export const noBuildWrites: BuildWrites = {
  windows: [],
  earlier: [],
  nextCommand: 1,
  suspects: new Map(),
  building: false,
  hookFailed: false,
  rereads: false,
  nextRereads: false,
  dropped: new Map(),
  putOff: new Map(),
  followsUp: new Set(),
  nextFollowsUp: new Set(),
};

/** No command has run lately: nothing can be one's work. */
export function hasNoWindow({ windows, earlier }: BuildWrites): boolean {
  return windows.length === 0 && earlier.length === 0;
}

export function buildStarted(state: BuildWrites): BuildWrites {
  const { nextFollowsUp } = state;
  const suspects = [...state.suspects].map(([path, suspect]): [string, Suspect] => [
    path,
    {
      ...suspect,
      streak: suspect.inThisBuild ? suspect.streak : 0,
      inThisBuild: false,
      followUps: nextFollowsUp.has(path) ? suspect.followUps : 0,
    },
  ]);
  return {
    ...state,
    windows: [],
    earlier: state.windows,
    suspects: new Map(suspects),
    building: true,
    hookFailed: false,
    rereads: state.nextRereads,
    nextRereads: false,
    dropped: new Map(),
    // The new build reads what was put off before it.
    putOff: new Map(),
    followsUp: nextFollowsUp,
    nextFollowsUp: new Set(),
  };
}

/** The command gets the number `nextCommand`. `generator`: its index, if it is one. */
export function commandStarted(state: BuildWrites, kind: CommandKind, atMs: number, generator?: number): BuildWrites {
  const command = state.nextCommand;
  const window = { ...openWindow(atMs), command, kind };
  return {
    ...state,
    windows: [...state.windows, generator === undefined ? window : { ...window, generator }],
    nextCommand: command + 1,
  };
}

export function commandEnded(state: BuildWrites, command: number, atMs: number): BuildWrites {
  const close = (window: CommandWindow): CommandWindow =>
    window.command === command ? closeWindow(window, atMs) : window;
  return { ...state, windows: state.windows.map(close), earlier: state.earlier.map(close) };
}

/** The last one that ran decides: one that failed while sources were being written runs again. */
export function hookEnded(state: BuildWrites, succeeded: boolean): BuildWrites {
  return { ...state, hookFailed: !succeeded };
}

/** `onceMore`: what is to be built once more, now that the build has ended. */
export function buildEnded(
  before: BuildWrites,
  outcome: 'succeeded' | 'failed' | 'cancelled',
): { readonly state: BuildWrites; readonly onceMore: readonly FileChange[] } {
  const state: BuildWrites = { ...before, building: false };
  // Its hook was killed, which says nothing about what it read.
  if (outcome === 'cancelled') return { state: { ...state, hookFailed: false }, onceMore: [] };
  const unread = outcome === 'failed' && state.hookFailed && !state.rereads ? [...state.dropped.values()] : [];
  const onceMore = [...state.putOff.values(), ...unread];
  return {
    state: {
      ...state,
      nextRereads: unread.length > 0,
      dropped: new Map(),
      putOff: new Map(),
      nextFollowsUp: new Set(onceMore.map(({ path }) => path)),
    },
    onceMore,
  };
}

export function siftBuildWrites(
  before: BuildWrites,
  files: readonly WrittenFile[],
): { readonly state: BuildWrites; readonly sifted: Sifted } {
  let state = before;
  let sifted = nothingSifted;
  for (const written of files) {
    const { file } = written;
    const { suspect, verdict: judged, isOutput = false } = judge(state, written);
    // No compiler reads it after a hook that failed: once more, as for what arrives in time.
    const isUnread = judged !== 'foreign' && !isOutput && !state.building && state.hookFailed && !state.rereads;
    const verdict = isUnread ? 'put-off' : judged;
    if (isUnread) state = { ...state, nextRereads: true };
    state = { ...state, suspects: new Map([...state.suspects, [file.path, suspect]]) };
    switch (verdict) {
      case 'foreign':
        sifted = { ...sifted, rest: [...sifted.rest, file] };
        break;
      case 'own':
      case 'learned':
        if (!isOutput) state = { ...state, dropped: new Map([...state.dropped, [file.path, file]]) };
        sifted = {
          ...sifted,
          own: [...sifted.own, file],
          learned: verdict === 'learned' ? [...sifted.learned, file] : sifted.learned,
        };
        break;
      case 'put-off':
        if (state.building) state = { ...state, putOff: new Map([...state.putOff, [file.path, file]]) };
        else {
          // It arrived only after the end of the build: now is the time.
          state = { ...state, nextFollowsUp: new Set([...state.nextFollowsUp, file.path]) };
          sifted = { ...sifted, rest: [...sifted.rest, file] };
        }
        break;
    }
  }
  return { state, sifted };
}

interface Judged {
  readonly suspect: Suspect;
  readonly verdict: 'foreign' | 'own' | 'learned' | 'put-off';
  /** Certainly a generator's: it is made again before anybody needs it. */
  readonly isOutput?: boolean;
}

function judge(state: BuildWrites, written: WrittenFile): Judged {
  const { file, atMs, generated } = written;
  const { path } = file;
  const before = state.suspects.get(path) ?? noSuspect;
  const windows = [state.windows, state.earlier].find((each) => each.some((window) => covers(window, atMs))) ?? [];
  const writer = windows.find((window) => covers(window, atMs));
  if (isReadLater(written, writer, windows)) return { suspect: before, verdict: 'own', isOutput: generated() };
  const kind = writer?.kind;
  if (kind === undefined)
    return { suspect: { ...noSuspect, inThisBuild: before.inThisBuild, edited: true }, verdict: 'foreign' };
  // A hook generates, then the compiler reads: the build that runs has it, and nobody edits such a file.
  if (kind === 'hook' && generated()) return { suspect: before, verdict: 'own' };
  const counted = before.known ? before : withWrite(before);
  if (!counted.known && !isProven(counted, kind)) return { suspect: counted, verdict: 'foreign' };
  const suspect: Suspect = { ...counted, known: true };
  if (kind === 'hook' && path.endsWith('.go') && !suspect.edited)
    return { suspect, verdict: before.known ? 'own' : 'learned' };
  return confirm(state, suspect, path);
}

/**
 * Whoever reads a file that was written while a generator ran does so after it: later generators, and the compiler.
 * Only a hook may have read it before, or the generators up to that one.
 */
function isReadLater(
  { readBy }: WrittenFile,
  writer: CommandWindow | undefined,
  windows: readonly CommandWindow[],
): boolean {
  const writing = writer?.generator;
  if (writing === undefined) return false;
  if (windows.some(({ kind, generator }) => kind === 'hook' && generator === undefined)) return false;
  return readBy?.().every((index) => index > writing) ?? true;
}

/** Once in each build. */
function withWrite(suspect: Suspect): Suspect {
  return suspect.inThisBuild ? suspect : { ...suspect, streak: suspect.streak + 1, inThisBuild: true };
}

function isProven({ streak, edited }: Suspect, kind: CommandKind): boolean {
  return streak >= buildProof[kind][edited ? 'edited' : 'untouched'];
}

function confirm({ followsUp, putOff }: BuildWrites, suspect: Suspect, path: string): Judged {
  if (suspect.confirmed) return { suspect, verdict: 'own' };
  if (!followsUp.has(path)) return { suspect, verdict: 'put-off' };
  const followUps = putOff.has(path) ? suspect.followUps : suspect.followUps + 1;
  const again: Suspect = { ...suspect, followUps };
  if (suspect.edited && followUps < mostFollowUps) return { suspect: again, verdict: 'put-off' };
  return { suspect: { ...again, confirmed: true }, verdict: 'learned' };
}
