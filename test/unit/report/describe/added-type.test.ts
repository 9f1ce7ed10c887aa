import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type * as describing from '../../../../src/report/describe/describe.ts';
import { projectRoot } from '../../../support/gorl-rig.ts';

const row = `  'build-queued': {
    level: 'routine',
    doc: 'A build waits for its turn.',
    fields: { generation, ahead: { type: 'count', optional: true, doc: 'Builds before it.' } },
  },
`;

const use = `import type { Report, ReportAt, ReportOf } from './src/protocol/report.ts';
export const one: Report = { type: 'build-queued', generation: 1 };
export const ahead: ReportOf<'build-queued'> = { type: 'build-queued', generation: 1, ahead: 2 };
export const routine: ReportAt<'routine'>['type'] = 'build-queued';
// @ts-expect-error: a number
export const wrong: Report = { type: 'build-queued', generation: '1' };
// @ts-expect-error: not without its generation
export const short: Report = { type: 'build-queued' };
`;

describe('a type of report that is added in one file', () => {
  const copy = mkdtempSync(join(tmpdir(), 'gorl-added-type-'));
  const levels = join(copy, 'src/protocol/report/levels.ts');
  let made: typeof describing;

  const typeErrors = (): string => {
    const tsc = join(projectRoot, 'node_modules/.bin/tsc');
    return spawnSync(tsc, ['-p', copy, '--noEmit', '--pretty', 'false'], { cwd: copy, encoding: 'utf8' }).stdout.trim();
  };

  beforeAll(async () => {
    const parts = ['src/protocol', 'src/base/defined.ts', 'src/report/describe', 'src/report/ndjson.ts'];
    for (const path of ['package.json', 'tsconfig.json', ...parts])
      cpSync(join(projectRoot, path), join(copy, path), { recursive: true });
    const table = join(copy, 'src/protocol/report/build.ts');
    const end = '} as const satisfies';
    writeFileSync(table, readFileSync(table, 'utf8').replace(end, `${row}${end}`));
    const config = JSON.parse(readFileSync(join(copy, 'tsconfig.json'), 'utf8')) as { compilerOptions: object };
    const options = { ...config.compilerOptions, types: [] };
    writeFileSync(
      join(copy, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: options, include: ['src', 'use.ts'] }),
    );
    writeFileSync(join(copy, 'use.ts'), use);
    const bundle = join(copy, 'describe.mjs');
    const esbuild = join(projectRoot, 'node_modules/.bin/esbuild');
    const entry = join(copy, 'src/report/describe/describe.ts');
    execFileSync(esbuild, [entry, '--bundle', '--format=esm', `--outfile=${bundle}`], { stdio: 'ignore' });
    made = (await import(pathToFileURL(bundle).href)) as typeof describing;
  });
  afterAll(() => rmSync(copy, { recursive: true }));

  test('is in the levels, without which nothing compiles, and in the types', () => {
    expect(typeErrors()).toMatch(
      /^src\/protocol\/report\/levels\.ts\(\d+,\d+\): error TS2741: Property '"build-queued"' is missing.*$/,
    );
    writeFileSync(levels, made.renderLevels(made.reportRows));
    expect(readFileSync(levels, 'utf8')).toContain("    'build-queued': true,\n");
    expect(typeErrors()).toBe('');
  });

  test('is in the schema', () => {
    const schema = JSON.parse(made.renderEventsSchema(made.reportRows)) as {
      oneOf: unknown[];
      $defs: Record<string, unknown>;
    };
    expect(schema.oneOf).toContainEqual({ $ref: '#/$defs/build-queued' });
    expect(schema.$defs['build-queued']).toMatchObject({
      description: 'A build waits for its turn.',
      required: ['v', 'seq', 't', 'type', 'generation'],
      properties: { ahead: { type: 'integer', minimum: 0, description: 'Builds before it.' } },
    });
  });

  test('is in the documentation, with its example once there is one', () => {
    const page = readFileSync(join(projectRoot, 'docs/events.md'), 'utf8');
    const example = { type: 'build-queued', generation: 3, ahead: 1 };
    const doc = made.renderEventsDoc(page, made.reportRows, [example as never]);
    const section = doc.split(/^### /m).find((part) => part.startsWith('build-queued\n'));
    expect(section).toContain('A build waits for its turn.');
    expect(section).toContain('| `ahead`? | integer | Builds before it. |');
    expect(section).toMatch(/"type":"build-queued","generation":3,"ahead":1\}\n```/);
  });
});
