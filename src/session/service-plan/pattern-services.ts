import { join, resolve } from 'node:path';
import { defaultSettings, keys, type Key } from '../../config/keys/keys.ts';
import { namesOneThing } from '../../config/keys/keys-services.ts';
import type { LoadedConfig } from '../../config/read/load.ts';
import { isWithin } from '../../base/paths.ts';
import { problem, type Diagnostic } from '../../protocol/diagnostic.ts';
import { exitCode } from '../../protocol/exit-code.ts';
import { isPattern } from '../../go/packages/run-arguments.ts';
import { findMainPackages, type MainPackageOptions } from '../../go/packages/main-packages.ts';
import type { Project } from './project.ts';

export type MatchedPrograms =
  | { readonly type: 'ok'; readonly dirs: readonly string[] }
  | { readonly type: 'failed'; readonly code: number; readonly diagnostics: readonly Diagnostic[] };

/** The main packages that a pattern matches, as directories relative to `root`. */
export async function matchPrograms(pattern: string, options: MainPackageOptions): Promise<MatchedPrograms> {
  const base = pattern.replace(/\/?\.\.\.$/, '') || '.';
  const refuse = (message: string, hint?: string): MatchedPrograms => ({
    type: 'failed',
    code: exitCode.usage,
    diagnostics: [problem(message, { hint })],
  });
  if (!/^\.(?:\/|$)/.test(base) || isPattern(base))
    return refuse(`${pattern} is no pattern of directories here`, 'write one such as ./cmd/... or ./...');
  const found = await findMainPackages({ ...options, isWholeTree: true });
  if (found.type === 'failed') return { type: 'failed', code: exitCode.environment, diagnostics: found.diagnostics };
  const all = found.type === 'several' ? found.dirs : found.type === 'one' ? [found.dir] : [];
  const dirs = all.filter((dir) => isWithin(resolve(options.root, dir), resolve(options.root, base)));
  if (dirs.length > 0) return { type: 'ok', dirs };
  const hint = all.length === 0 ? undefined : `there are: ${all.slice(0, 8).join(', ')}`;
  return refuse(`${pattern} matches no main package`, hint);
}

/** Their names: the last part of the directory, and what is above it where that is not enough. */
export function programNames(dirs: readonly string[], nameOfRoot: string): readonly string[] {
  const parts = dirs.map((dir) =>
    dir === '.' ? [nameOfRoot] : dir.split(/[\\/]/).filter((part) => !/^\.*$/.test(part)),
  );
  const nameOf = (own: readonly string[], length: number): string =>
    own
      .slice(-length)
      .join('-')
      .replaceAll(/[^\w.-]/g, '_');
  return parts.map((own) => {
    const isUnique = (length: number): boolean =>
      parts.filter((other) => nameOf(other, length) === nameOf(own, length)).length === 1;
    const lengths = own.map((_, at) => at + 1);
    return nameOf(own, lengths.find(isUnique) ?? own.length);
  });
}

/** The config for one of several programs: all but what names one thing. */
export function projectOfMany(project: Project, name: string): Project {
  const tmpDir = join(project.tmpDir, name);
  return { ...project, loaded: withoutNames(project.loaded), tmpDir, tmpRoot: project.tmpDir };
}

function withoutNames(loaded: LoadedConfig): LoadedConfig {
  const defaults = defaultSettings(process.platform);
  const named = keys.filter((key) => namesOneThing(key) && key !== 'tmp_dir');
  const of = <T>(value: (key: Key) => T): Record<string, T> =>
    Object.fromEntries(named.map((key) => [key, value(key)]));
  return {
    ...loaded,
    settings: { ...loaded.settings, ...of((key) => defaults[key]) },
    origins: { ...loaded.origins, ...of(() => ({ type: 'default' }) as const) },
  };
}
