import { tomlList, tomlString } from '../read/toml-text.ts';

/** What was found in the project that a config is written for. All paths have `/` and are relative to root. */
export interface InitFacts {
  /** The main packages, the best guess first; `dir` is `.` or `./cmd/api`. */
  readonly mains: readonly { readonly dir: string; readonly importPath: string }[];
  /** The `dir` to build; the first main when absent, `.` when there is none. */
  readonly chosen?: string;
  /** Extensions of templates and the like that the program reads, without the dot. */
  readonly templateExts: readonly string[];
  /** Such as `.env`. */
  readonly envFiles: readonly string[];
  /** Directories without sources: assets, node_modules, … */
  readonly assetsDirs: readonly string[];
  /** Lines of `[[build.generate]]` entries, the last of them empty. */
  readonly generateLines?: readonly string[];
  /** Binaries need `.exe`. */
  readonly windows?: boolean;
}

/** Where editors find the schema of the file; it is part of the npm package. */
export const schemaUrl = 'https://unpkg.com/gorl/schema/air.schema.json';

/**
 * The text of a new `.air.toml`. Active keys are such that air knows too, with the same meaning, so that the file serves
 * both, but for the generators; it reads back without warnings.
 */
export function initConfig(facts: InitFacts): string {
  const chosen = facts.chosen ?? facts.mains[0]?.dir ?? '.';
  const others = facts.mains.filter((main) => main.dir !== chosen);
  return [
    `#:schema ${schemaUrl}`,
    '# Read by gorl (and by air). All keys: gorl config --all',
    '',
    ...(facts.envFiles.length === 0
      ? []
      : [
          '# KEY=value lines for the build and the program; they never override what is already set.',
          `env_files = ${tomlList(facts.envFiles)}`,
          '',
        ]),
    '[build]',
    ...buildLines(chosen, facts.windows === true),
    ...(others.length === 0
      ? []
      : ['# Other main packages:', ...others.map((main) => `# ${buildCommand(main.dir, facts.windows === true)}`)]),
    '',
    '# Extensions of the files to watch.',
    `include_ext = ${tomlList(unique(['go', ...facts.templateExts]))}`,
    '# Directories to ignore. gorl also ignores what .gitignore names.',
    `exclude_dir = ${tomlList(unique(['tmp', 'vendor', 'testdata', ...facts.assetsDirs]))}`,
    '',
    '# Arguments for the program.',
    '# args_bin = ["--port", "8080"]',
    '# Shell commands to run before each build.',
    '# pre_cmd = ["go generate ./..."]',
    '# The signal that asks the program to stop, and how long it may take.',
    '# stop_signal = "SIGTERM"',
    '# kill_delay = "5s"',
    '',
    ...generateLines(facts.generateLines ?? []),
  ].join('\n');
}

function generateLines(lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  return ['# Generators: each runs before the build when the files that it reads have changed. Not in air.', ...lines];
}

function buildLines(dir: string, windows: boolean): readonly string[] {
  return [
    '# The package to build, and the binary to run with its first arguments.',
    buildCommand(dir, windows),
    `entrypoint = ${tomlList([binary(windows)])}`,
  ];
}

function buildCommand(dir: string, windows: boolean): string {
  return `cmd = ${tomlString(`go build -o ${binary(windows)} ${shellWord(dir)}`)}`;
}

function binary(windows: boolean): string {
  return windows ? './tmp/main.exe' : './tmp/main';
}

/** A Go import path needs no quotes; a directory outside GOPATH rules may have any name. */
function shellWord(dir: string): string {
  return /^[\w./@+-]+$/.test(dir) ? dir : `'${dir.replaceAll("'", String.raw`'\''`)}'`;
}

function unique(list: readonly string[]): readonly string[] {
  return [...new Set(list)];
}
