import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** A hand-made bug: one edit of the source that a walk has to notice. */
export interface Mutant {
  readonly bug: string;
  /** Below `src/engine/`. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** Added at the end of the file. */
  readonly more?: string;
}

const engine = join(import.meta.dirname, '../../src/engine');

/** The same tokens, however the formatter has laid them out. */
function anyLayout(code: string): RegExp {
  const tokens = code.match(/\w+|[^\w\s]/g) ?? [];
  return new RegExp(tokens.map((token) => token.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&')).join('\\s*'), 'g');
}

async function mutated({ file, from, to, more = '' }: Mutant): Promise<string> {
  const source = await readFile(join(engine, file), 'utf8');
  const places = source.match(anyLayout(from)) ?? [];
  if (places.length !== 1) throw new Error(`"${from}" stands ${places.length} times in ${file}, and not once`);
  return source.replace(anyLayout(from), () => to) + more;
}

/**
 * Bundles what `entry` exports, with the bug in it.
 *
 * @param entry TypeScript text in `src/engine/`
 */
export async function loadMutant<Exports>(mutant: Mutant, entry: string): Promise<Exports> {
  const contents = await mutated(mutant);
  const folder = await mkdtemp(join(tmpdir(), 'gorl-mutant-'));
  try {
    const outfile = join(folder, 'mutant.mjs');
    await build({
      stdin: { contents: entry, resolveDir: engine, loader: 'ts' },
      bundle: true,
      format: 'esm',
      platform: 'neutral',
      outfile,
      logLevel: 'silent',
      plugins: [
        {
          name: 'mutate',
          setup({ onLoad }) {
            onLoad({ filter: /\.ts$/ }, ({ path }) =>
              path === join(engine, mutant.file) ? { contents, loader: 'ts' } : undefined,
            );
          },
        },
      ],
    });
    return (await import(pathToFileURL(outfile).href)) as Exports;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
