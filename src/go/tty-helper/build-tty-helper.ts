import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Env } from '../../base/env.ts';
import type { CommandRunner } from '../../engine/ports.ts';
import { ttyHelperPath } from './built-tty-helper.ts';
import { ttyHelperSource } from './tty-helper-source.ts';

export interface TtyHelperRequest {
  readonly commands: Pick<CommandRunner, 'start'>;
  readonly env: Env;
  /** Where it is kept from one session to the next; made when it is not there. */
  readonly directory: string;
}

/**
 * Builds the helper: 0.1 s when the go command has its standard library in the cache.
 *
 * @throws Error with a message for people
 */
export async function buildTtyHelper({ commands, env, directory }: TtyHelperRequest): Promise<string> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const work = mkdtempSync(join(directory, 'build-'));
  try {
    writeFileSync(join(work, 'main.go'), ttyHelperSource);
    const { end, output } = await commands.start({
      command: { type: 'argv', file: 'go', args: ['build', '-ldflags=-s -w', '-o', 'tty', 'main.go'] },
      cwd: work,
      // For this machine, whatever the program is built for, and with nobody's flags.
      env: { ...env, ...ownBuild },
      label: 'tty-helper',
    }).ended;
    if (end.type !== 'code' || end.code !== 0) throw new Error(`go build failed: ${output.trim() || end.type}`);
    const path = ttyHelperPath(directory);
    renameSync(join(work, 'tty'), path);
    return path;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const ownBuild = {
  GOENV: 'off',
  GOFLAGS: '',
  GO111MODULE: 'off',
  GOWORK: 'off',
  GOOS: '',
  GOARCH: '',
  GOEXPERIMENT: '',
  CGO_ENABLED: '0',
  GOTOOLCHAIN: 'local',
} as const;
