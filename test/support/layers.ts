import { dirname, posix } from 'node:path';

/** One `import`: who, and what it names. Paths are relative to `src/`. */
export interface Import {
  readonly from: string;
  /** As written: `./x.ts`, `../engine/loop.ts`, `node:fs`, `chokidar`. */
  readonly to: string;
}

/** What a folder of `src/` may import, beside itself and `node:`. */
interface Layer {
  readonly folders: readonly string[];
  readonly packages: readonly string[];
  /** Not even `node:`. */
  readonly pure?: true;
}

const middle = ['config', 'watch', 'go', 'process', 'gateway', 'report', 'control'];
const belowMiddle = ['base', 'engine', 'protocol'];
const session = ['session', ...middle, ...belowMiddle];

export const layers: Readonly<Record<string, Layer>> = {
  protocol: { folders: [], packages: [], pure: true },
  engine: { folders: ['protocol'], packages: [], pure: true },
  base: { folders: [], packages: ['picomatch', 're2js'] },
  config: { folders: belowMiddle, packages: ['smol-toml', 'yaml'] },
  watch: { folders: belowMiddle, packages: ['chokidar', 'ignore'] },
  go: { folders: belowMiddle, packages: [] },
  process: { folders: belowMiddle, packages: ['execa', 'tree-kill'] },
  gateway: { folders: belowMiddle, packages: [] },
  report: { folders: belowMiddle, packages: ['picocolors', 'get-east-asian-width'] },
  control: { folders: belowMiddle, packages: [] },
  session: { folders: session, packages: [] },
  doctor: { folders: session, packages: [] },
  init: { folders: session, packages: [] },
  cli: { folders: ['doctor', 'init', ...session], packages: ['commander'] },
};

/** Imports that point upward, sideways, or at a package that another folder hides; a sentence each. */
export function layerProblems(imports: readonly Import[]): string[] {
  const problems = imports.map(problemOf).filter((problem) => problem !== undefined);
  const users = new Map<string, Set<string>>();
  for (const { from, to } of imports) if (isPackage(to)) users.set(to, (users.get(to) ?? new Set()).add(from));
  for (const [name, files] of users)
    if (files.size > 1) problems.push(`${name} is imported in more than one file: ${[...files].join(', ')}`);
  return problems;
}

function problemOf({ from, to }: Import): string | undefined {
  const folder = folderOf(from);
  const layer = layers[folder];
  if (layer === undefined) return `${from}: no layer is known for src/${folder}`;
  if (to.startsWith('node:')) return layer.pure === true ? `${from} imports ${to}: ${folder} is pure` : undefined;
  if (isPackage(to))
    return layer.packages.includes(to) ? undefined : `${from} imports the package ${to}, which belongs elsewhere`;
  const target = folderOf(posix.join(dirname(from), to));
  return target === folder || layer.folders.includes(target) ? undefined : `${from} imports ${target}`;
}

function isPackage(to: string): boolean {
  return !to.startsWith('.') && !to.startsWith('node:');
}

function folderOf(file: string): string {
  return file.split('/')[0] ?? '';
}

/** `import … from 'x'`, `export … from 'x'`, `import 'x'`, `import('x')`. */
export function importsOf(source: string): readonly string[] {
  const text = source.replaceAll(/\/\*.*?\*\//gs, '');
  const found = text.matchAll(/^(?:import|export)\s[^'=;]*?\bfrom '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm);
  return [...found].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}
