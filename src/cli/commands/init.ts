import { existsSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { initConfig, type InitFacts } from '../../config/describe/init-template.ts';
import type { Diagnostic } from '../../protocol/diagnostic.ts';
import { findMainPackages } from '../../go/packages/main-packages.ts';
import { findModule, moduleScope } from '../../go/packages/module-files.ts';
import { findToolchain } from '../../go/toolchain/toolchain.ts';
import { exitCode } from '../exit-code.ts';
import { pickMainPackage } from '../picker.ts';
import { createProcessHost } from '../../session/process-host.ts';
import type { CommandLine } from '../command-line.ts';
import { createReporting } from '../reporting.ts';
import { writeNewConfig } from '../../init/write.ts';

const file = '.air.toml';

/** `gorl init`: writes a config fitted to what is here. Never overwrites one. */
export async function initProject(line: CommandLine): Promise<number> {
  const reporting = await createReporting({ line, shortcuts: () => [], env: process.env });
  const refuse = async (code: number, diagnostic: Diagnostic): Promise<number> => {
    reporting.report({ type: 'problems', diagnostics: [diagnostic] });
    await reporting.close();
    return code;
  };
  const cwd = process.cwd();
  if (line.rest.length > 0)
    return refuse(exitCode.usage, problem(`gorl init takes no arguments: ${line.rest.join(' ')}`));
  if (existsSync(join(cwd, file))) {
    return refuse(exitCode.usage, {
      ...problem(`${file} is there already; it is left as it is`),
      hint: `delete it first, or edit it: gorl config shows what it means`,
    });
  }
  if (line.from !== undefined) {
    const { initFrom } = await import('../../init/from.ts');
    const outcome = initFrom(cwd, file, line.from);
    if (outcome.type === 'refused') return refuse(outcome.code, outcome.diagnostic);
    for (const each of outcome.said) process.stdout.write(`${each}\n`);
    await reporting.close();
    return exitCode.stopped;
  }
  const facts = await findFacts(cwd, line.keys && process.stdin.isTTY && process.stderr.isTTY);
  if ('severity' in facts) return refuse(exitCode.environment, facts);
  const text = initConfig(facts);
  const outcome = writeNewConfig(cwd, file, text);
  if (outcome.type === 'invalid') throw new Error(`the config that gorl init wrote is not valid: ${outcome.reason}`);
  if (outcome.type === 'failed') return refuse(exitCode.environment, problem(`cannot write ${file}: ${outcome.code}`));
  const main = facts.chosen ?? facts.mains[0]?.dir ?? '.';
  process.stdout.write(
    `${file} written: builds ${main}, watches ${['go', ...facts.templateExts].map((ext) => `.${ext}`).join(' ')}\n`,
  );
  const others = facts.mains.filter(({ dir }) => dir !== main);
  if (others.length > 0)
    process.stdout.write(`other main packages are in it as comments: ${others.map(({ dir }) => dir).join(', ')}\n`);
  // It can be written before there is a module, and nothing can be built.
  const module = findModule(cwd, process.env);
  if (module.type === 'missing')
    reporting.report({ type: 'problems', diagnostics: [{ ...module.diagnostic, severity: 'warning' }] });
  const { foreignHere } = await import('../../init/from.ts');
  for (const { tool, file: theirs } of foreignHere(cwd))
    process.stdout.write(
      `there is ${theirs}, too: to carry it over, delete ${file} and say gorl init --from ${tool}\n`,
    );
  await reporting.close();
  return exitCode.stopped;
}

function problem(message: string): Diagnostic {
  return { severity: 'error', message, notes: [], source: 'environment' };
}

async function findFacts(cwd: string, mayAsk: boolean): Promise<InitFacts | Diagnostic> {
  const found = scanTree(cwd);
  const mains = await findMains(cwd);
  if ('severity' in mains) return mains;
  const dirs = mains.map(({ dir }) => dir);
  const chosen = dirs.length > 1 && mayAsk ? await pickMainPackage(dirs) : undefined;
  return { mains, ...(chosen === undefined ? {} : { chosen }), ...found, windows: process.platform === 'win32' };
}

async function findMains(cwd: string): Promise<InitFacts['mains'] | Diagnostic> {
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
    const dirs = listed.type === 'one' ? [listed.dir] : listed.type === 'several' ? listed.dirs : [];
    return dirs.map((dir) => ({ dir, importPath: dir }));
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
