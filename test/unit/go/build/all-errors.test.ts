import { afterEach, expect, test } from 'vitest';
import { devNull } from 'node:os';
import { problem, tooManyErrors, type Diagnostic } from '../../../../src/protocol/diagnostic.ts';
import type { AllErrorsRequest } from '../../../../src/go/build/all-errors.ts';
import { waitFor } from '../../../support/wait-for.ts';
import { BuilderRig } from './builder-rig.ts';
import type { FakeCommand } from './fake-commands.ts';

let rig = new BuilderRig();
afterEach(async () => {
  await rig[Symbol.asyncDispose]();
  rig = new BuilderRig();
});

const at = (file: string, isLast = false): Diagnostic => ({
  ...problem('undefined: a', { source: 'go', location: { file, line: 1, column: 2 } }),
  notes: isLast ? [{ message: tooManyErrors }] : [],
});
const request = (diagnostics: readonly Diagnostic[]): AllErrorsRequest => {
  const { build, ...plan } = rig.plan;
  if (build.type !== 'owned') throw new Error('the rig builds by itself');
  return { generation: 4, plan: { ...plan, build }, diagnostics };
};
const argsOf = ({ spec }: FakeCommand): readonly string[] => (spec.command.type === 'argv' ? spec.command.args : []);

test('only the packages that have more errors are compiled for it, and nothing is kept', async () => {
  rig.setUp({}, (command) => command.end(1, '# m/b\nb/b.go:1:2: x\n# m/a\na/a.go:3:4: y\na/a.go:5:6: z\n'));
  const told = [at('a/a.go'), at('a/a.go', true), at('b/b.go'), at('../c/c.go', true), at('a/z.go', true)];
  const found = await rig.builder.allErrors(request(told)).ended;
  expect(argsOf(rig.commands.started[0] as FakeCommand)).toEqual([
    ...['build', '-race', '-gcflags=-e', '-gcflags=./a=-e', '-gcflags=../c=-e', '-o', devNull, './cmd/api'],
  ]);
  expect(found).toMatchObject({
    type: 'failed',
    diagnostics: [{ message: 'y' }, { message: 'z' }, { message: 'x' }],
  });
  expect(rig.tmpFiles()).toEqual([]);
});

test('a cancelled one leaves nothing', async () => {
  rig.setUp({});
  const run = rig.builder.allErrors(request([at('main.go', true)]));
  await waitFor(() => rig.commands.started.length > 0);
  run.cancel();
  expect(await run.ended).toEqual({ type: 'cancelled' });
  expect(rig.tmpFiles()).toEqual([]);
});

test('one that finds nothing says so', async () => {
  rig.setUp({}, (command) => command.end(0));
  expect(await rig.builder.allErrors(request([problem('link failed')])).ended).toEqual({ type: 'succeeded' });
});
