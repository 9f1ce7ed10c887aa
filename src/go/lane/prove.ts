import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildCommands } from '../build/build-commands.ts';
import { readContentId } from '../build/build-id.ts';
import type { LaneRequest } from '../build/fast-lane.ts';
import type { ArmedLane } from './armed-lane.ts';
import { goAsker } from './ask-go.ts';

export interface ProveOptions {
  readonly request: LaneRequest;
  /** Of the binary that the lane made. */
  readonly contentId: string;
  readonly lane: ArmedLane;
  readonly commands: BuildCommands;
  /** Absolute: for all that this writes. It is removed. */
  readonly dir: string;
  readonly label: string;
}

export type Proof =
  | { readonly type: 'same' }
  /** The sources have changed, or a build came. */
  | { readonly type: 'unknown' }
  | { readonly type: 'other'; readonly found: string };

/** Looks whether the go command makes the same of the same sources. @throws what the file system has against it */
export async function prove({ contentId, ...options }: ProveOptions): Promise<Proof> {
  const made = await makeByGo(options);
  if (made.type !== 'made') return made;
  const { contentId: id } = made;
  return id === contentId ? { type: 'same' } : { type: 'other', found: `the content ID is ${id}, not ${contentId}` };
}

export type MadeByGo =
  | { readonly type: 'made'; readonly contentId: string | undefined }
  | Exclude<Proof, { readonly type: 'same' }>;

/** What the go command makes of what the lane has built last. @throws what the file system has against it */
export async function makeByGo(options: Omit<ProveOptions, 'contentId'>): Promise<MadeByGo> {
  const { request, lane, commands, dir, label } = options;
  if (lane.isBehind) return { type: 'unknown' };
  const { build } = request.plan;
  const path = join(dir, 'proof');
  try {
    const askGo = goAsker(request.plan, commands, dir, label);
    const answer = await askGo(['build', ...build.flags, '-o', path, '--', ...build.packages]);
    if (answer.type === 'nothing' || commands.cancelled || lane.isBehind) return { type: 'unknown' };
    if (answer.type === 'failed') return { type: 'other', found: `go build failed:\n${answer.text}` };
    return { type: 'made', contentId: await readContentId(path) };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
