import { dirname, join, resolve } from 'node:path';
import { stampOf } from '../../base/file-times.ts';
import { canChange, compiledFields, moduleFilesOf, type ListedPackage } from '../graph/list-packages.ts';
import { parseGoList } from '../packages/go-list-output.ts';
import { flagWords } from '../toolchain/go-flags.ts';
import type { AskGo } from './ask-go.ts';
import { hazardIn } from './build-hazards.ts';
import { embeddedIn, listingOf, packagesByDir, statesOf } from './differences.ts';
import { parseDryRun, type CompileStep, type DryRun } from './dry-run.ts';
import type { OwnPackage, Program } from './program.ts';

export interface CaptureOptions {
  /** As for the build that was just made, without `-o`. */
  readonly flags: readonly string[];
  readonly packages: readonly string[];
  /** The go command, absolute. */
  readonly goFile: string;
  /** Absolute. */
  readonly cwd: string;
  readonly askGo: AskGo;
}

/** How the go command would make the binary: what it would run, and on what. */
export interface Capture {
  readonly program: Program;
  readonly dryRun: DryRun;
  /** By id of all steps: the archive in the go command's cache. */
  readonly archives: ReadonlyMap<string, string>;
  /** What the go command sets in the environment of the compiler and the linker. */
  readonly goEnv: Readonly<Record<string, string>>;
}

/** Why there is none, to be read after «the fast lane is off: »; `later`: another try may do. */
export interface NoCapture {
  readonly reason: string;
  readonly later: boolean;
}

const listFields = [
  ...compiledFields,
  ...['ImportPath', 'Name', 'Dir', 'DepOnly', 'Standard', 'Module', 'Export'],
  ...['IgnoredGoFiles', 'IgnoredOtherFiles', 'EmbedPatterns', 'EmbedFiles'],
];

/** The go command is asked for what it would do; the answer is the compiler's and linker's words, and the archives. */
export async function capture(options: CaptureOptions): Promise<Capture | NoCapture> {
  const { flags, packages, askGo } = options;
  const ask = async (args: readonly string[]): Promise<string | undefined> => {
    const answer = await askGo(args);
    return answer.type === 'said' ? answer.text : undefined;
  };
  const goEnv = parseEnv(await ask(['env', '-json']));
  const hazard = hazardIn([...flagWords(goEnv?.['GOFLAGS'] ?? ''), ...flags]);
  if (hazard !== undefined) return { reason: hazard, later: false };
  const listed = await ask(['list', '-deps', '-export', `-json=${listFields.join(',')}`, ...flags, '--', ...packages]);
  const printed = await ask(['build', '-n', '-a', ...flags, '-o', 'gorl-dry-run', '--', ...packages]);
  if (goEnv === undefined || listed === undefined || printed === undefined)
    return { reason: 'the go command did not say how it builds', later: true };
  const dryRun = parseDryRun(printed);
  if (dryRun === undefined) return { reason: 'how this Go release builds is not understood', later: false };
  if (dryRun.compiles.some(({ command }) => command.args.some((word) => word.startsWith('-pgoprofile'))))
    return { reason: 'the program is built with a profile (-pgo)', later: false };
  return assemble(options, { goEnv, dryRun, listed: parseGoList<ListedForLane>(listed).objects });
}

interface ListedForLane extends ListedPackage {
  readonly Export?: string;
}

interface Answers {
  readonly goEnv: Readonly<Record<string, string>>;
  readonly dryRun: DryRun;
  readonly listed: readonly ListedForLane[];
}

function assemble(options: CaptureOptions, { goEnv, dryRun, listed }: Answers): Capture | NoCapture {
  const byPath = new Map(listed.map((each) => [each.DepOnly === true ? each.ImportPath : 'main', each]));
  const archives = new Map<string, string>();
  const own = new Map<string, OwnPackage>();
  for (const step of dryRun.compiles) {
    const found = byPath.get(step.id === dryRun.link.main ? 'main' : step.path);
    if (found?.Export === undefined)
      return { reason: `the go command told nothing of the package ${step.path}`, later: true };
    archives.set(step.id, found.Export);
    if (canChange(found)) own.set(step.id, toOwn(step, found));
  }
  const moduleFiles = [
    ...moduleFilesOf(listed.filter(canChange)),
    ...workFiles(goEnv, options.cwd),
    ...[goEnv['GOENV'], join(goEnv['GOROOT'] ?? '', 'go.env'), join(goEnv['GOROOT'] ?? '', 'VERSION')].filter(isPath),
  ];
  const toolFiles = [options.goFile, dryRun.compiles[0]?.command.file, dryRun.link.command.file].filter(isPath);
  const program = programOf({ packages: own, moduleFiles, between: between(listed) }, toolFiles);
  return { program, dryRun, archives, goEnv };
}

function programOf(
  known: Pick<Program, 'packages' | 'moduleFiles' | 'between'>,
  toolFiles: readonly string[],
): Program {
  const { packages, moduleFiles, between: dirs } = known;
  const paths = [...packages.values()].flatMap((each) => [
    ...[...each.sources, ...each.others, ...each.leftOut].map((name) => join(each.dir, name)),
    ...each.embedFiles,
  ]);
  const byDir = packagesByDir(packages);
  return {
    ...known,
    tools: new Map(toolFiles.map((path) => [path, stampOf(path)])),
    files: statesOf(new Set([...paths, ...moduleFiles]), new Map()),
    listings: new Map(
      [...new Set([...byDir.keys(), ...dirs])].map((dir) => [dir, listingOf(dir, byDir.get(dir) ?? [])]),
    ),
  };
}

function toOwn({ id, path, isPlain }: CompileStep, listed: ListedForLane): OwnPackage {
  const { Dir: dir = '', GoFiles: sources = [], EmbedPatterns: embedPatterns = [], EmbedFiles: embedded = [] } = listed;
  const others = compiledFields.filter((field) => field !== 'GoFiles').flatMap((field) => listed[field] ?? []);
  return {
    ...{ id, path, dir, isPlain, sources, embedPatterns },
    others,
    leftOut: [...(listed.IgnoredGoFiles ?? []), ...(listed.IgnoredOtherFiles ?? [])],
    embedFiles: [...new Set([...embedded, ...embeddedIn({ dir, embedPatterns })])].map((file) => join(dir, file)),
  };
}

/** Directories above those of packages, up to their module's. */
function between(listed: readonly ListedForLane[]): readonly string[] {
  const found = new Set<string>();
  for (const { Dir: dir, Module: module } of listed.filter(canChange)) {
    const root = module?.Dir;
    if (dir === undefined || root === undefined) continue;
    for (let above = dir; above !== root && above !== dirname(above); above = dirname(above)) found.add(dirname(above));
  }
  return [...found];
}

/** Those that decide whether the build is one in a workspace, whether they are there or not (https://go.dev/ref/mod#workspaces). */
function workFiles(goEnv: Readonly<Record<string, string>>, cwd: string): readonly string[] {
  const { GOWORK: work = '' } = goEnv;
  if (work === 'off') return [];
  if (work !== '') return [work, `${work}.sum`];
  const found: string[] = [];
  for (let dir = resolve(cwd); ; dir = dirname(dir)) {
    found.push(join(dir, 'go.work'));
    if (dir === dirname(dir)) return found;
  }
}

function isPath(path: string | undefined): path is string {
  return path !== undefined && path !== '' && path !== 'off';
}

function parseEnv(text: string | undefined): Readonly<Record<string, string>> | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Record<string, string>);
  } catch {
    return undefined;
  }
}
