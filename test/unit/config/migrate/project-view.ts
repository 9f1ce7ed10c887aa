import { posix } from 'node:path';
import type { MigrationContext } from '../../../../src/config/migrate/migration.ts';

interface ViewOptions {
  readonly windows?: boolean;
  /** Beside those of the files. */
  readonly directories?: ReadonlySet<string>;
}

/** A project of these files, in memory. */
export function projectView(files: Readonly<Record<string, string>>, options: ViewOptions = {}): MigrationContext {
  const { windows = false, directories = new Set() } = options;
  const names = Object.keys(files);
  const clean = (path: string): string => posix.normalize(path).replace(/\/$/, '');
  const isIn = (dir: string): ((name: string) => boolean) => {
    const prefix = clean(dir) === '.' ? '' : `${clean(dir)}/`;
    return (name) => name.startsWith(prefix);
  };
  const namesIn = (dir: string): readonly string[] => {
    const depth = clean(dir) === '.' ? 0 : clean(dir).split('/').length;
    return [...new Set(names.filter(isIn(dir)).map((name) => name.split('/')[depth] ?? ''))];
  };
  return {
    windows,
    isDirectory: (path) =>
      directories.has(clean(path)) || names.some((name) => name !== clean(path) && isIn(path)(name)),
    read: (path) => files[clean(path)],
    namesIn,
    isMain: (path) =>
      namesIn(path).some(
        (name) => name.endsWith('.go') && files[clean(posix.join(path, name))]?.startsWith('package main'),
      ),
  };
}
