// Bundles src/cli/main.ts into dist/: main.js, one chunk with all that every start needs, others for what loads later
// (chokidar, execa, …), survey.js, which runs in a process of its own, client.js, which runs in the browser, and
// complete.js, which answers a shell. Usage: node scripts/build.mjs [--outdir DIR] [--entry FILE] [--metafile FILE]
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { noticesFor } from './notices.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Builds and returns the outputs of a metafile as esbuild has it. Throws esbuild's BuildFailure, whose messages it has printed, or rolldown's. */
export async function build({ outdir = join(root, 'dist'), entry = join(root, 'src/cli/main.ts') } = {}) {
  const esbuild = await import('esbuild');
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const result = await buildMain({ outdir, entry, version });
  const alone = [await buildClient(esbuild, outdir, version), await buildCompletion(esbuild, outdir)];
  for (const { metafile } of alone) Object.assign(result.metafile.outputs, metafile.outputs);
  const files = [result, ...alone].flatMap(({ outputFiles }) =>
    outputFiles.map(({ path, contents }) => ({ path, contents })),
  );
  files.push({ path: join(outdir, 'THIRD-PARTY-NOTICES.txt'), contents: noticesFor(result.metafile, root) });
  replaceFolder(outdir, files);
  return result.metafile;
}

/**
 * A file takes node 0.3 ms to load, and by default what lazy parts share would be 70 of them. All that `entry` itself
 * imports is loaded with it in any case, so it is one chunk; but for `entry`, whose end nothing may wait for that it
 * imports later.
 */
async function buildMain({ outdir, entry, version }) {
  const { rolldown } = await import('rolldown');
  const atStart = new Set();
  const bundle = await rolldown({
    cwd: root,
    input: { main: entry, survey: join(root, 'src/session/tree/survey-process.ts') },
    platform: 'node',
    transform: { define: { __GORL_VERSION__: JSON.stringify(version) }, target: 'node20' },
    plugins: [
      withoutDocs,
      {
        name: 'at-start',
        buildEnd() {
          const waiting = [entry];
          for (const id of waiting) {
            if (atStart.has(id)) continue;
            atStart.add(id);
            waiting.push(...(this.getModuleInfo(id)?.importedIds ?? []));
          }
          atStart.delete(entry);
        },
      },
    ],
  });
  const { output } = await bundle.generate({
    format: 'esm',
    minify: true,
    comments: false, // all licenses are in THIRD-PARTY-NOTICES.txt
    chunkFileNames: '[name]-[hash].js',
    codeSplitting: { groups: [{ name: 'start', test: (id) => atStart.has(id) }] },
  });
  await bundle.close();
  return metafileOf(output, outdir);
}

/** What is said of each key goes into the documentation and to a shell that asks; nothing else reads it, and every start would. */
const withoutDocs = {
  name: 'without-docs',
  transform: {
    filter: { id: /\/src\/config\/keys\/keys-[a-z]+\.ts$/ },
    handler: (code) => code.replaceAll(/^ +(?:doc|whenUnset):\s+(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"),\n/gm, ''),
  },
};

/** What rolldown made, in the words of esbuild, as far as somebody reads them. */
function metafileOf(chunks, outdir) {
  const pathOf = (file) => relative(root, join(outdir, file)).replaceAll('\\', '/');
  const isOurs = new Set(chunks.map(({ fileName }) => fileName));
  const outputs = chunks.map(({ fileName, code, modules, imports, dynamicImports }) => {
    const imported = (kind) => (file) => ({ path: isOurs.has(file) ? pathOf(file) : file, kind });
    const inputs = Object.entries(modules).map(([id, { renderedLength }]) => [
      relative(root, id).replaceAll('\\', '/'),
      { bytesInOutput: renderedLength },
    ]);
    const meta = {
      bytes: Buffer.byteLength(code),
      inputs: Object.fromEntries(inputs),
      imports: [...imports.map(imported('import-statement')), ...dynamicImports.map(imported('dynamic-import'))],
    };
    return [pathOf(fileName), meta];
  });
  return {
    metafile: { outputs: Object.fromEntries(outputs) },
    outputFiles: chunks.map(({ fileName, code }) => ({ path: join(outdir, fileName), contents: code })),
  };
}

/** The script in every page, as one file without imports: it is loaded as a classic script, and as a shared worker. */
function buildClient(esbuild, outdir, version) {
  const stylesAsText = {
    name: 'styles-as-text',
    setup({ onLoad }) {
      onLoad({ filter: /\.css$/ }, async ({ path }) => {
        const { code } = await esbuild.transform(readFileSync(path), { loader: 'css', minify: true });
        return { contents: code.trim(), loader: 'text' };
      });
    },
  };
  return esbuild.build({
    absWorkingDir: root,
    entryPoints: { client: join(root, 'src/gateway/page/client.ts') },
    outdir,
    bundle: true,
    platform: 'browser',
    format: 'iife',
    target: 'es2022', // as old as the newest of what it needs besides: adoptedStyleSheets
    minify: true,
    charset: 'utf8',
    legalComments: 'none',
    plugins: [stylesAsText],
    define: { __GORL_VERSION__: JSON.stringify(version) },
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
}

/** What a shell asks at each Tab: one file without chunks, since somebody waits for it. */
function buildCompletion(esbuild, outdir) {
  return esbuild.build({
    absWorkingDir: root,
    entryPoints: { complete: join(root, 'src/cli/completion/entry.ts') },
    outdir,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    minify: true,
    legalComments: 'none',
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
}

/** Writes before it deletes, so that a gorl that runs from this folder still finds its chunks meanwhile. */
function replaceFolder(folder, files) {
  mkdirSync(folder, { recursive: true });
  for (const { path, contents } of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contents);
  }
  const wanted = new Set(files.map(({ path }) => basename(path)));
  for (const name of readdirSync(folder)) if (!wanted.has(name)) rmSync(join(folder, name), { recursive: true });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({
    options: { outdir: { type: 'string' }, entry: { type: 'string' }, metafile: { type: 'string' } },
  });
  try {
    const metafile = await build({
      ...(values.outdir && { outdir: resolve(values.outdir) }),
      ...(values.entry && { entry: resolve(values.entry) }),
    });
    if (values.metafile) writeFileSync(values.metafile, JSON.stringify(metafile));
    for (const [file, { bytes }] of Object.entries(metafile.outputs))
      console.log(`${file}  ${(bytes / 1000).toFixed(1)} kB`);
  } catch (error) {
    // esbuild has printed what it found.
    if (!error.warnings) console.error(error);
    process.exitCode = 1;
  }
}
