import { resolve } from 'node:path';
import type { LooseEnv } from '../../base/env.ts';
import { readText } from '../../base/read-regular-file.ts';
import { generatorRuns } from './generator-runs.ts';
import { findModule, ownModules } from './module-files.ts';
import { programName } from './program-name.ts';
import { servesAnyone, type Serving } from './serving-evidence.ts';

/** What is known of a main package before anything is built. */
export interface ProgramEvidence {
  /** `.` or `./cmd/api`. */
  readonly dir: string;
  /** What the go command calls it. */
  readonly name: string;
  readonly serves: Serving;
  /** A `//go:generate go run` names it. */
  readonly isGenerator: boolean;
}

export interface RankedProgram {
  /** `.` or `./cmd/api`. */
  readonly dir: string;
  /** A generator or a tool, or an example: hardly what is meant. */
  readonly isTool: boolean;
}

/**
 * The main packages in `dirs`, the one that a developer most probably wants to run first: the one that serves, judged
 * by its sources and its name. Starts no process; reads the sources of the packages, of those that they import from
 * their own module, and the `//go:generate` lines.
 *
 * @param root absolute; `dirs` are relative to it
 */
export function rankPrograms(dirs: readonly string[], root: string, env: LooseEnv): readonly RankedProgram[] {
  if (dirs.length < 2) return dirs.map((dir) => ({ dir, isTool: false }));
  const search = findModule(root, env);
  const modules = ownModules(search);
  const generators = generatorRuns(root, modules);
  const evidence = dirs.map((dir): ProgramEvidence => {
    const path = resolve(root, dir);
    return {
      dir,
      name: programName([dir], root, env),
      serves: servesAnyone(path, modules, (file) => readText(file)),
      isGenerator: generators.has(path),
    };
  });
  return byGuess(evidence, moduleName(search.type === 'found' ? search.module?.path : undefined));
}

/** The order of `rankPrograms`. Where nothing tells them apart, by path. */
export function byGuess(programs: readonly ProgramEvidence[], module: string): readonly RankedProgram[] {
  return programs
    .map((each) => ({ ...each, isTool: each.isGenerator || isToolPath(each.dir), score: score(each, module) }))
    .toSorted(
      (a, b) =>
        Number(a.isTool) - Number(b.isTool) ||
        b.score - a.score ||
        nameScore(b.name, module) - nameScore(a.name, module) ||
        (a.dir < b.dir ? -1 : 1),
    )
    .map(({ dir, isTool }) => ({ dir, isTool }));
}

/** A server of metrics in `worker` counts for less than the name `api` whose handlers are two packages away. */
function score(program: ProgramEvidence, module: string): number {
  const { serves, name } = program;
  return { yes: 4, perhaps: 1, no: 0 }[serves] + nameScore(name, module);
}

function nameScore(name: string, module: string): number {
  const words = name.toLowerCase().split(/[-_.]/);
  if (words.some((word) => otherWork.has(word))) return -2;
  if (words.some((word) => /^(?:http|web|api|app)?(?:server|serve|api|web|httpd|backend)$/.test(word))) return 4;
  if (words.includes('app')) return 3;
  return name === module ? 2 : 0;
}

const otherWork: ReadonlySet<string> = new Set([
  'bench',
  'cli',
  'client',
  'consumer',
  'cron',
  'ctl',
  'example',
  'job',
  'jobs',
  'loadtest',
  'migrate',
  'migration',
  'migrations',
  'migrator',
  'scheduler',
  'scraper',
  'seed',
  'seeder',
  'worker',
]);

/** Directories whose programs help to develop, or show something. */
function isToolPath(dir: string): boolean {
  return dir
    .split('/')
    .some((part) => /^(?:_?examples?|_.*|tools?|gen|generate|generator|codegen|hack|scripts?|testdata)$/.test(part));
}

function moduleName(path = ''): string {
  const words = path.split('/').filter((word) => !/^v[2-9]\d*$|^v1\d+$/.test(word));
  return words.at(-1) ?? '';
}
