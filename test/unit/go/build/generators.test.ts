import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { waitFor } from '../../../support/wait-for.ts';
import { BuilderRig, writesBinary } from './builder-rig.ts';
import type { FakeCommand } from './fake-commands.ts';

const templ = { name: 'templ', cmd: 'templ generate', files: ['*.templ'], exclude: [] };
const sqlc = { name: 'sqlc', cmd: 'sqlc generate', files: ['*.sql'], exclude: [] };

function setUp(rig: BuilderRig, onStart: (command: FakeCommand) => void = succeeds): void {
  rig.setUp(
    {
      preCmd: ['make assets'],
      generate: { root: rig.dir, tmpDir: join(rig.dir, 'tmp'), generators: [templ, sqlc] },
    },
    onStart,
  );
  writeFileSync(join(rig.dir, 'a.templ'), 'one');
  writeFileSync(join(rig.dir, 'a.sql'), 'one');
}

const succeeds = (command: FakeCommand): void => {
  if (command.spec.command.type === 'shell') command.end(0);
  else writesBinary(command);
};

const started = (rig: BuilderRig): string[] =>
  rig.commands.started.map(({ spec: { command, label } }) =>
    command.type === 'shell' ? `${label}: ${command.line}` : `${label}: go ${command.args[0]}`,
  );

test('run after the hooks and before the build, in their order; then only those whose inputs differ', async () => {
  await using rig = new BuilderRig();
  setUp(rig);
  await rig.build(1);
  expect(started(rig)).toEqual([
    'app/pre_cmd: make assets',
    'app/generate-0: templ generate',
    'app/generate-1: sqlc generate',
    'app/build-1: go build',
  ]);
  rig.commands.started.length = 0;
  writeFileSync(join(rig.dir, 'a.sql'), 'two');
  await rig.build(2);
  expect(started(rig)).toEqual(['app/pre_cmd: make assets', 'app/generate-1: sqlc generate', 'app/build-2: go build']);
});

test('all run when somebody asks for a build', async () => {
  await using rig = new BuilderRig();
  setUp(rig);
  await rig.build(1);
  rig.commands.started.length = 0;
  const by = { type: 'key', key: 'b' } as const;
  await rig.build(2, { batch: { action: 'rebuild-and-restart', cause: { type: 'request', by } } });
  expect(started(rig)).toHaveLength(4);
});

test('a failure is the build’s, under the name of the generator, and its problems are not shown twice', async () => {
  await using rig = new BuilderRig();
  setUp(rig, (command) => {
    const { command: what } = command.spec;
    if (what.type === 'shell' && what.line === templ.cmd)
      command.end(1, 'generating\na.templ parsing error: missing close brace: line 1, col 2\n');
    else succeeds(command);
  });
  expect(await rig.build(1)).toMatchObject({
    type: 'build-failed',
    generator: 'templ',
    end: { type: 'code', code: 1 },
    output: '',
    diagnostics: [{ message: 'missing close brace', source: 'generator', location: { file: 'a.templ', column: 3 } }],
  });
  expect(started(rig).at(-1)).toBe('app/generate-0: templ generate');
  const output = rig.reports.flatMap((each) => (each.type === 'command-output' ? [each] : []));
  expect(output).toEqual([{ type: 'command-output', name: 'generate', generator: 'templ', text: 'generating\n' }]);
  expect(rig.reports.map(({ type }) => type)).not.toContain('generator-finished');
});

test('is killed with its build, and what it has not done is done by the next', async () => {
  await using rig = new BuilderRig();
  setUp(rig, (command) => {
    if (command.spec.label === 'app/pre_cmd') command.end(0);
  });
  rig.start(1);
  await waitFor(() => started(rig).includes('app/generate-0: templ generate'));
  rig.builder.cancel(1);
  await waitFor(() => rig.events.length > 0);
  expect(rig.events).toEqual([{ type: 'build-cancelled', generation: 1 }]);
  expect(rig.commands.started.at(-1)?.cancelled).toBe(true);
  rig.start(2);
  await waitFor(() => started(rig).filter((each) => each.startsWith('app/generate-0')).length === 2);
  rig.builder.cancel(2);
  await waitFor(() => rig.events.length > 1);
});

test('each is told when it begins, and with its time when it has succeeded', async () => {
  await using rig = new BuilderRig();
  setUp(rig);
  await rig.build(1);
  expect(rig.reports.filter(({ type }) => type.startsWith('generator-'))).toEqual([
    { type: 'generator-started', generator: 'templ', command: 'templ generate' },
    { type: 'generator-finished', generator: 'templ', durationMs: expect.any(Number) },
    { type: 'generator-started', generator: 'sqlc', command: 'sqlc generate' },
    { type: 'generator-finished', generator: 'sqlc', durationMs: expect.any(Number) },
  ]);
});
