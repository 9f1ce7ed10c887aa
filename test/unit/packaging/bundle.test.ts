import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keyTable } from '../../../src/config/keys/keys.ts';

interface Metafile {
  readonly outputs: Record<
    string,
    {
      readonly imports: readonly { path: string; kind: string }[];
      readonly inputs: Record<string, unknown>;
    }
  >;
}

const root = new URL('../../..', import.meta.url).pathname;
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

/** Loads what a start of gorl does not need at once: they must stay out of the files that every start reads. */
const lazyPackages = ['chokidar', 'commander', 'execa', 'ignore', 'picomatch', 're2js', 'tree-kill', 'yaml'];

/** Bytes of the files that every start reads: a start has 100 ms for everything. */
const startBudget = 355_000;

/** Bytes of the script in every page; a third of that on its way, compressed. */
const clientBudget = 22_000;

/** Bytes of what a shell runs at each Tab. */
const completionBudget = 40_000;

describe('the bundle', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gorl-bundle-'));
  const dist = join(folder, 'dist');
  let metafile: Metafile;

  beforeAll(() => {
    execFileSync(process.execPath, ['scripts/build.mjs', '--outdir', dist, '--metafile', join(folder, 'meta.json')], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    metafile = JSON.parse(readFileSync(join(folder, 'meta.json'), 'utf8')) as Metafile;
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('reads only small files at every start, none of them of a package that loads later', () => {
    const files = filesOfEveryStart(metafile);
    const packages = new Set(files.flatMap((file) => bundledPackages(metafile, file)));
    expect([...packages].filter((name) => lazyPackages.includes(name))).toEqual([]);
    expect(packages).toContain('picocolors');
    expect(files.reduce((sum, file) => sum + statSync(join(root, file)).size, 0)).toBeLessThan(startBudget);
  });

  test('leaves out the words of the tables of reports, which only the documentation is made from', () => {
    const bundled = new Set(Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs)));
    const ofReports = [...bundled].filter((input) => input.startsWith('src/protocol/report'));
    expect(ofReports).toContain('src/protocol/report/levels.ts');
    expect(ofReports.filter((input) => !/\/(?:levels|envelope)\.ts$/.test(input))).toEqual([]);
  });

  test('leaves out what is said of each key, but for a shell that asks', () => {
    const doc = (file: string): boolean =>
      readFileSync(join(root, file), 'utf8').includes(keyTable['proxy.enabled'].doc);
    const withDocs = Object.keys(metafile.outputs).filter((file) => file.endsWith('.js') && doc(file));
    expect(withDocs.map((file) => basename(file))).toEqual(['complete.js']);
  });

  test('gives the browser one small file', () => {
    const client = Object.entries(metafile.outputs).find(([file]) => file.endsWith('/client.js'))?.[1];
    expect(client?.imports).toEqual([]);
    expect(Object.keys(client?.inputs ?? {}).filter((input) => !input.startsWith('src/gateway/page/'))).toEqual([]);
    expect(statSync(join(dist, 'client.js')).size).toBeLessThan(clientBudget);
  });

  test('gives a shell that asks one small file without packages', () => {
    const complete = Object.entries(metafile.outputs).find(([file]) => file.endsWith('/complete.js'))?.[1];
    expect(complete?.imports.filter(({ path }) => !path.startsWith('node:'))).toEqual([]);
    expect(Object.keys(complete?.inputs ?? {}).filter((input) => input.includes('node_modules'))).toEqual([]);
    expect(statSync(join(dist, 'complete.js')).size).toBeLessThan(completionBudget);
  });

  test('needs nothing but Node', () => {
    const external = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
    const foreign = external.filter((path) => !path.startsWith('node:') && !(path in metafile.outputs));
    // execa and its dependencies import some modules of Node by their old names.
    expect(foreign.filter((path) => !builtinModules.includes(path))).toEqual([]);
  });

  test('names every package in it, with its license', () => {
    const notices = readFileSync(join(dist, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
    const packages = new Set(Object.keys(metafile.outputs).flatMap((file) => bundledPackages(metafile, file)));
    expect(packages.size).toBeGreaterThan(5);
    for (const name of packages) expect(notices).toMatch(new RegExp(`^${name} \\d.*\\(.+\\)$`, 'm'));
  });

  test('knows its version', () => {
    cpSync(join(root, 'bin'), join(folder, 'bin'), { recursive: true });
    const output = execFileSync(process.execPath, [join(folder, 'bin/gorl.js'), '--version'], { encoding: 'utf8' });
    expect(output).toContain(version);
  });

  test('leaves no stale chunk behind', () => {
    const stale = join(dist, 'chunk-of-an-older-build.js');
    writeFileSync(stale, '');
    execFileSync(process.execPath, ['scripts/build.mjs', '--outdir', dist], { cwd: root, stdio: 'ignore' });
    expect(readdirSync(dist)).not.toContain('chunk-of-an-older-build.js');
    expect(readdirSync(dist)).toContain('main.js');
  });
});

/** main.js and whatever it imports statically. */
function filesOfEveryStart({ outputs }: Metafile): readonly string[] {
  const entry = Object.keys(outputs).find((file) => file.endsWith('/main.js'));
  const files: string[] = [];
  const visit = (file: string): void => {
    if (files.includes(file)) return;
    files.push(file);
    for (const { path, kind } of outputs[file]?.imports ?? [])
      if (kind === 'import-statement' && path in outputs) visit(path);
  };
  if (entry !== undefined) visit(entry);
  return files;
}

function bundledPackages({ outputs }: Metafile, file: string): readonly string[] {
  const inputs = Object.keys(outputs[file]?.inputs ?? {});
  return inputs.flatMap((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
}
