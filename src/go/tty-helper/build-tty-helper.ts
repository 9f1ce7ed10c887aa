import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Env } from '../../base/env.ts';
import type { CommandRunner } from '../../engine/ports.ts';
import { ttyHelperSource } from './tty-helper-source.ts';

export interface TtyHelperRequest {
  readonly commands: Pick<CommandRunner, 'start'>;
  readonly env: Env;
  /** Where it is kept from one session to the next; made when it is not there. */
  readonly directory: string;
}

/** The name has the source in it: another gorl may need another helper. */
function helperPath(directory: string): string {
  const hash = createHash('sha256').update(ttyHelperSource).digest('hex').slice(0, 16);
  return join(directory, `tty-${process.platform}-${process.arch}-${hash}`);
}

/** The helper that an earlier session has built, if there is one that nobody else can have written. */
export function builtTtyHelper(directory: string): string | undefined {
  const path = helperPath(directory);
  try {
    for (const [each, type] of [
      [directory, 'isDirectory'],
      [path, 'isFile'],
    ] as const) {
      const stats = lstatSync(each);
      if (!stats[type]() || stats.uid !== process.getuid?.() || (stats.mode & 0o022) !== 0) return undefined;
    }
    return path;
  } catch {
    return undefined;
  }
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
    const path = helperPath(directory);
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
