import { dirname, join, resolve } from 'node:path';
import type { Env } from '../../base/env.ts';
import type { CommandRunner, RunningCommand } from '../../engine/ports.ts';
import { parseBuildFlags, type BuildFlag } from '../build/build-flags.ts';
import type { OwnedPlan } from '../build/build-plan.ts';
import { parseGoList } from '../packages/go-list-output.ts';
import { goFlags } from '../toolchain/go-flags.ts';
import { offline } from '../toolchain/offline.ts';
import { systemOf } from './build-system.ts';
import type { GraphPackage, PackageGraph, PackageTests } from './package-graph.ts';

export interface ListOptions {
  readonly build: Pick<OwnedPlan, 'goFile' | 'flags' | 'packages'>;
  /** Absolute; where the build runs. */
  readonly cwd: string;
  /** Of the build. */
  readonly env: Env;
  readonly commands: CommandRunner;
  /** Absolute paths of what else the go command finds packages by: go.work, go.work.sum. */
  readonly moduleFiles?: readonly string[];
  /** Also what the tests of the packages are made of. Default: no. */
  readonly tests?: true;
}

export interface Listing {
  /** Undefined when the go command could not tell anything, or was ended. Never rejects. */
  readonly graph: Promise<PackageGraph | undefined>;
  /** Ends the go command. */
  cancel(): void;
}

/** Files of a package that are compiled, assembled, linked, or read by those that are. */
export const compiledFields = [
  'GoFiles',
  'CgoFiles',
  'CFiles',
  'CXXFiles',
  'MFiles',
  'HFiles',
  'FFiles',
  'SFiles',
  'SwigFiles',
  'SwigCXXFiles',
  'SysoFiles',
  'InvalidGoFiles',
] as const;

/** Only what is needed: with all fields the go command takes twice as long. */
const fields = [
  ...compiledFields,
  ...['ImportPath', 'Name', 'Dir', 'DepOnly', 'Standard', 'Module', 'Imports', 'Error'],
  ...['IgnoredGoFiles', 'IgnoredOtherFiles', 'EmbedPatterns', 'EmbedFiles', 'CgoLDFLAGS'],
];

/** Of tests inside the package, then of those outside. */
const testFields = {
  files: ['TestGoFiles', 'XTestGoFiles'],
  embedPatterns: ['TestEmbedPatterns', 'XTestEmbedPatterns'],
  embedFiles: ['TestEmbedFiles', 'XTestEmbedFiles'],
  imports: ['TestImports', 'XTestImports'],
} as const;

type TestField = (typeof testFields)[keyof typeof testFields][number];

interface ListedModule {
  readonly Version?: string;
  readonly Main?: boolean;
  readonly Dir?: string;
  readonly GoMod?: string;
  readonly Replace?: ListedModule;
}

type ListedFiles = { readonly [K in (typeof compiledFields)[number] | TestField]?: readonly string[] };

export interface ListedPackage extends ListedFiles {
  readonly ImportPath: string;
  readonly Name?: string;
  readonly Dir?: string;
  /** It is a variant for the tests of that package. */
  readonly ForTest?: string;
  /** Nothing that was asked for names it. */
  readonly DepOnly?: boolean;
  readonly Standard?: boolean;
  readonly Module?: ListedModule;
  readonly Imports?: readonly string[];
  readonly Error?: { readonly Err?: string };
  readonly IgnoredGoFiles?: readonly string[];
  readonly IgnoredOtherFiles?: readonly string[];
  readonly EmbedPatterns?: readonly string[];
  readonly EmbedFiles?: readonly string[];
  readonly CgoLDFLAGS?: readonly string[];
}

/**
 * Asks the go command what the program is made of: 60 ms for a small one, 230 ms for 1 500 packages. A question changes
 * nothing: nothing is downloaded, and go.mod stays as it is, also where the build itself may change it.
 */
export function listPackages(options: ListOptions): Listing {
  const { build, cwd, env, commands, moduleFiles: more = [], tests = false } = options;
  const chunks: string[] = [];
  const running: RunningCommand = commands.start({
    command: { type: 'argv', file: build.goFile, args: listArguments(build, env, tests) },
    cwd,
    env: offline(env),
    label: 'go-list',
    stdout: (text) => chunks.push(text),
  });
  let isCancelled = false;
  return {
    graph: running.ended.then(({ end }) =>
      isCancelled || end.type !== 'code'
        ? undefined
        : toGraph(parseGoList<ListedPackage>(chunks.join('')).objects, {
            flags: [...parsedFlags(goFlags(env)), ...parsedFlags(build.flags)],
            cwd,
            more,
            hasFailed: end.code !== 0,
            tests,
          }),
    ),
    cancel() {
      isCancelled = true;
      void running.cancel();
    },
  };
}

/** Say what to print or write, not what the program is made of. */
const noQuestion: ReadonlySet<string> = new Set(['a', 'i', 'n', 'o', 'v', 'x', 'json', 'work', 'p', 'buildvcs']);

export function listArguments(
  { flags, packages }: Pick<OwnedPlan, 'flags' | 'packages'>,
  env: Env,
  tests = false,
): string[] {
  const kept = parsedFlags(flags).filter((flag) => !noQuestion.has(flag.name) && !mayChangeGoMod(flag));
  const ofEnv = parsedFlags(goFlags(env));
  const readonly = ofEnv.some(mayChangeGoMod) ? ['-mod=readonly'] : [];
  const words = [...readonly, ...kept.flatMap((flag) => flag.words)];
  const wanted = tests ? [...fields, 'ForTest', ...Object.values(testFields).flat()] : fields;
  return ['list', '-e', '-deps', ...(tests ? ['-test'] : []), `-json=${wanted.join(',')}`, ...words, '--', ...packages];
}

