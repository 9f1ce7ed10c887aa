import { parseBuildFlags } from './build-flags.ts';

/**
 * The same flags for a build that leaves out what only a debugger reads. Linking is three quarters of a build after an
 * edit, and takes two thirds of the time then; panics and profiles name functions and lines as before. The user's own
 * `-ldflags` come later on the line and have the last word (`-w=0`).
 *
 * @param flags of the command line
 * @param goFlags what the go command puts before them
 * @returns undefined: as they are, for they ask for a debugger, or say what to link with for single packages
 */
export function withoutDebugInfo(
  flags: readonly string[],
  goFlags: readonly string[],
  platform = process.platform,
): readonly string[] | undefined {
  const parsed = [goFlags, flags].map((words) => parseBuildFlags(words));
  if (parsed.some(({ type }) => type !== 'ok')) return undefined;
  const all = parsed.flatMap((each) => (each.type === 'ok' ? each.flags : []));
  const isForDebugger = all.some(({ name, value = '' }) => name === 'gcflags' && /(?:^|[\s=])-N\b/.test(value));
  const own = all.filter(({ name }) => name === 'ldflags').map(({ value = '' }) => value.trim());
  if (isForDebugger || own.some((value) => value !== '' && !value.startsWith('-'))) return undefined;
  const last = own.at(-1) ?? '';
  return [...flags, `-ldflags=${left(platform)}${last === '' ? '' : ` ${last}`}`];
}

/** Apple's linker warns of `-s`, and `-w` is most of it. */
function left(platform: NodeJS.Platform): string {
  return platform === 'darwin' ? '-w' : '-s -w';
}
