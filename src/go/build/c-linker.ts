import type { Env } from '../../base/env.ts';
import { findOnPath } from '../../base/find-on-path.ts';
import type { CommandRunner } from '../../engine/ports.ts';
import { isSuccess } from '../../protocol/process-end.ts';
import { goSetting } from '../toolchain/go-flags.ts';
import { isOn, parseBuildFlags, type BuildFlag } from './build-flags.ts';
import { quoteForGo, splitForGo } from './go-words.ts';

/** Linkers that are faster than the one of the system, the fastest first: for `-fuse-ld`, and their names on PATH. */
const linkers = [
  { name: 'mold', file: 'mold' },
  { name: 'gold', file: 'ld.gold' },
] as const;

export type CLinker = (typeof linkers)[number]['name'];

/** How a program that contains C is linked: by the C compiler, which calls a linker. */
export interface CLink {
  readonly compiler: string;
  /** The value of the last `-ldflags`; '' where there is none. */
  readonly ldflags: string;
  /** The value of `-extldflags` in it. */
  readonly own: string;
}

export interface CLinkBuild {
  readonly flags: readonly string[];
  /** Of GOFLAGS. */
  readonly goFlags: readonly string[];
  readonly env: Env;
  /** Absolute; undefined: what the release sets is not looked at. */
  readonly goroot: string | undefined;
}

/**
 * Undefined where the choice of a linker is not gorl's: the user has made it, uses a compiler of their own, or asks for
 * what lays out memory by its own rules, such as the race detector.
 */
export function cLinkOf({ flags, goFlags, env, goroot }: CLinkBuild, platform = process.platform): CLink | undefined {
  const setting = (name: string): string => goSetting(name, env, goroot) ?? '';
  if (platform !== 'linux' || !['', 'linux'].includes(setting('GOOS'))) return undefined;
  const all = flagsOf([goFlags, flags]);
  if (all === undefined || all.some(isSpecial)) return undefined;
  const compiler = setting('CC') || 'gcc';
  if (!/^(?:\/\S*\/)?(?:[\w.]+-)*(?:gcc|clang)(?:-[\d.]+)?$/.test(compiler)) return undefined;
  if (!/^(?:(?:\/\S*\/)?(?:[\w.]+-)*(?:g|clang)\+\+(?:-[\d.]+)?)?$/.test(setting('CXX'))) return undefined;
  const ldflags = all.findLast(({ name }) => name === 'ldflags')?.value?.trim() ?? '';
  const words = splitForGo(ldflags);
  // Flags for single packages, or what the linker will refuse.
  if (words === undefined || (ldflags !== '' && !ldflags.startsWith('-'))) return undefined;
  if (words.some((word) => /^--?(?:extld|linkmode)(?:=|$)/.test(word))) return undefined;
  if ([ldflags, setting('CGO_LDFLAGS')].some((text) => text.includes('-fuse-ld'))) return undefined;
  return { compiler, ldflags, own: ownFlags(words) };
}

function flagsOf(lines: readonly (readonly string[])[]): readonly BuildFlag[] | undefined {
  const parsed = lines.map((words) => parseBuildFlags(words));
  return parsed.every((each) => each.type === 'ok') ? parsed.flatMap(({ flags }) => flags) : undefined;
}

function isSpecial(flag: BuildFlag): boolean {
  const { name, value } = flag;
  if (name === 'compiler') return value !== 'gc';
  return ['race', 'msan', 'asan', 'linkshared', 'toolexec'].includes(name) && isOn(flag);
}

function ownFlags(words: readonly string[]): string {
  let own = '';
  for (const [at, word] of words.entries()) {
    const [, value] = /^--?extldflags(?:=([^]*))?$/.exec(word) ?? [];
    if (value !== undefined) own = value;
    else if (/^--?extldflags$/.test(word)) own = words[at + 1] ?? '';
  }
  return own.trim();
}

/** The same flags with that linker; undefined where they cannot be quoted. */
export function withCLinker(
  flags: readonly string[],
  { ldflags, own }: CLink,
  linker: CLinker,
): readonly string[] | undefined {
  const word = quoteForGo(`-extldflags=-fuse-ld=${linker}${own === '' ? '' : ` ${own}`}`);
  if (word === undefined) return undefined;
  // The last one replaces those before.
  const before = flags.at(-1) === `-ldflags=${ldflags}` ? flags.slice(0, -1) : flags;
  return [...before, `-ldflags=${ldflags === '' ? '' : `${ldflags} `}${word}`];
}

/** The fastest linker that the compiler accepts: it is asked for the linker's version, and links nothing. */
export async function findCLinker(
  { compiler, own }: CLink,
  { cwd, env, commands }: { readonly cwd: string; readonly env: Env; readonly commands: CommandRunner },
): Promise<CLinker | undefined> {
  for (const { name, file } of linkers) {
    if (findOnPath(file, env, 'absolute') === undefined) continue;
    const args = [...(splitForGo(own) ?? []), `-fuse-ld=${name}`, '-Wl,--version'];
    const command = { type: 'argv', file: compiler, args } as const;
    const { end, output } = await commands.start({ command, cwd, env, label: 'c-linker' }).ended;
    if (isSuccess(end) && output.includes(name)) return name;
  }
  return undefined;
}
