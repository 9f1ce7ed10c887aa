import { extname } from 'node:path';
import { defined } from '../base/defined.ts';
import type { InitFacts } from '../config/describe/init-template.ts';
import { findGenerators } from '../go/generators/find-generators.ts';
import type { FoundGenerator } from '../go/generators/project-view.ts';
import { findMainPackages } from '../go/packages/main-packages.ts';
import { findModule, moduleScope } from '../go/packages/module-files.ts';
import { rankPrograms, type RankedProgram } from '../go/packages/rank-programs.ts';
import { findToolchain } from '../go/toolchain/toolchain.ts';
import { problem, type Diagnostic } from '../protocol/diagnostic.ts';
import { createProcessHost } from '../session/process-host.ts';
import { embeddedFiles } from './embedded-files.ts';
import { scanProject, type ProjectScan } from './project-files.ts';

export interface ProjectFacts extends InitFacts {
  readonly generators: readonly FoundGenerator[];
}

/**
 * What a config for this directory depends on: its main packages, templates, env files, generators.
 *
 * @param choose asks which of several main packages is meant; the best guess comes first, and is taken without it
 * @returns why it cannot be found out, where Go is missing or broken
 */
export async function findFacts(
  cwd: string,
  choose: ((programs: readonly RankedProgram[]) => Promise<string | undefined>) | undefined,
): Promise<ProjectFacts | Diagnostic> {
  const dirs = await findMains(cwd);
  if ('severity' in dirs) return dirs;
  const programs = rankPrograms(dirs, cwd, process.env);
  const chosen = programs.length > 1 ? await choose?.(programs) : undefined;
  const mains = programs.map(({ dir }) => ({ dir, importPath: dir }));
  const scan = scanProject(cwd);
  const generators = findGenerators(scan);
  const found = describeFiles(scan, generators);
  return { mains, ...defined({ chosen }), ...found, generators, windows: process.platform === 'win32' };
}

async function findMains(cwd: string): Promise<readonly string[] | Diagnostic> {
  const env = process.env as Record<string, string>;
  const host = createProcessHost(() => undefined);
  try {
    const module = findModule(cwd, env);
    // A config can be written before there is a module or a Go; it then builds what will be here.
    if (module.type === 'missing') return [];
    const search = await findToolchain({ cwd, env, commands: host.commands });
    if (search.type === 'missing') return search.diagnostic;
    const listed = await findMainPackages({
      root: cwd,
      goFile: search.toolchain.goFile,
      env,
      commands: host.commands,
      ...moduleScope(module),
    });
    if (listed.type === 'failed') return listed.diagnostics[0] ?? problem('go list failed');
    return listed.type === 'one' ? [listed.dir] : listed.type === 'several' ? listed.dirs : [];
  } finally {
    host.guardian.quit();
  }
}

const templateExts: ReadonlySet<string> = new Set(['tpl', 'tmpl', 'html', 'gohtml', 'templ', 'sql', 'graphql']);
const assetDirs: ReadonlySet<string> = new Set(['assets', 'static', 'public', 'dist', 'web']);

/** What a generator reads is watched for that generator. */
const readByGenerator: Readonly<Record<string, string>> = { templ: 'templ', sql: 'sqlc', graphql: 'gqlgen' };

/** Templates and the like that are read at run time, env files, and directories of assets. */
export function describeFiles(
  { files, directories, read }: Pick<ProjectScan, 'files' | 'directories' | 'read'>,
  generators: readonly Pick<FoundGenerator, 'name'>[],
): Pick<InitFacts, 'templateExts' | 'envFiles' | 'assetsDirs'> {
  const embedded = embeddedFiles({ files, read });
  const isAssets = (dir: string): boolean =>
    assetDirs.has(dir) &&
    !files.some((file) => file.startsWith(`${dir}/`) && (isOfProgram(file) || embedded.has(file)));
  const assets = directories.filter(isAssets);
  const isBelowAssets = (path: string): boolean => assets.some((dir) => path.startsWith(`${dir}/`));
  const nodeModules = directories.filter((path) => /(?:^|\/)node_modules$/.test(path) && !isBelowAssets(path));
  const isGenerated = (ext: string): boolean => generators.some(({ name }) => name === readByGenerator[ext]);
  const exts = files
    .filter((file) => !embedded.has(file) && !isBelowAssets(file))
    .map((file) => extname(file).slice(1))
    .filter((ext) => templateExts.has(ext) && !isGenerated(ext));
  return {
    templateExts: [...new Set(exts)].toSorted(),
    envFiles: ['.env', '.env.local'].filter((name) => files.includes(name)),
    assetsDirs: [...assets, ...nodeModules].toSorted(),
  };
}

/** Go sources and templates are part of the program. */
function isOfProgram(file: string): boolean {
  return /\.(?:go|tpl|tmpl|html|gohtml|templ)$/.test(file);
}
