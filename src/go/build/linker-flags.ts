import { parseBuildFlags } from './build-flags.ts';

/**
 * The same flags for a build that links faster. Linking is three quarters of a build after an edit. Without what only a
 * debugger reads it takes two thirds of the time; panics and profiles name functions and lines as before. For a debugger
 * it leaves out nothing, but does not compress it. The user's own `-ldflags` come later on the line and have the last
 * word (`-w=0`).
 *
 * @param flags of the command line
 * @param goFlags what the go command puts before them
 * @param isForDebugger as `-N` in gcflags says as well
 * @returns as they are, where they say what to link with for single packages, or nobody knows what they mean
 */
export function withLinkerFlags(
  flags: readonly string[],
  goFlags: readonly string[],
  isForDebugger: boolean,
  platform = process.platform,
): readonly string[] {
  const parsed = [goFlags, flags].map((words) => parseBuildFlags(words));
  if (parsed.some(({ type }) => type !== 'ok')) return flags;
  const all = parsed.flatMap((each) => (each.type === 'ok' ? each.flags : []));
  const isUnoptimized = all.some(({ name, value = '' }) => name === 'gcflags' && /(?:^|[\s=])-N\b/.test(value));
  const own = all.filter(({ name }) => name === 'ldflags').map(({ value = '' }) => value.trim());
  if (own.some((value) => value !== '' && !value.startsWith('-'))) return flags;
  const last = own.at(-1) ?? '';
  const ours = isForDebugger || isUnoptimized ? '-compressdwarf=false' : leftOut(platform);
  return [...flags, `-ldflags=${ours}${last === '' ? '' : ` ${last}`}`];
}

/** Apple's linker warns of `-s`, and `-w` is most of it. */
function leftOut(platform: NodeJS.Platform): string {
  return platform === 'darwin' ? '-w' : '-s -w';
}
