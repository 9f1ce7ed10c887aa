import { statSync, type Stats } from 'node:fs';
import { toDisk } from '../../../base/file-name.ts';
import { lateTickMs } from '../../../base/file-times.ts';
import { readRegularFile } from '../../../base/read-regular-file.ts';
import { takeBreaks } from './take-breaks.ts';

/** One input as it was at one moment. */
interface InputState {
  /** Another text whenever it was written, if that was not within the same tick of the clock. */
  readonly stamp: string;
  /** Of its content. */
  readonly hash: string;
  /** Looked at so soon after a write that another one may bear the same stamp: the stamp proves nothing. */
  readonly isFresh: boolean;
}

/** All inputs at one moment, by their absolute paths. */
export type InputStates = ReadonlyMap<string, InputState>;

/** Bigger files, in bytes, are compared by their stamps. */
const largestHashed = 8 * 1024 * 1024;

/**
 * Looks at these files; of those whose stamp is what it was `before`, the content is not read again. A file that is
 * gone is left out.
 */
export async function lookAtInputs(paths: readonly string[], before: InputStates): Promise<InputStates> {
  const states = new Map<string, InputState>();
  const mayBreak = takeBreaks();
  for (const path of paths) {
    const state = stateOf(path, before.get(path));
    if (state !== undefined) states.set(path, state);
    await mayBreak();
  }
  return states;
}

/** The same files with the same content. */
export function haveSameContent(one: InputStates, other: InputStates): boolean {
  return one.size === other.size && [...one].every(([path, { hash }]) => other.get(path)?.hash === hash);
}

/** What was written, or came or went, in between, whatever the content is. */
export function writtenBetween(before: InputStates, after: InputStates): readonly string[] {
  const isSame = (path: string): boolean => {
    const [one, other] = [before.get(path), after.get(path)];
    return one !== undefined && other !== undefined && one.stamp === other.stamp && one.hash === other.hash;
  };
  return [...new Set([...before.keys(), ...after.keys()])].filter((path) => !isSame(path));
}

function stateOf(path: string, before: InputState | undefined): InputState | undefined {
  // Before the content: a write in between shows in the next stamp.
  const stats = statOf(path);
  if (stats === undefined) return undefined;
  const { dev, ino, size, mtimeMs, ctimeMs } = stats;
  const stamp = [dev, ino, size, mtimeMs, ctimeMs].join(' ');
  if (before !== undefined && before.stamp === stamp && !before.isFresh) return before;
  const isFresh = Date.now() - Math.max(mtimeMs, ctimeMs) < lateTickMs;
  return { stamp, hash: size > largestHashed ? stamp : hashOf(path), isFresh };
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(toDisk(path), { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function hashOf(path: string): string {
  try {
    return process.getBuiltinModule('node:crypto').hash('sha1', readRegularFile(toDisk(path)), 'hex');
  } catch (error) {
    // It was there a moment ago; or nobody may read it, which a generator will tell.
    return `unreadable: ${String(error)}`;
  }
}
