import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { lateTickMs } from '../../base/file-times.ts';
import { frameOf } from './source-frame.ts';

/** What was known of a file when it was read. */
export interface FileState {
  /** Of its content; '' where there is none. */
  readonly hash: string;
  /** See source-frame.ts; '' for what is no Go file. */
  readonly frame: string;
  /** As long as it stays, nobody has written to the file; undefined: written so recently that it cannot tell. */
  readonly stamp: string | undefined;
}

/** Of what is not there, or not known. */
export const noState: FileState = { hash: '', frame: '', stamp: undefined };

/** Reads a file; what is not there, or no file, has no content. */
export function readState(path: string): FileState {
  try {
    const before = stampOf(path);
    const content = readFileSync(path);
    const isStill = before !== undefined && before.stamp === stampOf(path)?.stamp;
    const frame = path.endsWith('.go') ? frameOf(content.toString('utf8')) : '';
    return { hash: hashOf(content), frame, stamp: isStill && before.isSettled ? before.stamp : undefined };
  } catch {
    return noState;
  }
}

/** The same state, if nobody has written to the file since; else what is there now. */
export function currentState(path: string, known: FileState): FileState {
  const now = stampOf(path);
  if (known.stamp !== undefined && known.stamp === now?.stamp) return known;
  return known === noState && now === undefined ? noState : readState(path);
}

export function hashOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('base64url');
}

interface Stamp {
  readonly stamp: string;
  readonly isSettled: boolean;
}

/** Undefined where there is nothing. */
function stampOf(path: string): Stamp | undefined {
  const facts = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (facts === undefined) return undefined;
  const { dev, ino, size, mtimeNs, ctimeNs } = facts;
  return {
    stamp: [dev, ino, size, mtimeNs, ctimeNs].join(' '),
    // A second write within one tick of the clock would leave the same stamp.
    isSettled: Date.now() - Number(ctimeNs / 1_000_000n) > lateTickMs,
  };
}
