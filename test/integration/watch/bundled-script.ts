import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));

/** A TypeScript file of this folder as one that any Node runs, written into `directory`. Returns its path. */
export function bundledScript(name: string, directory: string): string {
  const outfile = join(directory, 'script', `${name}.mjs`);
  mkdirSync(dirname(outfile), { recursive: true });
  const modules = join(directory, 'script', 'node_modules');
  if (!existsSync(modules)) symlinkSync(resolve(here, '../../../node_modules'), modules);
  buildSync({
    entryPoints: [join(here, `${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  return outfile;
}
