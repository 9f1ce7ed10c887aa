import { expect, test } from 'vitest';
import { withoutDebugInfo } from '../../../../src/go/build/without-debug-info.ts';

test.each<[flags: readonly string[], goFlags: readonly string[], linked: readonly string[] | undefined]>([
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
  [['-ldflags=example.com/a=-X a.b=1'], [], undefined],
  [[], ['-ldflags=all=-w'], undefined],
  // For a debugger.
  [['-gcflags=all=-N -l'], [], undefined],
  [['-gcflags', '-N'], [], undefined],
  [[], ['-gcflags=all=-N'], undefined],
  [['-gcflags=-l -d=-Nothing'], [], ['-gcflags=-l -d=-Nothing', '-ldflags=-s -w']],
  // Nobody knows what that means.
  [['-unheard-of'], [], undefined],
])('%j, after %j → %j', (flags, goFlags, linked) => {
  expect(withoutDebugInfo(flags, goFlags, 'linux')).toEqual(linked);
});

test("Apple's linker is not told what it warns of", () => {
  expect(withoutDebugInfo([], [], 'darwin')).toEqual(['-ldflags=-w']);
});