function mayChangeGoMod({ name, value }: BuildFlag): boolean {
  return name === 'mod' && value === 'mod';
}

function parsedFlags(words: readonly string[]): readonly BuildFlag[] {
  const parsed = parseBuildFlags(words);
  return parsed.type === 'ok' ? parsed.flags : [];
}

interface ListedFrom {
  /** Of GOFLAGS, then of the build. */
  readonly flags: readonly BuildFlag[];
  readonly cwd: string;
  readonly more: readonly string[];
  readonly hasFailed: boolean;
  readonly tests: boolean;
}

function toGraph(all: readonly ListedPackage[], from: ListedFrom): PackageGraph | undefined {
  const listed = from.tests ? all.filter((each) => !isTestVariant(each)) : all;
  const main = listed.find((each) => each.DepOnly !== true);
  const own = listed.filter(canChange);
  if (main === undefined || own.length === 0) return undefined;
  const system = systemOf(listed.flatMap(({ Standard: standard, GoFiles: files = [] }) => (standard ? files : [])));
  return {
    ...(system === undefined ? {} : { system }),
    ...(linksC(listed) ? { linksC: true } : {}),
    main: pathOf(main),
    packages: own.map((each) => toPackage(each, from.tests)),
    moduleFiles: [...new Set([...moduleFilesOf(own), ...profiles(main, from), ...otherModFile(from), ...from.more])],
    isBroken: from.hasFailed || listed.some(isBroken),
  };
}

/** The C of the standard library is linked without the C compiler. No where a source chooses the linker. */
function linksC(listed: readonly ListedPackage[]): boolean {
  const own = listed.filter(({ Standard: standard }) => standard !== true);
  if (own.some(({ CgoLDFLAGS: flags = [] }) => flags.some((flag) => flag.startsWith('-fuse-ld')))) return false;
  return own.some((each) => [each.CgoFiles, each.SwigFiles, each.SwigCXXFiles].some((files) => files !== undefined));
}

/** Those of the standard library and of the module cache cannot. */
export function canChange({ Standard: standard, Module: module, Dir: dir }: ListedPackage): boolean {
  if (standard === true || dir === undefined) return false;
  if (module === undefined || module.Main === true) return true;
  const used = module.Replace ?? module;
  // What comes from vendor/ has a version and no directory.
  return used.Version === undefined || (module.Dir ?? used.Dir) === undefined;
}

/** A package compiled together with its tests, the tests outside of it, or the program that runs them. */
function isTestVariant({ ImportPath: path, ForTest: tested, Name: name }: ListedPackage): boolean {
  return (tested ?? '') !== '' || (name === 'main' && path.endsWith('.test'));
}

function toPackage(listed: ListedPackage, tests: boolean): GraphPackage {
  const { Dir: dir = '', Name: name = '' } = listed;
  return {
    importPath: pathOf(listed),
    name,
    dir,
    files: [...new Set(compiledFields.flatMap((field) => listed[field] ?? []))],
    leftOut: [...(listed.IgnoredGoFiles ?? []), ...(listed.IgnoredOtherFiles ?? [])],
    embedPatterns: listed.EmbedPatterns ?? [],
    embedFiles: listed.EmbedFiles ?? [],
    imports: listed.Imports ?? [],
    isListOfFiles: listed.ImportPath === 'command-line-arguments',
    ...(tests && listed.DepOnly !== true ? { tests: testsOf(listed) } : {}),
  };
}

function testsOf(listed: ListedPackage): PackageTests {
  const of = (names: readonly TestField[]): readonly string[] => [
    ...new Set(names.flatMap((name) => listed[name] ?? [])),
  ];
  const { files, embedPatterns, embedFiles, imports } = testFields;
  return { files: of(files), embedPatterns: of(embedPatterns), embedFiles: of(embedFiles), imports: of(imports) };
}

/** Without the variant, `[…]`, of packages that are built with a profile of the program. */
function pathOf({ ImportPath: path }: ListedPackage): string {
  return path.replace(/ \[.*\]$/, '');
}

/** A missing embedded file leaves the graph whole: the pattern says which one would be part of it. */
function isBroken({ Error: error }: ListedPackage): boolean {
  return error !== undefined && !/^pattern .*: (?:no matching files found|cannot embed)/.test(error.Err ?? '');
}

export function moduleFilesOf(packages: readonly ListedPackage[]): readonly string[] {
  return packages.flatMap(({ Module: module }) => {
    const file = module?.GoMod ?? module?.Replace?.GoMod;
    if (file === undefined) return [];
    const dir = dirname(file);
    return [file, ...(module?.Main === true ? [join(dir, 'go.sum'), join(dir, 'vendor', 'modules.txt')] : [])];
  });
}

/** `-pgo`: a file; by default default.pgo beside the main package (https://go.dev/doc/pgo). */
function profiles({ Dir: dir }: ListedPackage, { flags, cwd }: ListedFrom): readonly string[] {
  const chosen = flags.findLast(({ name }) => name === 'pgo')?.value ?? 'auto';
  if (chosen === 'auto') return dir === undefined ? [] : [join(dir, 'default.pgo')];
  return chosen === 'off' ? [] : [resolve(cwd, chosen)];
}

function otherModFile({ flags, cwd }: ListedFrom): readonly string[] {
  const file = flags.findLast(({ name }) => name === 'modfile')?.value;
  return file === undefined ? [] : [resolve(cwd, file), resolve(cwd, file.replace(/\.mod$/, '.sum'))];
}
