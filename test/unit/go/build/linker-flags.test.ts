import { expect, test } from 'vitest';
import { withLinkerFlags } from '../../../../src/go/build/linker-flags.ts';

test.each<[flags: readonly string[], goFlags: readonly string[], linked: readonly string[]]>([
  [[], [], ['-ldflags=-s -w']],
  [['-race'], ['-trimpath'], ['-race', '-ldflags=-s -w']],
  // What the user links with stays, and has the last word.
  [['-ldflags', '-X main.v=1'], [], ['-ldflags', '-X main.v=1', '-ldflags=-s -w -X main.v=1']],
  [['-ldflags=-w=0'], [], ['-ldflags=-w=0', '-ldflags=-s -w -w=0']],
  [
    ['-ldflags=-X a.b=1', '--ldflags=-X a.b=2'],
    [],
    ['-ldflags=-X a.b=1', '--ldflags=-X a.b=2', '-ldflags=-s -w -X a.b=2'],
  ],
  [[], ['-ldflags=-X a.b=1'], ['-ldflags=-s -w -X a.b=1']],
  [['-ldflags=-X a.b=2'], ['-ldflags=-X a.b=1'], ['-ldflags=-X a.b=2', '-ldflags=-s -w -X a.b=2']],
  [['-ldflags='], [], ['-ldflags=', '-ldflags=-s -w']],
  // For single packages.
  [['-ldflags=example.com/a=-X a.b=1'], [], ['-ldflags=example.com/a=-X a.b=1']],
  [[], ['-ldflags=all=-w'], []],
  // For a debugger.
  [['-gcflags=all=-N -l'], [], ['-gcflags=all=-N -l', '-ldflags=-compressdwarf=false']],
  [
    ['-gcflags', '-N', '-ldflags=-X a.b=1'],
    [],
    ['-gcflags', '-N', '-ldflags=-X a.b=1', '-ldflags=-compressdwarf=false -X a.b=1'],
  ],
  [[], ['-gcflags=all=-N'], ['-ldflags=-compressdwarf=false']],
  [['-gcflags=-l -d=-Nothing'], [], ['-gcflags=-l -d=-Nothing', '-ldflags=-s -w']],
  // Nobody knows what that means.
  [['-unheard-of'], [], ['-unheard-of']],
])('%j, after %j → %j', (flags, goFlags, linked) => {
  expect(withLinkerFlags(flags, goFlags, false, 'linux')).toEqual(linked);
});

test("Apple's linker is not told what it warns of", () => {
  expect(withLinkerFlags([], [], false, 'darwin')).toEqual(['-ldflags=-w']);
});

test('for a debugger nothing is left out', () => {
  expect(withLinkerFlags(['-ldflags=-X a.b=1'], [], true)).toEqual([
    '-ldflags=-X a.b=1',
    '-ldflags=-compressdwarf=false -X a.b=1',
  ]);
  expect(withLinkerFlags(['-ldflags=all=-w'], [], true)).toEqual(['-ldflags=all=-w']);
});
