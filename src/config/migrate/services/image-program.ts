import { posix } from 'node:path';
import type { MigrationContext } from '../migration.ts';
import { splitWords } from '../shell-text.ts';
import { findBuiltPackage } from './built-binary.ts';
import { clean, isOutside, type ContainerPaths } from './container-paths.ts';
import type { GoBuild, Stage } from './dockerfile.ts';

export interface ImageOptions {
  /** Of the Dockerfile. */
  readonly stages: readonly Stage[];
  /** The build context, relative to the project. */
  readonly buildContext: string;
  /** Where the container works, relative to the project. */
  readonly dir: string;
  readonly paths: ContainerPaths;
  /** What the container runs, as shell text. */
  readonly line: string;
  readonly service: string;
  readonly context: MigrationContext;
}

export type ImageProgram =
  | { readonly type: 'found'; /** Relative to the project. */ readonly main: string; readonly tags: readonly string[] }
  /** It is no program of Go's. */
  | { readonly type: 'other' }
  | { readonly type: 'unclear'; readonly why: string };

/** Which main package of the project an image is built from. */
export function findImageProgram(options: ImageOptions): ImageProgram {
  const { stages, buildContext, context, line, service } = options;
  const builds = distinctBuilds(stages.flatMap((stage) => stage.builds));
  const meant = builds.length > 1 ? theOne(builds, options) : builds;
  if (meant.length > 1) {
    const packages = meant.map((build) => build.packages[0] ?? '.').join(', ');
    return { type: 'unclear', why: `its Dockerfile builds several programs (${packages})` };
  }
  const [build] = meant;
  if (build !== undefined) {
    const main = packageOf(build, options);
    if (main !== undefined) return { type: 'found', main, tags: tagsOf(build) };
    return { type: 'unclear', why: `its Dockerfile builds ${build.packages[0] ?? '.'}, which is no main package here` };
  }
  const program = posix.basename(splitWords(line)[0]?.plain ?? '');
  const named = [program, service]
    .filter((name) => /^[\w.-]+$/.test(name))
    .map((name) => findBuiltPackage(`./${name}`, buildContext, context));
  const main = named.find((each) => each !== undefined)?.main;
  const isGo = stages.length === 0 || stages.some(({ from }) => /(?:^|\/)golang\b/.test(from));
  if (isGo && main !== undefined) return { type: 'found', main: clean(posix.join(buildContext, main)), tags: [] };
  if (isGo && context.isMain(options.dir)) return { type: 'found', main: options.dir, tags: [] };
  if (context.isMain(buildContext) && (isGo || context.read(posix.join(buildContext, 'go.mod')) !== undefined))
    return { type: 'found', main: buildContext, tags: [] };
  return isGo && stages.length > 0
    ? { type: 'unclear', why: 'its Dockerfile does not say which package it builds' }
    : { type: 'other' };
}

/** The one whose output the container runs, or that is named like the service. */
function theOne(builds: readonly GoBuild[], { stages, line, service }: ImageOptions): readonly GoBuild[] {
  const program = splitWords(line)[0]?.plain ?? '';
  let name = posix.basename(program);
  for (const { source, target } of stages.flatMap(({ taken }) => taken))
    if (posix.basename(target) === name) name = posix.basename(source);
  const exact = builds.filter((build) => outputOf(build) === name);
  if (exact.length === 1) return exact;
  const named = builds.filter(
    (build) => outputOf(build) === service || posix.basename(build.packages[0] ?? '') === service,
  );
  return named.length === 1 ? named : builds;
}

function outputOf({ output, packages, dir }: GoBuild): string {
  const [main = '.'] = packages;
  if (output !== undefined && !output.endsWith('/')) return posix.basename(output);
  return posix.basename(main.endsWith('.go') ? posix.dirname(posix.join(dir, main)) : posix.join(dir, main));
}

function packageOf(build: GoBuild, { paths, buildContext, context }: ImageOptions): string | undefined {
  const [written = '.'] = build.packages;
  const path = written.endsWith('.go') ? posix.dirname(written) : written;
  const inImage = posix.resolve(build.dir, path);
  const places = [...paths.candidates(inImage), clean(posix.join(buildContext, path))];
  const found = places.find((place) => !isOutside(place) && context.isMain(place));
  if (found !== undefined || path.startsWith('.') || path.startsWith('/')) return found;
  // An import path of the module.
  const module = /^module\s+"?([^\s"]+)/m.exec(context.read(posix.join(buildContext, 'go.mod')) ?? '')?.[1];
  if (module === undefined || (path !== module && !path.startsWith(`${module}/`))) return undefined;
  const below = clean(posix.join(buildContext, path.slice(module.length)));
  return context.isMain(below) ? below : undefined;
}

/** They decide what the program is; the others are about how small it is. */
function tagsOf({ flags }: GoBuild): readonly string[] {
  return flags.flatMap((flag, at) => {
    if (/^--?tags=/.test(flag)) return [flag];
    return /^--?tags$/.test(flag) ? [flag, flags[at + 1] ?? ''] : [];
  });
}

/** The same program in two stages is one; a tool with its version is none of the project. */
function distinctBuilds(builds: readonly GoBuild[]): readonly GoBuild[] {
  const packages = builds.filter(({ packages: [first = '.'] }) => !/\.\.\.|@/.test(first));
  return [...new Map(packages.map((build) => [`${build.dir}\0${build.packages.join('\0')}`, build])).values()];
}
