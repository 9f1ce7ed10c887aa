import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildCommands } from '../build/build-commands.ts';
import type { LaneRequest } from '../build/fast-lane.ts';
import { ArmedLane } from './armed-lane.ts';
import { goAsker } from './ask-go.ts';
import { capture } from './capture.ts';
import { toolContext } from './toolchain-run.ts';

export interface LearnOptions {
  readonly request: LaneRequest;
  /** Of the binary that go build made. */
  readonly contentId: string;
  readonly commands: BuildCommands;
  /** Absolute, there, of its own: for all files of the lane. */
  readonly dir: string;
  readonly label: string;
}

export type Learned =
  | { readonly type: 'armed'; readonly lane: ArmedLane; readonly goEnv: Readonly<Record<string, string>> }
  /** Never for these builds, or for nothing that can be seen now. */
  | { readonly type: 'off' | 'later'; readonly reason: string }
  /** It was repeated, and something else came out. */
  | { readonly type: 'wrong'; readonly reason: string };

/**
 * Asks the go command how it builds, and looks whether that can be repeated.
 *
 * @throws what the file system has against it
 */
export async function learn({ request, contentId, commands, dir, label }: LearnOptions): Promise<Learned> {
  const { plan } = request;
  const { build, cwd } = plan;
  const startedMs = Date.now();
  const captured = await capture({ ...build, cwd, askGo: goAsker(plan, commands, dir, label) });
  if ('reason' in captured) return { type: captured.later ? 'later' : 'off', reason: captured.reason };
  const lane = await ArmedLane.of(captured, { dir, lineCutoff: build.lineCutoff === true });
  // The archives may be of what was there before.
  if (lane.newestChangeMs > startedMs || lane.isBehind) return { type: 'later', reason: 'the sources changed' };
  const path = join(dir, 'self-test');
  const { goEnv } = captured;
  const context = toolContext({ plan, goEnv, workDir: join(dir, 'work'), commands, label });
  const doubt = await lane.testItself(contentId, { path, context });
  rmSync(path, { force: true });
  if (commands.cancelled) return { type: 'later', reason: 'a build came' };
  return doubt === undefined ? { type: 'armed', lane, goEnv } : { type: 'wrong', reason: doubt };
}
