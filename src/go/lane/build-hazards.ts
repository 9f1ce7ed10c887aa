import { isOn, parseBuildFlags } from '../build/build-flags.ts';

/**
 * Why builds with these flags are left to the go command, to be read after «the fast lane is off: »; undefined where
 * there is no reason. With them it does more than compile and link, shows what it does, or compiles something else than
 * the files that are there.
 */
export function hazardIn(words: readonly string[]): string | undefined {
  const parsed = parseBuildFlags(words);
  if (parsed.type !== 'ok') return 'the flags of the build are not understood';
  const hazard = parsed.flags.find((flag) =>
    flag.name === 'pgo' ? flag.value !== 'off' : isHazard(flag.name, flag.value) && isOn(flag),
  );
  return hazard && `the build has the flag -${hazard.name}`;
}

const hazards: ReadonlySet<string> = new Set([
  ...['a', 'n', 'v', 'x', 'i', 'work', 'json', 'C'],
  ...['cover', 'covermode', 'coverpkg', 'overlay', 'toolexec', 'linkshared', 'pkgdir', 'installsuffix'],
  ...['gccgoflags', 'debug-actiongraph', 'debug-runtime-trace', 'debug-trace'],
]);

function isHazard(name: string, value: string | undefined): boolean {
  if (name === 'compiler') return value !== 'gc';
  if (name === 'buildmode') return value !== 'exe' && value !== 'pie' && value !== 'default';
  return hazards.has(name);
}
