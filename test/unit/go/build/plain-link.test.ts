import { expect, test } from 'vitest';
import type { BuildPlan } from '../../../../src/go/build/build-plan.ts';
import { BuilderRig, writesBinary } from './builder-rig.ts';
import type { FakeCommand } from './fake-commands.ts';

const refusal = '# example.com/p\n/go/pkg/tool/link: running gcc failed: exit status 1\ncollect2: error: no\n';

/** The flags that the go command was called with, and whether what is usual was better. */
async function build(fails: (flags: string) => string | undefined, hasPlain = true) {
  await using rig = new BuilderRig();
  let worked = 0;
  const onStart = (command: FakeCommand): void => {
    const text = fails(flagsOf(command));
    if (text === undefined) return writesBinary(command);
    command.end(1, text);
  };
  const plainLink = { flags: ['-plain'], worked: () => void worked++ };
  const owned: BuildPlan['build'] = { type: 'owned', goFile: '/go', flags: ['-fast'], packages: ['.'] };
  rig.setUp({ build: hasPlain ? { ...owned, plainLink } : owned }, onStart);
  const event = await rig.build(1);
  return { type: event.type, tried: rig.commands.started.map(flagsOf), worked };
}

function flagsOf({ spec: { command } }: FakeCommand): string {
  return command.type === 'argv' ? (command.args[1] ?? '') : '';
}

test('what another linker cannot link is linked as usual', async () => {
  const outcome = await build((flags) => (flags === '-fast' ? refusal : undefined));
  expect(outcome).toEqual({ type: 'build-succeeded', tried: ['-fast', '-plain'], worked: 1 });
});

test('what no linker can link says nothing about the other one', async () => {
  expect(await build(() => refusal)).toEqual({ type: 'build-failed', tried: ['-fast', '-plain'], worked: 0 });
});

test.each<[what: string, text: string | undefined, type: string, hasPlain: boolean]>([
  ['that is linked', undefined, 'build-succeeded', true],
  ['with an error of the compiler', './main.go:1:1: running x failed:\n', 'build-failed', true],
  ['that is linked as usual', refusal, 'build-failed', false],
])('a build %s is not repeated', async (_, text, type, hasPlain) => {
  expect(await build(() => text, hasPlain)).toEqual({ type, tried: ['-fast'], worked: 0 });
});
