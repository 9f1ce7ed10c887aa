import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildCommands } from '../build/build-commands.ts';
import { readContentId } from '../build/build-id.ts';
import type { LaneRequest } from '../build/fast-lane.ts';
import type { ArmedLane } from './armed-lane.ts';
import { goAsker } from './ask-go.ts';

export interface ProofOptions {
  readonly request: LaneRequest;
  readonly lane: ArmedLane;
  readonly commands: BuildCommands;
  /** Absolute: for all that this writes. It is removed. */
  readonly dir: string;
  readonly label: string;
}

export type MadeByGo =
  | { readonly type: 'made'; readonly contentId: string | undefined }
  /** The sources have changed, or a build came. */
  | { readonly type: 'unknown' }
  /** It cannot be built; to be read after «go build: ». */
  | { readonly type: 'failed'; readonly found: string };

/** What the go command makes of what the lane has built last. @throws what the file system has against it */
export async function makeByGo({ request, lane, commands, dir, label }: ProofOptions): Promise<MadeByGo> {
  if (lane.isBehind) return { type: 'unknown' };
  const { build } = request.plan;
  const path = join(dir, 'proof');
  try {
    const askGo = goAsker(request.plan, commands, dir, label);
    const answer = await askGo(['build', ...build.flags, '-o', path, '--', ...build.packages]);
    if (answer.type === 'nothing' || commands.cancelled || lane.isBehind) return { type: 'unknown' };
    if (answer.type === 'failed') return { type: 'failed', found: `go build failed:\n${answer.text}` };
    return { type: 'made', contentId: await readContentId(path) };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
