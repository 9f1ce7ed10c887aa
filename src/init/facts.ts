import { existsSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { defined } from '../base/defined.ts';
import type { InitFacts } from '../config/describe/init-template.ts';
import { findMainPackages } from '../go/packages/main-packages.ts';
import { findModule, moduleScope } from '../go/packages/module-files.ts';
import { rankPrograms, type RankedProgram } from '../go/packages/rank-programs.ts';
import { findToolchain } from '../go/toolchain/toolchain.ts';
import { problem, type Diagnostic } from '../protocol/diagnostic.ts';
import { createProcessHost } from '../session/process-host.ts';

/**
 * What a config for this directory depends on: its main packages, templates, env files.
 *
 * @param choose asks which of several main packages is meant; the best guess comes first, and is taken without it
 * @returns why it cannot be found out, where Go is missing or broken
 */
export async function findFacts(
  cwd: string,
  choose: ((programs: readonly RankedProgram[]) => Promise<string | undefined>) | undefined,
): Promise<InitFacts | Diagnostic> {
  const found = scanTree(cwd);
  const dirs = await findMains(cwd);
  if ('severity' in dirs) return dirs;
  const programs = rankPrograms(dirs, cwd, process.env);
  const chosen = programs.length > 1 ? await choose?.(programs) : undefined;
  const mains = programs.map(({ dir }) => ({ dir, importPath: dir }));
  return { mains, ...defined({ chosen }), ...found, windows: process.platform === 'win32' };
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
const assetDirs: ReadonlySet<string> = new Set(['assets', 'static', 'public', 'node_modules', 'dist', 'web']);

function scanTree(root: string): Pick<InitFacts, 'templateExts' | 'envFiles' | 'assetsDirs'> {
  const exts = new Set<string>();
  const assets = new Set<string>();
  const walk = (dir: string, rel: string, depth: number): void => {
    let entries;
    try {
      entries = readdirSync(dir, { withFileTypes: true });
    } catch {
      return;
    }
    for (const entry of entries) {
      if (entry.name.startsWith('.') || entry.isSymbolicLink()) continue;
      const path = rel === '' ? entry.name : `${rel}/${entry.name}`;
      if (entry.isFile() && templateExts.has(extname(entry.name).slice(1))) exts.add(extname(entry.name).slice(1));
      if (!entry.isDirectory() || ['vendor', 'testdata', 'tmp'].includes(entry.name)) continue;
      if (
        entry.name === 'node_modules' ||
        (depth === 0 && assetDirs.has(entry.name) && !holdsGoFiles(join(dir, entry.name)))
      )
        assets.add(path);
      else if (depth < 6) walk(join(dir, entry.name), path, depth + 1);
    }
  };
  walk(root, '', 0);
  const envFiles = ['.env', '.env.local'].filter((name) => existsSync(join(root, name)));
  return { templateExts: [...exts].toSorted(), envFiles, assetsDirs: [...assets].toSorted() };
}

/** Go sources or templates somewhere below make it part of the program. */
function holdsGoFiles(dir: string): boolean {
  try {
    return readdirSync(dir, { recursive: true }).some((name) =>
      /\.(?:go|tpl|tmpl|html|gohtml|templ)$/.test(String(name)),
    );
  } catch {
    return false;
  }
}
