import { extname, resolve } from 'node:path';
import { keyTable } from '../../config/keys/keys.ts';
import { isWithin } from '../../base/paths.ts';
import type { Project } from './project.ts';

/** Of files that browsers ask for, and that programs commonly serve from disk as they are. */
const assetExts = [
  ...['css', 'js', 'mjs', 'map', 'svg', 'png', 'jpg', 'jpeg', 'gif', 'webp', 'avif', 'ico'],
  ...['woff', 'woff2', 'ttf', 'otf', 'webmanifest'],
] as const;

const pageExts: ReadonlySet<string> = new Set([...assetExts, 'html', 'htm']);

/** `exclude_dir` leaves it out because most of what is in it is none of the program's. */
const assetsDir = 'assets';

/** Whether pages may get that file from the app as it is on disk, by its name. */
export function isPageFile(path: string): boolean {
  return pageExts.has(extname(path).slice(1));
}

/** With the proxy, files for pages are watched, too: the browser shows them without a restart. */
export function watchedForPages({ loaded }: Project): {
  readonly includeExt: readonly string[];
  readonly excludeDir: readonly string[];
} {
  const { 'build.include_ext': includeExt, 'build.exclude_dir': excludeDir } = loaded.settings;
  if (!loaded.settings['proxy.enabled']) return { includeExt, excludeDir };
  const more = includeExt.includes('*') ? [] : assetExts.filter((ext) => !includeExt.includes(ext));
  const isUsual = JSON.stringify(excludeDir) === JSON.stringify(keyTable['build.exclude_dir'].default);
  return {
    includeExt: [...includeExt, ...more],
    excludeDir: isUsual ? excludeDir.filter((dir) => dir !== assetsDir) : excludeDir,
  };
}

/** Whether it would be watched without the proxy, by the lists: the app may have read it as it started. */
export function isWatchedAnyway(path: string, { root, loaded: { settings } }: Project): boolean {
  const { 'build.include_ext': exts, 'build.exclude_dir': excluded, 'build.include_file': files } = settings;
  if (files.some((file) => resolve(root, file) === path)) return true;
  const isLeftOut = excluded.includes(assetsDir) && isWithin(path, resolve(root, assetsDir));
  return !isLeftOut && (exts.includes('*') || exts.includes(extname(path).slice(1)));
}
