import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { importsOf, layerProblems, layers, type Import } from '../../support/layers.ts';

const root = join(import.meta.dirname, '../../..');
const src = join(root, 'src');

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const imports = files.flatMap((from) =>
  importsOf(readFileSync(join(src, from), 'utf8')).map((to): Import => ({ from, to })),
);

/** One import for each rule, which breaks it. */
const broken: readonly (readonly [rule: string, from: string, to: string])[] = [
  ['protocol imports nothing of node', 'protocol/x.ts', 'node:fs'],
  ['protocol imports no package', 'protocol/x.ts', 'execa'],
  ['protocol imports no other folder', 'protocol/x.ts', '../base/paths.ts'],
  ['engine imports nothing of node', 'engine/service/x.ts', 'node:fs'],
  ['engine imports no package', 'engine/x.ts', 'picocolors'],
  ['engine does not import base', 'engine/service/x.ts', '../../base/paths.ts'],
  ['base imports no folder', 'base/x.ts', '../protocol/report.ts'],
  ['base imports no foreign package', 'base/x.ts', 'execa'],
  ...['config', 'watch', 'go', 'process', 'gateway', 'report', 'control'].flatMap(
    (folder): (readonly [string, string, string])[] => [
      [`${folder} imports no folder beside it`, `${folder}/x.ts`, folder === 'go' ? '../watch/x.ts' : '../go/x.ts'],
      [
        `${folder}, deeper, imports no folder beside it`,
        `${folder}/deep/x.ts`,
        `../../${folder === 'go' ? 'watch' : 'go'}/x.ts`,
      ],
      [`${folder} does not import session`, `${folder}/x.ts`, '../session/session.ts'],
      [`${folder} does not import cli`, `${folder}/deep/x.ts`, '../../cli/main.ts'],
      [`${folder} imports no foreign package`, `${folder}/x.ts`, 'commander'],
    ],
  ),
  ['session does not import doctor', 'session/x.ts', '../doctor/check.ts'],
  ['session does not import cli', 'session/deep/x.ts', '../../cli/main.ts'],
  ['session imports no package', 'session/x.ts', 'chokidar'],
  ['doctor does not import cli', 'doctor/x.ts', '../cli/main.ts'],
  ['doctor does not import init', 'doctor/x.ts', '../init/from.ts'],
  ['doctor imports no package', 'doctor/x.ts', 'execa'],
  ['init does not import cli', 'init/x.ts', '../cli/main.ts'],
  ['init does not import doctor', 'init/x.ts', '../doctor/check.ts'],
  ['init imports no package', 'init/x.ts', 'smol-toml'],
  ['cli imports no package but commander', 'cli/x.ts', 'execa'],
];

describe('the layers', () => {
  test('there is something to look at', () => {
    expect(imports.length).toBeGreaterThan(500);
    expect(
      [...new Set(files.map((file) => file.split('/')[0]))].filter((folder) => !((folder ?? '') in layers)),
    ).toEqual([]);
  });

  test('imports run only downward, and each package is used by one file', () => {
    expect(layerProblems(imports)).toEqual([]);
  });

  test.each(broken)('%s', (_rule, from, to) => {
    expect(layerProblems([{ from, to }])).toHaveLength(1);
  });

  test('a package that two files import is found', () => {
    expect(layerProblems(['process/a.ts', 'process/b.ts'].map((from) => ({ from, to: 'execa' })))).toHaveLength(1);
  });

  test('lint says the same of each of them, and holds one style for private members and imports', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'gorl-layers-'));
    try {
      for (const [at, [, from, to]] of broken.entries()) {
        const file = join(dir, 'src', from.replace('x.ts', `x${at}.ts`));
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, `import { x } from '${to}';\nexport const y = x;\n`);
      }
      writeFileSync(join(dir, '.oxlintrc.json'), readFileSync(join(root, '.oxlintrc.json'), 'utf8'));
      const style =
        "import { a } from './x.ts';\nimport type { B } from './x.ts';\nexport class C { private b: B = a; }\n";
      writeFileSync(join(dir, 'src/style.ts'), style);
      for (const name of ['node_modules', 'scripts']) symlinkSync(join(root, name), join(dir, name));
      const oxlint = join(root, 'node_modules/.bin/oxlint');
      const run = promisify(execFile)(oxlint, ['--format=unix', 'src'], { cwd: dir });
      const output = await run.then(
        ({ stdout }) => stdout,
        (error: { stdout: string }) => error.stdout,
      );
      expect(output).toMatch(/style\.ts:\d+:\d+: .*hash-private/);
      expect(output).toMatch(/style\.ts:\d+:\d+: .*no-duplicates/);
      const found = output.split('\n').filter((line) => line.includes('no-restricted-imports'));
      const unfound = broken.filter(
        ([, from], at) => !found.some((line) => line.includes(from.replace('x.ts', `x${at}.ts`))),
      );
      expect(unfound).toEqual([]);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});
